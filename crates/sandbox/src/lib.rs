//! Where commands run: an [`Executor`] opens a [`Sandbox`] for one try of a job, with its services
//! beside it, runs commands in it, and removes every trace of it.
//!
//! `shell` runs on this machine, `docker` in containers of a Docker or Podman engine, and `fake` as
//! a script of data says (for tests of the layers above). One conformance suite, `conformance`,
//! passes on all of them.
//!
//! Never here: what a job means. A sandbox knows commands, files and images, not dialects. This is
//! the only crate that starts a job's processes, and the only one with `unsafe` code.

mod contract;

pub use contract::{
    Exec, Executor, Exit, Mount, Output, ProgressSink, Sandbox, SandboxError, SandboxOrder,
};
