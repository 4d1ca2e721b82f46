//! A job: what a runner executes in one sandbox, and when it may start.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::container::Extras;
use crate::diagnostic::{Diagnostic, Place};
use crate::ids::JobName;
use crate::pipeline::StageIndex;
use crate::variable::Variables;

/// A job of a [`crate::Pipeline`].
///
/// Texts that the dialect expands late (with variables of needed jobs) stand here as written; a
/// dialect's `resolve` makes a [`crate::ResolvedJob`] of them when the job starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The name, unique in its pipeline.
    pub name: JobName,
    /// The name in the definition, shared by all copies of a matrix: `test` for `test: [a, b]`.
    pub template: JobName,
    /// Its stage; None where the dialect has none.
    pub stage: Option<StageIndex>,
    /// What it waits for.
    pub needs: Needs,
    /// On which results of what it waits for it runs.
    pub when: When,
    /// Whether its failure fails the pipeline.
    pub allow_failure: AllowFailure,
    /// Whether a failed try is repeated.
    pub retry: Retry,
    /// How long one try may take; None: the runner's own limit.
    pub timeout: Option<Duration>,
    /// At most one job of a group runs at a time.
    pub resource_group: Option<Arc<str>>,
    /// A group of which one job runs and at most one waits.
    #[serde(default)]
    pub concurrency: Option<Concurrency>,
    /// How it runs beside the other cells of its matrix: those with the same `template`.
    #[serde(default)]
    pub strategy: Option<Strategy>,
    /// Whether a newer pipeline may cancel it.
    pub interruptible: bool,
    /// Labels that a runner must have.
    pub tags: Vec<String>,
    /// The image that it runs in; None: whatever the executor has.
    pub image: Option<Image>,
    /// What is started beside it.
    pub services: Vec<Service>,
    /// Its variables, before expansion.
    pub variables: Variables,
    /// From whom it takes artifacts.
    pub dependencies: Dependencies,
    /// What it takes besides from jobs of the pipelines above its own, which it does not wait for.
    #[serde(default)]
    pub inherited: Vec<Inherited>,
    /// What it leaves behind for other jobs and for people.
    pub artifacts: Option<Artifacts>,
    /// What it keeps for the next run.
    pub caches: Vec<Cache>,
    /// A regular expression (RE2 syntax, no slashes) whose last match in the log is the coverage.
    pub coverage: Option<String>,
    /// Where it deploys to.
    pub environment: Option<Environment>,
    /// The values of its matrix cell, in the order of the definition.
    pub matrix: IndexMap<String, String>,
    /// What it does.
    pub work: Work,
    /// Why it is in the pipeline, in a few words: `rules[1]: $CI_COMMIT_TAG == null`.
    pub reason: String,
    /// Why it will be skipped, where that is known before anything runs.
    #[serde(default)]
    pub skipped: Option<String>,
    /// What keeps it from running here; found only when somebody wants to run it.
    pub blockers: Vec<Diagnostic>,
    /// Where its definition begins.
    pub place: Option<Place>,
}

impl Job {
    /// A job that runs `work` when everything before it succeeded; all else is empty.
    pub fn new(name: impl Into<JobName>, work: Work) -> Self {
        let name = name.into();
        Self {
            template: name.clone(),
            name,
            stage: None,
            needs: Needs::StageOrder,
            when: When::OnSuccess,
            allow_failure: AllowFailure::Never,
            retry: Retry::default(),
            timeout: None,
            resource_group: None,
            concurrency: None,
            strategy: None,
            interruptible: false,
            tags: Vec::new(),
            image: None,
            services: Vec::new(),
            variables: Variables::default(),
            dependencies: Dependencies::Everything,
            inherited: Vec::new(),
            artifacts: None,
            caches: Vec::new(),
            coverage: None,
            environment: None,
            matrix: IndexMap::new(),
            work,
            reason: String::new(),
            skipped: None,
            blockers: Vec::new(),
            place: None,
        }
    }
}

/// What a job waits for before it may start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// All jobs of all earlier stages.
    StageOrder,
    /// Just these jobs; with none of them it starts at once.
    Jobs(Vec<Need>),
}

