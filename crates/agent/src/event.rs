//! What an agent tells people.

use std::fmt;

use maillon_model::JobName;
use maillon_protocol::agent::{Held, TaskId};

/// Something that happened, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentEvent {
    /// The server answers, for the first time or again.
    Connected,
    /// The server does not answer.
    Unreachable {
        /// What was tried, and how it failed.
        why: String,
    },
    /// The server refuses this agent.
    Refused {
        /// The server's own words.
        why: String,
    },
    /// No new work is taken though there are free places.
    Obstructed {
        /// Why, and what to do.
        why: String,
    },
    /// New work is taken again.
    Unobstructed,
    /// A job was taken.
    Took {
        /// Which.
        task: TaskId,
        /// Its name.
        name: JobName,
    },
    /// A job of an earlier agent on this machine goes on.
    Attached {
        /// Which.
        task: TaskId,
        /// Its name.
        name: JobName,
    },
    /// The server knows how a job ended.
    Finished {
        /// Which.
        task: TaskId,
    },
    /// A job was given up, because it is not this agent's any more.
    Forgot {
        /// Which.
        held: Held,
        /// Why.
        why: String,
    },
    /// A job can't be begun or followed.
    Trouble {
        /// Which.
        task: TaskId,
        /// What failed.
        why: String,
    },
    /// No new work is taken, because the agent is to end.
    Draining,
    /// Something was removed or could not be.
    Swept {
        /// What.
        what: String,
    },
}

impl fmt::Display for AgentEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected => write!(f, "the server answers"),
            Self::Unreachable { why } => {
                write!(
                    f,
                    "the server does not answer: {why}; running jobs go on, and it is tried again"
                )
            }
            Self::Refused { why } => write!(f, "the server refuses this agent: {why}"),
            Self::Obstructed { why } => write!(f, "no new jobs: {why}"),
            Self::Unobstructed => write!(f, "new jobs are taken again"),
            Self::Took { task, name } => write!(f, "task {}: {name} begins", task.0),
            Self::Attached { task, name } => {
                write!(
                    f,
                    "task {}: {name} of an earlier agent is followed again",
                    task.0
                )
            }
            Self::Finished { task } => write!(f, "task {}: its end is known to the server", task.0),
            Self::Forgot { held, why } => write!(f, "task {}: given up: {why}", held.task.0),
            Self::Trouble { task, why } => write!(f, "task {}: {why}", task.0),
            Self::Draining => write!(f, "no new jobs: the agent ends with its last job"),
            Self::Swept { what } => write!(f, "{what}"),
        }
    }
}
