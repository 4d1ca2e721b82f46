//! The server's tests: real HTTP over a real socket.

mod browser;
mod connections;
#[path = "../../../store/tests/it/support.rs"]
mod databases;
mod git;
mod making;
mod oidc;
mod parsers;
mod passwords;
mod hooks;
mod merges;
mod projects;
mod roles;
mod runs;
mod seal;
mod secrets;
mod signin;
mod support;
mod tls;
mod work;
