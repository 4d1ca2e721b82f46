//! What a scheduler wants done.

use std::sync::Arc;

use maillon_model::{Attempt, JobId, JobStatus, Pipeline, RunStatus, Timestamp};
use serde::{Deserialize, Serialize};

/// What to do next. Commands are carried out in their order.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A pipeline joined the run: `pipeline.jobs[n]` has the id `first + n` from now on.
    Added {
        /// The job that it is the child of; None for the run's own.
        parent: Option<JobId>,
        /// The id of its first job.
        first: JobId,
        /// The jobs that take part, and no others.
        pipeline: Arc<Pipeline>,
    },
    /// A job may start, and waits for a slot or for others that may not run beside it; also before
    /// each retry.
    Queued {
        /// Which job.
        job: JobId,
    },
    /// A job waits for something that is worth telling.
    Waits {
        /// Which job.
        job: JobId,
        /// For what.
        hold: Hold,
    },
    /// A job asks for its concurrency group's turn among all runs ([`crate::TurnsAmong::AllRuns`]). Answered by
    /// [`crate::Input::Turn`], as late as may be.
    AskTurn {
        /// Which job.
        job: JobId,
    },
    /// A job that may have asked for a turn is at its end: it gives the turn free, or asks no more.
    LeaveTurn {
        /// Which job.
        job: JobId,
    },
    /// Run a try. Answered by [`crate::Input::Finished`].
    Start {
        /// Which job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
    },
    /// Say what becomes of the job: of one that becomes a child pipeline, and of one over which the
    /// dialect decides late. Answered by [`crate::Input::Expanded`].
    Expand {
        /// Which job.
        job: JobId,
    },
    /// End a running try; it still answers by [`crate::Input::Finished`].
    Cancel {
        /// Which job.
        job: JobId,
    },
    /// Send [`crate::Input::Tick`] at this time. A later one does not replace an earlier one.
    WakeAt(Timestamp),
    /// A job reached its end. After [`crate::Input::Finished`], its absence means a retry. Only
    /// [`crate::Input::Play`] takes it back, from jobs that were skipped for want of the played one.
    Settled {
        /// Which job.
        job: JobId,
        /// Where it stands.
        status: JobStatus,
        /// Whether it failed and that was allowed.
        allowed: bool,
        /// Why, for a person, where it did not just run and succeed.
        reason: Option<String>,
    },
    /// Nothing is under way, but manual jobs can be played ([`crate::Unplayed::Wait`]).
    Idle(Standstill),
    /// The last command: every job is settled.
    Done(RunStatus),
}

/// What a job waits for that is worth telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Somebody plays it.
    Somebody,
    /// A time comes, or somebody starts it before.
    Until(Timestamp),
    /// Other jobs, again: it was skipped for want of one that is played now.
    Others,
}

/// How a run stands while only manual jobs are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standstill {
    /// A manual job keeps others from running.
    Blocked,
    /// The manual jobs may be left out: the verdict without them.
    Over(RunStatus),
}
