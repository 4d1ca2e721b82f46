//! Where commands run: an [`Executor`] opens a [`Sandbox`] for one try of a job, with its services
//! beside it, runs commands in it, and removes every trace of it.
//!
//! [`ShellExecutor`] runs on this machine, [`DockerExecutor`] in containers of a Docker or Podman
//! engine, [`JoinedExecutor`] commands by one and services by the other, and [`FakeExecutor`] as a
//! script of data says (for tests of the layers above). One
//! conformance suite, `tests/it/conformance.rs`, passes on all of them.
//!
//! Whatever a sandbox makes carries its owner: the process that opened it. So what a killed process
//! left behind is found and removed by [`Executor::reap`].
//!
//! Never here: what a job means. A sandbox knows commands, files and images, not dialects. This is
//! the only crate that starts a job's processes.

mod contract;
mod detached;
mod docker;
pub mod fake;
mod joined;
mod owner;
mod shell;
mod terminal;

pub use contract::{
    Access, Belongs, BuildOrder, ContainerOrder, Containers, Ending, Exec, Executor, Exit, Mount,
    Output, ProgressSink, RunningService, Sandbox, SandboxError, SandboxOrder, ServiceLog,
    ServiceTerms, Services,
};
pub use detached::{DetachedOrder, EndSignal, ProcessId, spawn_detached};
pub use docker::{DockerExecutor, DockerOptions};
pub use fake::FakeExecutor;
pub use joined::JoinedExecutor;
pub use shell::ShellExecutor;
pub use terminal::lend_terminal;
