//! The server: HTTP API, web pages, webhooks, git endpoint, schedules, agent endpoint, and the runs.
//!
//! A [`Server`] is what all of it shares; [`Server::serve`] answers until it is told to end. Each folder is an
//! area with its use cases (`mod.rs`), its part of the API (`api.rs`) and its pages (`web.rs`); each of them
//! lists its routes, with who may call them, in a table ([`http::route`]). Nothing is reachable that stands in
//! no table.
//!
//! The database is the truth; everything in memory can be lost at any moment.
//!
//! Never here: execution of jobs, sandboxes, the process environment, a terminal.

pub mod access;
pub mod agents;
pub mod artifacts;
pub mod backup;
mod duties;
mod forges;
pub mod git;
pub mod hooks;
pub mod http;
pub mod live;
pub mod logs;
pub mod making;
pub mod merges;
pub mod metrics;
pub mod operator;
pub mod projects;
pub mod retention;
pub mod runs;
pub mod schedules;
pub mod seal;
pub mod secrets;
mod server;
pub mod settings;

pub use server::{ServeError, Server};
pub use settings::Settings;
