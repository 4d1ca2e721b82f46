//! The words of maillon, as types: pipeline, job, need, outcome, event, report, diagnostic, secret.
//!
//! Every other crate speaks in these. A dialect lowers a definition into a [`pipeline::Pipeline`],
//! the engine decides over it, the runner executes one [`spec::JobSpec`] and streams
//! [`event::Event`]s, and a [`report::Report`] says what happened.
//!
//! Never here: I/O, async, a clock, randomness, the process environment, a terminal. All values are
//! owned and serialisable, so that the same value serves a local run, an agent and a replay.

pub mod container;
pub mod diagnostic;
pub mod duration;
pub mod event;
pub mod ids;
pub mod input;
pub mod job;
pub mod keywords;
pub mod outcome;
pub mod pipeline;
pub mod report;
pub mod secret;
pub mod spec;
pub mod suggest;
pub mod trace;
pub mod trigger;
pub mod variable;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use event::{Event, EventKind};
pub use ids::{Attempt, JobId, JobName, RunId, StepId, Timestamp};
pub use job::Job;
pub use outcome::{JobStatus, Outcome, RunStatus};
pub use pipeline::Pipeline;
pub use report::Report;
pub use secret::Secret;
pub use spec::{JobSpec, ResolvedJob};
pub use trigger::Trigger;
pub use variable::{Variable, Variables};
