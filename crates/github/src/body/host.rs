//! What a body asks of whoever runs it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use maillon_model::event::Annotation;
use maillon_model::{JobStatus, StepId, Timestamp};
use maillon_sandbox::{Containers, Mount};

/// What a body asks of whoever runs it. All errors are sentences for the job's log.
#[async_trait]
pub trait Host: Send + Sync {
    /// The workspace on this machine.
    fn workspace(&self) -> &Path;

    /// The private folder on this machine: `Sandbox::private()` is the same folder as the job sees it.
    fn private(&self) -> &Path;

    /// The folders that a container beside the job needs in order to see what the job sees: workspace,
    /// private folder, actions.
    fn mounts(&self) -> Vec<Mount>;

    /// The files of an action's repository at a ref.
    async fn action(&self, repository: &str, git_ref: &str) -> Result<ActionFolder, String>;

    /// Brings files into the workspace; gives lines for the log.
    async fn checkout(&self, order: CheckoutOrder) -> Result<CheckedOut, String>;

    /// What runs containers beside the job.
    async fn containers(&self) -> Result<Arc<dyn Containers>, String>;

    /// Where the services of the runner listen, for the job's actions. They are started by this.
    async fn endpoints(&self) -> Result<Endpoints, String>;

    /// From now on the text is masked in all that the job prints.
    fn mask(&self, text: &str);

    /// Whether the text holds a secret.
    fn is_secret(&self, text: &str) -> bool;

    /// Tells the run what happens.
    async fn tell(&self, event: StepEvent);

    /// A step of the job failed, and that is not allowed: what now? Only where somebody wants to be
    /// asked this says otherwise than [`AfterFailure::GoOn`].
    async fn after_failure(&self, _failed: FailedStep<'_>) -> AfterFailure {
        AfterFailure::GoOn
    }

    /// The present.
    fn now(&self) -> Timestamp;
}

/// A step that failed.
#[derive(Clone, Copy)]
pub struct FailedStep<'a> {
    /// Its name.
    pub name: &'a str,
    /// Why: `exit code 3`.
    pub message: &'a str,
    /// The environment that it ran with. It may hold secrets.
    pub env: &'a [(String, String)],
    /// Where it ran, as the job sees it.
    pub cwd: &'a Path,
}

/// What follows after a failed step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// The job has failed.
    GoOn,
    /// The step runs again.
    Retry,
}

/// The files of an action's repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionFolder {
    /// On this machine.
    pub host: PathBuf,
    /// As the job sees it. Nobody writes into it.
    pub guest: PathBuf,
    /// Which commit it is; empty where a local folder stands in.
    pub commit: String,
}

/// What `actions/checkout` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckoutOrder {
    /// `owner/name`; None: the run's own repository.
    pub repository: Option<String>,
    /// None: what the run is for; for another repository its default branch.
    pub git_ref: Option<String>,
    /// Below the workspace; empty: the workspace itself.
    pub into: PathBuf,
    /// Whether submodules come along.
    pub submodules: Submodules,
}

/// Whether submodules come along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Submodules {
    /// They don't.
    #[default]
    None,
    /// The repository's own.
    Direct,
    /// Those of submodules as well.
    Recursive,
}

/// What a checkout brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedOut {
    /// The commit.
    pub commit: String,
    /// The ref.
    pub git_ref: String,
    /// For the log.
    pub lines: Vec<String>,
}

/// Where the services of the runner listen, as the job reaches them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// `ACTIONS_RESULTS_URL`, `ACTIONS_RUNTIME_URL` and `ACTIONS_CACHE_URL`, with a `/` at the end.
    pub url: String,
    /// `ACTIONS_RUNTIME_TOKEN`: for this job alone. It is masked.
    pub token: String,
}

/// What happens in a body, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepEvent {
    /// A step begins.
    Started {
        /// Which.
        step: StepId,
        /// The step that it is part of.
        parent: Option<StepId>,
        /// Its name.
        name: String,
    },
    /// A step ended.
    Finished {
        /// Which.
        step: StepId,
        /// How.
        status: JobStatus,
        /// Whether it failed and that was allowed.
        allowed: bool,
    },
    /// A step points at something.
    Annotated(Annotation),
    /// A step wrote a summary, in Markdown.
    Summarized(String),
}
