//! What happens in a run, as one ordered stream. The log of events is the truth: terminal, report,
//! JUnit, store and web page derive from it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ids::{Attempt, JobId, JobName, RunId, StepId, Timestamp};
use crate::job::{AllowFailure, Environment};
use crate::outcome::{JobStatus, Outcome, RunStatus};
use crate::spec::Leftovers;

/// One event of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the run's stream, from 0 without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum EventKind {
    /// The first event of a run.
    RunStarted {
        /// The run.
        run: RunId,
        /// The pipeline's own name.
        name: Option<String>,
    },
    /// A pipeline joined the run: first its own, later those of its child pipelines.
    PipelineAdded {
        /// The job that triggered it; None for the run's own.
        parent: Option<JobId>,
        /// Its stages in their order.
        stages: Vec<Arc<str>>,
        /// Its jobs, with ids in a row.
        jobs: Vec<JobEntry>,
    },
    /// A job may start and waits for a slot or its resource group.
    JobQueued {
        /// Which job.
        job: JobId,
    },
    /// A try begins.
    JobStarted {
        /// Which job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
    },
    /// Something for a person: `executor: shell, because no engine answers`.
    Notice {
        /// The job that it is about.
        job: Option<JobId>,
        /// One sentence.
        text: String,
    },
    /// A long work goes on: bytes or entries.
    Progress {
        /// Which job.
        job: JobId,
        /// What is done.
        phase: Phase,
        /// How much is done.
        done: u64,
        /// Of how much, where that is known.
        total: Option<u64>,
    },
    /// A piece of a job's log: whole lines as the job wrote them, secrets masked, ANSI colours kept.
    /// The last piece of a job may lack its line end.
    Log {
        /// Which job.
        job: JobId,
        /// The text.
        text: String,
    },
    /// A step of a job begins.
    StepStarted {
        /// Which job.
        job: JobId,
        /// Which step.
        step: StepId,
        /// The step that it is part of.
        parent: Option<StepId>,
        /// Its name.
        name: String,
    },
    /// A step of a job ended.
    StepFinished {
        /// Which job.
        job: JobId,
        /// Which step.
        step: StepId,
        /// How.
        status: JobStatus,
        /// Whether it failed and that was allowed.
        allowed: bool,
    },
    /// A job points at something for a person.
    Annotated {
        /// Which job.
        job: JobId,
        /// What it says.
        annotation: Annotation,
    },
    /// A step wrote something for people.
    Summarized {
        /// Which job.
        job: JobId,
        /// In Markdown.
        markdown: String,
    },
    /// A try ended.
    JobFinished {
        /// Which job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// The result.
        result: Box<JobResult>,
        /// Whether another try follows.
        retries: bool,
    },
    /// A job reached its end without a (further) try, or its end was decided.
    JobSettled {
        /// Which job.
        job: JobId,
        /// Where it stands.
        status: JobStatus,
        /// Whether a failure is allowed.
        allowed: bool,
        /// Why, for a person.
        reason: Option<String>,
    },
    /// The last event of a run.
    RunFinished {
        /// How it ended.
        status: RunStatus,
    },
}

/// Something that a job points at: a test that failed, a line that a linter complains about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// How bad it is.
    pub level: AnnotationLevel,
    /// One or more lines.
    pub message: String,
    /// A heading.
    pub title: Option<String>,
    /// Relative to the workspace.
    pub file: Option<String>,
    /// Counted from 1.
    pub line: Option<u32>,
    /// Counted from 1.
    pub end_line: Option<u32>,
    /// Counted from 1.
    pub column: Option<u32>,
    /// Counted from 1.
    pub end_column: Option<u32>,
}

/// How bad an annotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnotationLevel {
    /// Good to know.
    Notice,
    /// Something may be wrong.
    Warning,
    /// Something is wrong.
    Error,
}

/// A job as the stream introduces it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobEntry {
    /// Its id in the run.
    pub id: JobId,
    /// Its name, behind its parents': `trigger/child`.
    pub name: JobName,
    /// Its name in the definition, where the copies of a matrix share that.
    #[serde(default)]
    pub template: Option<JobName>,
    /// Its stage.
    pub stage: Option<Arc<str>>,
    /// Whom it waits for; None: the stages before.
    pub needs: Option<Vec<JobName>>,
    /// Whether its child pipeline takes its place, so that it stands in no report.
    #[serde(default)]
    pub inline: bool,
    /// Which failures are allowed.
    pub allow_failure: AllowFailure,
}

/// A long work before or after a job's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The workspace is made.
    Checkout,
    /// An image is pulled.
    Pull,
    /// Services start and are waited for.
    Services,
    /// A cache is restored.
    CacheRestore,
    /// Artifacts of earlier jobs are unpacked.
    ArtifactsDownload,
    /// The script runs.
    Script,
    /// A cache is saved.
    CacheSave,
    /// Artifacts are packed.
    ArtifactsUpload,
    /// Everything is removed.
    Cleanup,
}

/// How a try ended, and what it left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobResult {
    /// The verdict.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What it left for later jobs.
    pub left: Leftovers,
    /// Percent, from the job's `coverage` expression.
    pub coverage: Option<f64>,
    /// Where it deployed to, expanded.
    pub environment: Option<Environment>,
}

impl JobResult {
    /// A verdict of a job that left nothing.
    pub fn bare(outcome: Outcome) -> Self {
        Self {
            outcome,
            left: Leftovers::default(),
            coverage: None,
            environment: None,
        }
    }
}
