//! Executes a run: the loop between the engine and the jobs, and one job from checkout to cleanup.
//!
//! [`drive()`] is the whole of it: a [`RunRequest`] goes in, ordered events come out to a
//! [`Subscriber`], and the run's status is the result. [`perform()`] is one job alone, for agents. The engine decides (it is a pure state
//! machine), `job` does: a workspace of its own for each job, archives of artifacts and caches,
//! a sandbox from an executor, and every byte of log through [`redact`].
//!
//! Never here: the terminal, the process environment, what a job's body means.

pub mod archive;
pub mod artifacts;
pub mod cache;
pub mod clock;
pub mod drive;
pub mod executors;
mod job;
mod leftovers;
mod perform;
pub mod places;
pub mod redact;
pub mod request;
pub mod retention;
mod services;
pub mod workspace;

pub use drive::{RunError, drive};
pub use executors::{Connect, Connection, ExecutorChoice, Executors};
pub use leftovers::remove_leftovers;
pub use maillon_toolkit::{Kept as KeptUpload, keep as keep_upload, kept as kept_upload};
pub use perform::{Performed, perform};
pub use places::Places;
pub use request::{
    AfterFailure, Answer, Asker, Child, ExpandRequest, Expander, Expansion, GitCheckout,
    JenkinsSettings, JobRequest, Library, LibraryPlace, OtherProject, OutputsRequest, Paused,
    Pauser, Question, QuestionParameter, RunRequest, ShellEntry, StopSignals, Subscriber,
    WorkspaceMode,
};
