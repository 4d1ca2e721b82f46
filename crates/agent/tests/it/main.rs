//! The agent against a scripted server, with real processes.

mod crashes;
mod daemon;
mod job;
mod protocol;
mod runner;
mod server;
mod stage;
