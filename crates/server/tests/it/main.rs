//! The server's tests: real HTTP over a real socket.
#![expect(clippy::unwrap_used, reason = "tests may panic, helpers of tests too")]
#![expect(clippy::format_collect, reason = "tests may be slow")]

mod artifacts;
mod browser;
mod connections;
#[path = "../../../store/tests/it/support.rs"]
mod databases;
mod failures;
mod git;
mod hooks;
mod live;
mod logs;
mod making;
mod merges;
mod metrics;
mod oidc;
mod parsers;
mod passwords;
mod projects;
mod retention;
mod roles;
#[path = "../../../store/tests/it/rows.rs"]
mod rows;
mod runs;
mod seal;
mod secrets;
mod signin;
mod support;
mod tls;
mod work;
