//! What every executor must do, on each of them, and what is special to one.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bench;
mod conformance;
mod containers;
mod docker;
mod docker_github;
mod fake;
mod joined;
mod shell;
