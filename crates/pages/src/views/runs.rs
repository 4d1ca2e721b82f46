//! A project's runs, and the start of a new one.

use askama::Template;
use maillon_protocol::api::{
    InputField, InputKind, Page, RepositoryPlace, RunFilter, RunState, RunSummary,
};

use crate::Frame;
use crate::format;
use crate::status::Status as _;

/// A project's runs.
#[derive(Debug, Template)]
#[template(path = "runs.html")]
pub struct RunsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// Where its repository is.
    pub repository: RepositoryPlace,
    /// The runs.
    pub runs: Page<RunSummary>,
    /// Which are shown.
    pub filter: RunFilter,
    /// The address to push to, for a project that is hosted here and has no runs.
    pub push: String,
}

const STATES: [RunState; 10] = [
    RunState::Running,
    RunState::Pending,
    RunState::Manual,
    RunState::Success,
    RunState::Failed,
    RunState::Unstable,
    RunState::Aborted,
    RunState::Skipped,
    RunState::Invalid,
    RunState::Errored,
];

impl RunsPage {
    fn base(&self) -> String {
        format!("/projects/{}", format::segment(&self.project))
    }

    fn branch(&self) -> &str {
        format::short_ref(self.filter.git_ref.as_deref().unwrap_or_default())
    }

    fn author(&self) -> &str {
        self.filter.author.as_deref().unwrap_or_default()
    }

    fn state(&self) -> &'static str {
        self.filter.state.map_or("", RunState::as_str)
    }

    fn is_filtered(&self) -> bool {
        !self.branch().is_empty() || !self.author().is_empty() || self.filter.state.is_some()
    }

    fn is_first(&self) -> bool {
        self.filter.before.is_none()
    }

    fn address(&self, before: &str) -> String {
        let parameters = [
            ("branch", self.branch()),
            ("state", self.state()),
            ("author", self.author()),
            ("before", before),
        ];
        self.base() + &format::query(&parameters)
    }

    fn newest(&self) -> String {
        if self.is_first() {
            String::new()
        } else {
            self.address("")
        }
    }

    fn older(&self) -> String {
        self.runs
            .next
            .as_deref()
            .map_or_else(String::new, |next| self.address(next))
    }
}

/// The start of a run by hand.
#[derive(Debug, Template)]
#[template(path = "new_run.html")]
pub struct NewRunPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The branch or tag.
    pub git_ref: String,
    /// Branches that may be chosen.
    pub branches: Vec<String>,
    /// What the definition on that branch asks for.
    pub inputs: Vec<InputField>,
}

impl NewRunPage {
    fn base(&self) -> String {
        format!("/projects/{}", format::segment(&self.project))
    }
}
