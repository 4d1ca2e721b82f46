//! What a run hears and says.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::event::JobResult;
use maillon_model::spec::{ArchiveId, Settled};
use maillon_model::{
    Attempt, EventKind, Job, JobId, JobName, JobSpec, Pipeline, RunStatus, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{Expansion, Hold, Standstill};

/// What happened in a run. It may hold secrets: what jobs gave to others is not masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "happening")]
pub enum Happening {
    /// A started try ended.
    Finished {
        /// Which job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// For later jobs.
        result: Box<JobResult>,
        /// The same for people: secrets are masked.
        shown: Box<JobResult>,
    },
    /// The answer to [`Effect::Expand`]; every such effect needs one.
    Expanded {
        /// Which job.
        job: JobId,
        /// What becomes of it, or why that can't be known: then it fails.
        decision: Result<Decision, String>,
    },
    /// Somebody plays a manual job, or starts a delayed one now.
    Play {
        /// Which job.
        job: JobId,
    },
    /// Somebody wishes one job to end, or not to begin.
    CancelJob {
        /// Which job.
        job: JobId,
    },
    /// A job's turn among all runs has come: the answer to [`Effect::AskTurn`].
    Turn {
        /// Which job.
        job: JobId,
    },
    /// A job is to end, because another one takes its place.
    Supersede {
        /// Which job.
        job: JobId,
        /// Why, for a person.
        reason: String,
    },
    /// Time passed: the answer to [`Effect::WakeAt`].
    Tick,
    /// Somebody wishes the whole run to end.
    CancelAll,
}

/// What becomes of a job that was expanded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It runs.
    Run,
    /// It does not, for this reason.
    Skip(String),
    /// It becomes this pipeline.
    Child(Arc<Pipeline>),
}

impl From<Decision> for Expansion {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Run => Self::Run,
            Decision::Skip(reason) => Self::Skip(reason),
            Decision::Child(pipeline) => Self::Child(pipeline),
        }
    }
}

/// What is to be done or told, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Everybody may know this.
    Tell(EventKind),
    /// A job waits for something that is worth telling.
    Waits {
        /// Which job.
        job: JobId,
        /// For what.
        hold: Hold,
    },
    /// A job asks for its concurrency group's turn among all runs. Answered by [`Happening::Turn`].
    AskTurn(JobId),
    /// A job that may have asked for a turn gives it free, or asks no more.
    LeaveTurn(JobId),
    /// Run a try. Answered by [`Happening::Finished`].
    Start(Box<Work>),
    /// End a running try; it still answers by [`Happening::Finished`].
    Cancel(JobId),
    /// Say what becomes of the job ([`crate::Run::pending`]). Answered by [`Happening::Expanded`]; over a
    /// job with a body at once, in the order of these effects.
    Expand(JobId),
    /// Send [`Happening::Tick`] at this time. A later one does not replace an earlier one.
    WakeAt(Timestamp),
    /// Nothing is under way, but manual jobs can be played ([`crate::Unplayed::Wait`]).
    Idle(Standstill),
    /// The last effect: every job is settled.
    Done(RunStatus),
}

/// One try of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// The job's full name: `trigger/child`.
    pub name: JobName,
    /// What to do.
    pub spec: JobSpec,
}

/// A job of which somebody has to say what becomes of it.
#[derive(Clone, Debug)]
pub struct Pending<'a> {
    /// The job.
    pub job: &'a Job,
    /// Its id in the run.
    pub id: JobId,
    /// The job whose child pipeline it stands in; None in the run's own pipeline.
    pub parent: Option<JobId>,
    /// The pipeline that it stands in, as far as it takes part in the run.
    pub pipeline: &'a Arc<Pipeline>,
    /// How the jobs of that pipeline ended that have ended, in the order in which they did.
    pub settled: &'a [Settled],
    /// What they left, by job.
    pub archives: IndexMap<JobName, ArchiveId>,
}

/// A job whose place was taken by a pipeline that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Replaced<'a> {
    /// The job.
    pub job: &'a Job,
    /// Its id in the run.
    pub id: JobId,
    /// What took its place.
    pub child: &'a Pipeline,
    /// How the jobs of that ended, in the order in which they did.
    pub settled: &'a [Settled],
}

/// Says in a dialect's words what a job gives to later ones whose place a pipeline took.
pub trait Outputs {
    /// The values, by name. The same question always has the same answer.
    fn outputs(&self, replaced: &Replaced<'_>) -> IndexMap<String, String>;
}
