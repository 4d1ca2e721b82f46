//! The agent against a scripted server, with real processes.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::result_large_err, reason = "a refusal is a whole answer")]

mod crashes;
mod daemon;
mod job;
mod protocol;
mod runner;
mod server;
mod stage;
