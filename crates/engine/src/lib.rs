//! The scheduler as a pure state machine: inputs in, commands out.
//!
//! A [`Scheduler`] is told what happened ([`Input`]) and when, and answers with what to do next
//! ([`Command`]). It knows the order of jobs, who may start, who is skipped and why, retries,
//! resource and concurrency groups, the cells of a matrix, slots, timers, child pipelines, and the
//! verdict of the run. Whoever drives it
//! carries the commands out and reports back.
//!
//! A [`Run`] is a scheduler together with what its jobs left for each other: it takes what happened
//! ([`Happening`]) and gives what is to be done and told ([`Effect`]). The runner carries effects out on this
//! machine, the server hands them to agents and keeps the happenings: a run can be replayed from them.
//!
//! The rules are those of GitLab's `AtomicProcessingService` and composite status, in words of the
//! model, so that other dialects use the same ones.
//!
//! Never here: I/O, async, threads, a clock, randomness. The same inputs give the same commands.

mod command;
mod composite;
mod concurrency;
mod group;
mod input;
mod matrix;
mod readiness;
mod resources;
mod retry;
mod run;
mod scheduler;
mod selection;
mod state;
mod timers;
mod verdict;

pub use command::{Command, Hold, Standstill};
pub use input::{Expansion, Input, Limits, TurnsAmong, Unplayed};
pub use run::{Decision, Effect, Happening, Opening, Outputs, Pending, Replaced, Run, Work};
pub use scheduler::Scheduler;
pub use selection::{
    Chosen, Earlier, ManualJobs, NeededJobs, SelectedJobs, Selection, SelectionError,
};
