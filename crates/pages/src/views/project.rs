//! What belongs to a project: schedules, secrets, members, settings.

use askama::Template;
use maillon_protocol::api::{
    Member, NewProject, ProjectSettings, Role, Schedule, SecretInfo, SecretKind,
};

use crate::Frame;
use crate::format;

/// What a project's name is in addresses.
macro_rules! base {
    ($($page:ty),*) => {
        $(impl $page {
            fn base(&self) -> String {
                format!("/projects/{}", format::segment(&self.project))
            }
        })*
    };
}

base!(SchedulesPage, SecretsPage, MembersPage, SettingsPage);

/// A project's schedules.
#[derive(Debug, Template)]
#[template(path = "schedules.html")]
pub struct SchedulesPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The schedules.
    pub schedules: Vec<Schedule>,
    /// What stands in the form.
    pub default_branch: String,
}

/// A project's secrets, without their values.
#[derive(Debug, Template)]
#[template(path = "secrets.html")]
pub struct SecretsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The secrets.
    pub secrets: Vec<SecretInfo>,
}

fn kind(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Variable => "variable, masked",
        SecretKind::File => "file",
        SecretKind::Plain => "plain variable",
        SecretKind::Credential => "credential of Jenkinsfiles",
    }
}

const ROLES: [Role; 4] = [
    Role::Guest,
    Role::Reporter,
    Role::Developer,
    Role::Maintainer,
];

/// A project's members.
#[derive(Debug, Template)]
#[template(path = "members.html")]
pub struct MembersPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The members.
    pub members: Vec<Member>,
}

const VISIBILITIES: [(&str, &str); 3] = [
    ("private", "Nobody"),
    ("internal", "Everybody who is signed in"),
    ("public", "Everybody"),
];

const FORGES: [(&str, &str); 3] = [
    ("gitlab", "GitLab"),
    ("github", "GitHub"),
    ("gitea", "Gitea, Forgejo"),
];

/// A project's settings.
#[derive(Debug, Template)]
#[template(path = "settings.html")]
pub struct SettingsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The settings.
    pub settings: ProjectSettings,
    /// The address that a forge calls; None: the repository is hosted here.
    pub hook: Option<String>,
    /// The webhook's secret, where it was just made.
    pub shown: Option<String>,
}

impl SettingsPage {
    fn visibility(&self) -> String {
        format::word(&self.settings.visibility)
    }

    fn forge(&self) -> String {
        self.settings
            .forge
            .as_ref()
            .map(format::word)
            .unwrap_or_default()
    }

    fn labels(&self) -> String {
        self.settings.default_labels.join(", ")
    }

    fn poll(&self) -> String {
        text(self.settings.poll_seconds)
    }

    fn days(&self) -> String {
        text(self.settings.retention.days)
    }

    fn runs(&self) -> String {
        text(self.settings.retention.runs)
    }

    fn bytes(&self) -> String {
        text(self.settings.retention.bytes)
    }

    /// The name as a regular expression of browsers.
    fn pattern(&self) -> String {
        self.project.replace('.', "\\.").replace('-', "\\-")
    }
}

fn text<T: ToString>(number: Option<T>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// A project to be made.
#[derive(Debug, Template)]
#[template(path = "new_project.html")]
pub struct NewProjectPage {
    /// What surrounds it.
    pub frame: Frame,
    /// What stands in the form.
    pub new: NewProject,
}
