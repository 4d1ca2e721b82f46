//! Tests of the dialect over its public surface, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that panics fails, as it should")]
#![expect(clippy::print_stderr, reason = "a test says what it skips")]

mod broken;
mod conformance;
mod corpus;
mod events;
mod explain;
mod golden;
mod lower;
mod resolve;
mod support;
