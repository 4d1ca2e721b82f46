//! What a run is made from, and who takes part in it.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use indexmap::IndexMap;
pub use maillon_definition::{
    Child, ExpandRequest, Expander, Expansion, GitCheckout, OtherProject, OutputsRequest,
};
use maillon_engine::Selection;
pub use maillon_github::AfterFailure;
pub use maillon_jenkins::{Answer, Question, QuestionParameter};
use maillon_model::event::JobResult;
use maillon_model::spec::Upload;
use maillon_model::{Event, JobName, JobSpec, Pipeline, RunId, Secret};
use maillon_source::Source;
use tokio_util::sync::CancellationToken;

use crate::executors::Executors;
use crate::places::Places;

/// A run, before it begins.
pub struct RunRequest {
    /// Its id.
    pub run: RunId,
    /// What runs.
    pub pipeline: Arc<Pipeline>,
    /// Which of its jobs.
    pub selection: Selection,
    /// How many jobs at a time.
    pub slots: NonZeroUsize,
    /// What runs commands.
    pub executors: Executors,
    /// What decides late, and makes child pipelines.
    pub expander: Arc<dyn Expander>,
    /// Where things lie on this machine.
    pub places: Places,
    /// What jobs work on.
    pub workspace: WorkspaceMode,
    /// The working tree; its file list is what a job sees.
    pub source: Arc<dyn Source>,
    /// The working tree's git repository; None where there is none.
    pub git: Option<GitCheckout>,
    /// `group/name`: a container sees its workspace as `/builds/group/name`.
    pub project_path: String,
    /// `github.com`: where actions come from.
    pub project_host: String,
    /// Values that never appear in a log, beside those of masked variables.
    pub masks: Vec<Secret>,
    /// Who is asked what follows after a failed step; None: the job has failed.
    pub pauser: Option<Arc<dyn Pauser>>,
    /// What builds of Jenkins are given besides.
    pub jenkins: JenkinsSettings,
    /// Results of an earlier run that this one builds on (`rerun`), by the full name of the job.
    pub earlier: IndexMap<JobName, JobResult>,
}

/// One try of a job, alone: what an agent executes.
pub struct JobRequest {
    /// The job's full name in the run.
    pub name: JobName,
    /// What to do.
    pub spec: JobSpec,
    /// What actions of earlier jobs of the run uploaded; it lies in [`Places::uploads`].
    pub uploads: Vec<Upload>,
    /// How many nodes of a Jenkins build at a time.
    pub slots: NonZeroUsize,
    /// What runs commands.
    pub executors: Executors,
    /// Where things lie on this machine; archives of earlier jobs are in its store.
    pub places: Places,
    /// What the job works on.
    pub workspace: WorkspaceMode,
    /// The working tree; its file list is what the job sees.
    pub source: Arc<dyn Source>,
    /// The working tree's git repository; None where there is none.
    pub git: Option<GitCheckout>,
    /// `group/name`: a container sees its workspace as `/builds/group/name`.
    pub project_path: String,
    /// `github.com`: where actions come from.
    pub project_host: String,
    /// What builds of Jenkins are given besides.
    pub jenkins: JenkinsSettings,
}

/// What builds of Jenkins are given by who runs them.
#[derive(Clone, Default)]
pub struct JenkinsSettings {
    /// Where shared libraries come from.
    pub libraries: Vec<Library>,
    /// Who answers `input`; None: nobody.
    pub asker: Option<Arc<dyn Asker>>,
    /// An address that mail and chat messages are posted to; None: they are written down.
    pub messages_to: Option<String>,
    /// The run whose stashes are there from the beginning.
    pub restarted: Option<RunId>,
}

/// A shared library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// As `@Library` names it.
    pub name: String,
    /// Which version counts where none is asked for.
    pub version: Option<String>,
    /// Where it comes from.
    pub place: LibraryPlace,
}

/// Where a shared library comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryPlace {
    /// A folder, as it stands, whichever version is asked for.
    Folder(PathBuf),
    /// A git repository.
    Git(String),
}

/// Answers `input`.
#[async_trait]
pub trait Asker: Send + Sync {
    /// Asks a person.
    async fn ask(&self, question: Question) -> Result<Answer, String>;
}

/// Is asked what follows after a failed step. Only dialects with steps ask.
#[async_trait]
pub trait Pauser: Send + Sync {
    /// Answers when it has made up its mind; the job waits for it, beyond its time limits.
    async fn paused(&self, paused: Paused<'_>) -> AfterFailure;
}

/// A step that failed, in a job that waits.
#[derive(Clone, Debug)]
pub struct Paused<'a> {
    /// The job's full name.
    pub job: &'a JobName,
    /// The step's name.
    pub step: &'a str,
    /// Why it failed.
    pub message: &'a str,
    /// How to get into the job.
    pub shell: ShellEntry,
}

/// The command that gives a person a shell in a job.
#[derive(Clone)]
pub struct ShellEntry {
    /// Program and arguments. Never holds a secret.
    pub argv: Vec<String>,
    /// Where it starts, on this machine.
    pub cwd: PathBuf,
    /// Added to the environment of this process. It may hold secrets.
    pub env: Vec<(String, String)>,
}

impl fmt::Debug for ShellEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShellEntry")
            .field("argv", &self.argv)
            .finish_non_exhaustive()
    }
}

/// What jobs work on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkspaceMode {
    /// A workspace of its own for each job; the working tree is never touched.
    #[default]
    Isolated,
    /// The working tree itself.
    InPlace,
}

/// Tells a run to stop.
#[derive(Clone, Debug, Default)]
pub struct StopSignals {
    /// Running jobs are cancelled; `after_script` and the clean-up run.
    pub orderly: CancellationToken,
    /// Everything ends at once; only the clean-up runs.
    pub now: CancellationToken,
}

/// Hears the events of a run.
pub trait Subscriber: Send {
    /// Called in order, from one task. It may be slow: jobs that print then wait.
    fn on(&mut self, event: &Event);
}