/// An edge of the graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Who must have ended.
    pub job: JobName,
    /// Whether its artifacts are taken.
    pub artifacts: bool,
    /// Whether the need was written as one that may be absent. (An absent one is not in the list.)
    pub optional: bool,
}

/// From which jobs a job takes artifacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dependencies {
    /// From all that it waits for: its needs, or without needs all jobs of earlier stages.
    Everything,
    /// Only from these.
    Jobs(Vec<JobName>),
}

/// A job of a pipeline further up, whose artifacts are taken. It must have succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inherited {
    /// How many pipelines further up: 1 is the parent.
    pub up: u32,
    /// Who left them.
    pub job: JobName,
}

/// On which results of what it waits for a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// All succeeded, or failed with permission.
    OnSuccess,
    /// At least one failed.
    OnFailure,
    /// Whatever the results are.
    Always,
    /// The dialect decides, once all that it waits for has ended, whatever the results are.
    Late,
    /// As `OnSuccess`, and somebody plays it.
    Manual,
    /// As `OnSuccess`, and this time has passed since.
    Delayed(Duration),
    /// Not at all; it stands in the plan only to be seen.
    Never,
}

/// Which failures of a job do not fail the pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowFailure {
    /// None.
    Never,
    /// All.
    Always,
    /// Only those with one of these exit codes.
    ExitCodes(BTreeSet<i32>),
}

/// A group of which one job runs. Mostly at most one waits: who comes later takes the place of the one
/// that waits, which is canceled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concurrency {
    /// Its name, in lower case where the dialect does not tell the cases apart.
    pub group: Arc<str>,
    /// What happens to the one that runs.
    pub in_progress: InProgress,
    /// How many may wait.
    #[serde(default)]
    pub queue: Queue,
}

/// How many jobs of a concurrency group may wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// One: who comes later takes its place.
    #[default]
    One,
    /// All, in the order in which they come.
    All,
}

/// What happens to the running job of a concurrency group when another one comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InProgress {
    /// It ends by itself.
    #[default]
    Keep,
    /// It is canceled.
    Cancel,
}

/// How the cells of one matrix run beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// What a failed cell does to the others.
    pub fail_fast: FailFast,
    /// How many cells run at a time; None: as many as there are slots.
    pub max_parallel: Option<NonZeroU32>,
}

/// What a failed cell of a matrix does to the others. A failure that is allowed does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailFast {
    /// It cancels them.
    Cancel,
    /// Nothing.
    Continue,
}

/// How often, and after what, a failed try is repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// Tries after the first; 0 is none.
    pub max: u32,
    /// After which kinds of failure; empty together with `exit_codes`: after every one.
    pub when: Vec<RetryWhen>,
    /// After which exit codes of the script.
    pub exit_codes: BTreeSet<i32>,
}

/// A kind of failure that a retry may be limited to. The names are GitLab's `retry:when`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryWhen {
    /// Every failure.
    Always,
    /// The script ended with another code than 0.
    ScriptFailure,
    /// The time limit of the job or of the runner was reached.
    JobExecutionTimeout,
    /// The runner, the engine of containers or the machine failed.
    RunnerSystemFailure,
    /// One that cannot happen on this machine (an API failure of the server, say).
    Elsewhere,
}

/// A container image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Reference: `registry/name:tag`.
    pub name: String,
    /// What is started instead of the image's entrypoint; `Some([])` and `Some([""])` mean none.
    pub entrypoint: Option<Vec<String>>,
    /// The user in the container.
    pub user: Option<String>,
    /// `linux/arm64`, say.
    pub platform: Option<String>,
    /// When to ask the registry.
    pub pull_policy: PullPolicy,
    /// What its container is given beside.
    #[serde(default)]
    pub extras: Extras,
}

impl Image {
    /// An image by its name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            entrypoint: None,
            user: None,
            platform: None,
            pull_policy: PullPolicy::IfNotPresent,
            extras: Extras::default(),
        }
    }
}

/// When a registry is asked for an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PullPolicy {
    /// Every time.
    Always,
    /// Where the engine does not have it.
    #[default]
    IfNotPresent,
    /// Never; the job errors where the engine does not have it.
    Never,
}

