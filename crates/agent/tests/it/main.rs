//! The agent against a scripted server, with real processes.

mod daemon;
mod job;
mod protocol;
mod server;
mod stage;
