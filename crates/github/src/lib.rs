//! GitHub Actions: workflows become a pipeline, and a job's steps become commands.
//!
//! The way of a definition: [`workflow`] reads files into types, [`lower`] makes a pipeline of those
//! that the event triggers. Late in the run [`expand`] decides over conditions and makes the jobs of
//! matrices and called workflows; when a job starts, [`resolve`] evaluates its texts and [`body`] runs
//! its steps over a sandbox.
//!
//! Never here: the process environment, the clock, the terminal, the network, another dialect.

mod action;
mod body;
mod calls;
mod checkout;
mod container;
mod events;
mod expand;
mod expression;
mod fields;
mod keywords;
mod labels;
mod library;
mod load;
mod lower;
mod needs;
mod plan;
mod reader;
mod resolve;
mod scope;
mod usual_event;
mod workflow;

pub use body::{
    ActionFolder, AfterFailure, BodyOutcome, BodyRun, CheckedOut, CheckoutOrder, Endpoints,
    FailedStep, Host, StepEvent, Submodules, run,
};
pub use expand::{ExpandRequest, Expansion, OutputsRequest, expand, outputs};
pub use fields::fields;
pub use keywords::reference;
pub use labels::{Labels, Target};
pub use load::{Filters, LoadRequest, Loaded, load};
pub use resolve::{ResolveContext, resolve};
pub use usual_event::usual_event;

/// Reads a text as a workflow and as an action, for fuzzing.
#[doc(hidden)]
pub fn fuzz_workflow(text: &str) {
    workflow::fuzz(text);
    action::fuzz(text);
}

/// Parses and evaluates a text as a condition, for fuzzing.
#[doc(hidden)]
pub fn fuzz_expression(text: &str) {
    expression::fuzz(text);
}