/// A container beside the job, reachable by its aliases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// What it runs.
    pub image: Image,
    /// Names given in the definition. The names that follow from the image's name are added by
    /// the sandbox ([`crate::spec::service_hostnames`]).
    pub aliases: Vec<String>,
    /// Arguments instead of the image's own; None: the image's.
    pub command: Option<Vec<String>>,
    /// Variables beside (and over) the job's.
    pub variables: IndexMap<String, String>,
}

/// What a job leaves behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifacts {
    /// The archive's name, before expansion.
    pub name: Option<String>,
    /// Globs relative to the workspace.
    pub paths: Vec<String>,
    /// Globs that are left out.
    pub exclude: Vec<String>,
    /// Whether files that git does not track are taken as well.
    pub untracked: bool,
    /// After which results.
    pub when: SaveWhen,
    /// How long they are kept; None: as the retention says.
    pub expire_in: Option<Duration>,
    /// Files with a meaning: kind (`junit`, `dotenv`, ...) and globs.
    pub reports: IndexMap<String, Vec<String>>,
}

/// After which results something is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaveWhen {
    /// After success.
    #[default]
    OnSuccess,
    /// After failure.
    OnFailure,
    /// After both.
    Always,
}

impl SaveWhen {
    /// Whether it is saved after a success (or after a failure).
    pub fn applies(self, outcome: &crate::Outcome) -> bool {
        match self {
            Self::OnSuccess => outcome.is_success(),
            Self::OnFailure => !outcome.is_success(),
            Self::Always => true,
        }
    }
}

/// Files that are kept from run to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cache {
    /// What names it.
    pub key: CacheKey,
    /// Keys that are tried in this order when there is nothing under `key`.
    pub fallback_keys: Vec<String>,
    /// Globs relative to the workspace.
    pub paths: Vec<String>,
    /// Whether files that git does not track are taken as well.
    pub untracked: bool,
    /// After which results it is saved.
    pub when: SaveWhen,
    /// Whether it is restored and saved: `pull`, `push`, `pull-push`, or a variable that says so.
    pub policy: String,
}

/// What names a cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheKey {
    /// A text, before expansion.
    Text(String),
    /// The content of files, behind a prefix.
    Files {
        /// At most two paths or globs.
        files: Vec<String>,
        /// Before expansion.
        prefix: Option<String>,
        /// Whether the commits that last changed the files count, rather than their content.
        by_commit: bool,
    },
}

/// Where a job deploys to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Before expansion with what only needed jobs know.
    pub name: String,
    /// Before expansion.
    pub url: Option<String>,
    /// `production`, `staging`, ...
    pub tier: Option<String>,
    /// What the job does to it.
    pub action: EnvironmentAction,
    /// The job that stops it.
    pub on_stop: Option<JobName>,
    /// After which time it stops by itself, as written.
    pub auto_stop_in: Option<String>,
}

/// What a job does to its environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvironmentAction {
    /// Deploys to it.
    #[default]
    Start,
    /// Prepares a deployment.
    Prepare,
    /// Stops it.
    Stop,
    /// Verifies it.
    Verify,
    /// Reads it.
    Access,
}

/// What a job does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Runs commands in a sandbox.
    Body(Body),
    /// Becomes a pipeline of its own when it starts.
    Child {
        /// What the dialect makes the child pipeline from.
        request: Body,
        /// How the child's result counts.
        strategy: ChildStrategy,
    },
}

/// What only the job's dialect understands. Its keys appear in the plan beside the job's own, so
/// they are the dialect's words: `before_script`, `script`, `after_script`, `trigger`, ... The copies
/// of a job share it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(pub Arc<serde_json::Map<String, serde_json::Value>>);

impl FromIterator<(String, serde_json::Value)> for Body {
    fn from_iter<I: IntoIterator<Item = (String, serde_json::Value)>>(entries: I) -> Self {
        Self(Arc::new(entries.into_iter().collect()))
    }
}

/// How the result of a child pipeline counts for the job that triggered it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildStrategy {
    /// The job succeeds as soon as the child pipeline is made.
    #[default]
    Detached,
    /// The job ends when the child pipeline ends, and has its result.
    Depend,
    /// The child pipeline takes the job's place: the job has its result (skipped where nothing of it
    /// ran), stands in no report, and the names of the child's jobs are whole.
    Inline,
}
