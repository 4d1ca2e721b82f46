//! The contract between the runner and what runs commands.

mod containers;
mod error;
mod exec;
mod order;
mod services;

use std::fmt;
use std::path::Path;

use async_trait::async_trait;
use maillon_model::event::Phase;
use tokio_util::sync::CancellationToken;

pub use containers::{BuildOrder, ContainerOrder, Containers};
pub use error::SandboxError;
pub use exec::{Ending, Exec, Exit, Output};
pub use order::{Access, Belongs, Mount, SandboxOrder, ServiceTerms};
pub use services::{RunningService, ServiceLog, Services};

/// Opens sandboxes.
///
/// An executor is shared by all jobs of a run and is called from several tasks at once.
#[async_trait]
pub trait Executor: Send + Sync + fmt::Debug {
    /// The name on the command line: `shell`, `docker`.
    fn name(&self) -> &'static str;

    /// Makes a sandbox with its services running and answering.
    ///
    /// On an error, and when `cancel` is triggered, everything that was made so far is removed
    /// before this returns. `progress` hears of long work (pulls, waiting for services).
    async fn open(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError>;

    /// Starts just the services of an order, for commands that run elsewhere: ports that they
    /// publish are on this machine. Otherwise as `open`.
    async fn open_services(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Services>, SandboxError> {
        let _ = (order, progress, cancel);
        Err(SandboxError::NoEngine {
            tried: format!("the executor {} has none", self.name()),
        })
    }

    /// Removes what processes that were killed left behind: sandboxes whose owning process
    /// (`SandboxOrder::owner`) is gone. Returns how many. Safe beside living runs.
    async fn reap(&self) -> Result<usize, SandboxError>;
}

/// A place where the commands of one try of a job run.
///
/// Life: `open`, any number of `exec` (one at a time), `hand_back`, `close`.
#[async_trait]
pub trait Sandbox: Send + Sync + fmt::Debug {
    /// The workspace as the job sees it.
    fn workspace(&self) -> &Path;

    /// A private folder beside the workspace, as the job sees it (file variables lie there).
    fn private(&self) -> &Path;

    /// Runs one command to its end and sends what it prints, standard output and error in one
    /// stream. It ends when the command ends, also where a process that it left behind keeps the
    /// output open; such processes live on until `close`, and what they print later is lost.
    ///
    /// The other end of `output` is read until this returns, or dropped: then output is lost.
    /// A program that does not exist is no error: as in a shell it prints a line and exits
    /// with 127 (126 where it can't be executed).
    ///
    /// When `cancel` is triggered, the command's whole process group is ended as [`Exec::ending`]
    /// says, and the result is [`Exit::Canceled`].
    async fn exec(
        &self,
        exec: Exec,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError>;

    /// Makes the host's user the owner of everything in the workspace and the private folder.
    /// Modes stay as the job left them.
    async fn hand_back(&self) -> Result<(), SandboxError>;

    /// The services that run beside it.
    fn services(&self) -> &[RunningService] {
        &[]
    }

    /// The network of its containers.
    fn network(&self) -> Option<&str> {
        None
    }

    /// The job's own container.
    fn container(&self) -> Option<&str> {
        None
    }

    /// The name of each service and the last lines that it printed, for whoever looks for the
    /// cause of a failure. Empty where there is none, and after `close`.
    async fn service_logs(&self) -> Vec<ServiceLog> {
        Vec::new()
    }

    /// Ends all processes and removes containers and networks; the workspace's files stay.
    /// Idempotent; not cancellable, but bounded in time.
    async fn close(&self) -> Result<(), SandboxError>;
}

/// Hears how long work goes on.
pub trait ProgressSink: Send + Sync {
    /// `done` of `total` bytes or entries.
    fn progress(&self, phase: Phase, done: u64, total: Option<u64>);

    /// A line for the job's log: `Pulling image debian:bookworm`.
    fn line(&self, text: &str);
}
