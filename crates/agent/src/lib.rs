//! Executes the jobs that a server hands out.
//!
//! The daemon ([`Agent`]) leases, beats, sends logs and results; each job runs in a process of its own
//! ([`shim`]), which writes a spool and a result file, so that a restarted daemon attaches again. What the two
//! tell each other are files in the task's folder ([`TaskFolder`]). Outbound connections only.
//!
//! Never here: decisions about what runs when, the process environment, a terminal.

mod agent;
mod assignment;
mod client;
mod contact;
mod digest;
mod durable;
mod event;
mod folder;
mod leftovers;
mod machine;
mod projects;
pub mod settings;
pub mod shim;
mod since_boot;
mod spool;
mod task;
mod uploads;

pub use agent::{Agent, AgentError, Stop};
pub use assignment::{Assignment, Ended};
pub use client::ClientError;
pub use event::AgentEvent;
pub use folder::TaskFolder;
pub use settings::{
    ExecutorKind, Limits, Machine, Pace, ServerAddress, Settings, ShimProgram, Tell,
};

/// Runs what blocks beside the threads that answer.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(std::io::Error::other)?
}
