//! What every executor must do, on each of them, and what is special to one.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bench;
mod conformance;
mod docker;
mod fake;
mod shell;
