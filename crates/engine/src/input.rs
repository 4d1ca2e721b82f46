//! What a scheduler is told.

use std::num::NonZeroUsize;
use std::sync::Arc;

use maillon_model::{Attempt, JobId, Outcome, Pipeline};

use crate::selection::Chosen;

/// What holds for the whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many jobs run at a time. Jobs that become a child pipeline take no slot.
    pub slots: NonZeroUsize,
    /// What becomes of the run when only manual jobs are left.
    pub unplayed: Unplayed,
    /// Who takes turns in concurrency groups.
    pub turns: TurnsAmong,
}

/// Who takes turns in concurrency groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TurnsAmong {
    /// The jobs of this run.
    #[default]
    ThisRun,
    /// Also those of other runs: whoever drives the run is asked for each turn.
    AllRuns,
}

/// What becomes of a run when nothing is left but manual jobs that nobody played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unplayed {
    /// It ends: nobody will play them.
    #[default]
    End,
    /// It waits for somebody to play them.
    Wait,
}

/// What becomes of a job that was expanded.
#[derive(Clone, Debug, PartialEq)]
pub enum Expansion {
    /// It runs.
    Run,
    /// It does not, for this reason.
    Skip(String),
    /// It becomes this pipeline.
    Child(Arc<Pipeline>),
}

/// What happened. An input that fits nothing (an attempt that is over, an unknown job) changes nothing.
#[derive(Clone, Debug)]
pub enum Input {
    /// The run begins. Comes first, and once.
    Begin(Chosen),
    /// A started try ended.
    Finished {
        /// Which job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// How.
        outcome: Outcome,
    },
    /// The answer to [`crate::Command::Expand`]; every such command needs one.
    Expanded {
        /// Which job.
        job: JobId,
        /// What becomes of it, or why that can't be known: then it fails.
        result: Result<Expansion, String>,
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
    /// A job's turn among all runs has come: the answer to [`crate::Command::AskTurn`].
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
    /// Time passed: the answer to [`crate::Command::WakeAt`].
    Tick,
    /// Somebody wishes the whole run to end.
    CancelAll,
}
