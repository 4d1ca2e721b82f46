//! A task in the queue as a pure state machine: who may have it, and what becomes of it when nobody is heard.
//!
//! ```text
//! Queued -> Assigned(n) -> Running -> Succeeded | Failed | Errored | Canceled
//! Assigned --60 s without start--> Queued(n+1)
//! Running --cancel--> Cancelling --ack | deadline | silent agent--> Canceled
//! Running --lease over--> Lost --beat with the same n, not leased again--> Running
//! Lost --grace--> Queued(n+1) where the job may repeat | Errored(agent lost) where not
//! ```

mod machine;

use maillon_model::Outcome;
use serde::{Deserialize, Serialize};

pub use machine::{Change, Ending, Input, Limits, Refused, Task, What, on};

/// What becomes of a task when its agent is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// It runs on through outages, and may repeat.
    Build,
    /// A job with an environment or a resource group: its agent stops it at 0.8 ttl without contact, and it
    /// is never repeated by itself.
    Deploy,
}

impl Class {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Deploy => "deploy",
        }
    }

    /// The class of that name; None: there is no such one.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Build, Self::Deploy]
            .into_iter()
            .find(|class| class.as_str() == name)
    }
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for an agent.
    Queued,
    /// An agent was told of it, and has not started yet.
    Assigned,
    /// An agent runs it.
    Running,
    /// It was asked to end.
    Cancelling,
    /// Its agent was not heard for longer than the ttl.
    Lost,
    /// It ended: the job says that all is well.
    Succeeded,
    /// It ended: the job says otherwise.
    Failed,
    /// It ended: the infrastructure failed.
    Errored,
    /// It ended: somebody's wish.
    Canceled,
}

impl State {
    /// Every one of them.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Assigned,
        Self::Running,
        Self::Cancelling,
        Self::Lost,
        Self::Succeeded,
        Self::Failed,
        Self::Errored,
        Self::Canceled,
    ];

    /// The state of that name; None: there is no such one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Where a task stands after an agent reported `outcome`.
    pub fn after(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Success | Outcome::Unstable { .. } | Outcome::NotBuilt { .. } => {
                Self::Succeeded
            }
            Outcome::Failed(_) | Outcome::Aborted { .. } => Self::Failed,
            Outcome::Errored { .. } => Self::Errored,
            Outcome::Canceled => Self::Canceled,
        }
    }

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Assigned => "assigned",
            Self::Running => "running",
            Self::Cancelling => "cancelling",
            Self::Lost => "lost",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Errored => "errored",
            Self::Canceled => "canceled",
        }
    }

    /// Whether nothing happens to it any more.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Failed | Self::Errored | Self::Canceled
        )
    }
}
