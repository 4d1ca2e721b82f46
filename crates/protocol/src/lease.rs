//! A task in the queue as a pure state machine: who may have it, and what becomes of it when nobody is heard.
//!
//! ```text
//! Queued -> Assigned(n) -> Running -> Succeeded | Failed | Errored | Canceled
//! Assigned --60 s without start--> Queued(n+1)
//! Running --cancel--> Cancelling --ack | deadline | silent agent--> Canceled
//! Running --lease over--> Lost --beat with the same n, not leased again--> Running
//! Lost --grace--> Queued(n+1) where the job may repeat | Errored(agent lost) where not
//! ```

use serde::{Deserialize, Serialize};

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
