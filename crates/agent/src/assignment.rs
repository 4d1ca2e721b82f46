//! What a job's process and the daemon after a restart must know: the file `order.json` of a task's folder.

use std::num::NonZeroU32;
use std::path::PathBuf;

use maillon_model::Outcome;
use maillon_model::event::JobResult;
use maillon_protocol::agent::{Held, Lease};
use serde::{Deserialize, Serialize};

use crate::settings::{ExecutorKind, ServerAddress, Settings};

/// A task that this agent has, and how it is carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// What the server said.
    pub lease: Lease,
    /// Where the server is.
    pub server: ServerAddress,
    /// The agent's data folder.
    pub data: PathBuf,
    /// Which executor runs it.
    pub executor: ExecutorKind,
    /// The engine's address; None: the usual ones are tried.
    #[serde(default)]
    pub docker_host: Option<String>,
    /// How many nodes a build may have at a time.
    pub slots: NonZeroU32,
}

impl Assignment {
    pub(crate) fn new(lease: Lease, settings: &Settings) -> Self {
        Self {
            lease,
            server: settings.server.clone(),
            data: settings.data.clone(),
            executor: settings.machine.executor,
            docker_host: settings.machine.docker_host.clone(),
            slots: settings.capacity,
        }
    }

    /// Which task, and which time it was handed out.
    pub fn held(&self) -> Held {
        Held {
            task: self.lease.task,
            attempt: self.lease.attempt,
        }
    }
}

/// How a job ended: the file `result.json` of a task's folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// For later jobs.
    pub result: JobResult,
    /// The same for people: secrets are masked.
    pub shown: JobResult,
}

impl Ended {
    /// The infrastructure failed, in one sentence.
    pub fn errored(message: impl Into<String>) -> Self {
        Self::bare(Outcome::Errored {
            message: message.into(),
        })
    }

    /// Somebody wished it to end.
    pub fn canceled() -> Self {
        Self::bare(Outcome::Canceled)
    }

    fn bare(outcome: Outcome) -> Self {
        let result = JobResult::bare(outcome);
        Self {
            shown: result.clone(),
            result,
        }
    }
}
