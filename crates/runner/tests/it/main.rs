//! Small pipelines from end to end, in a shell.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bench;
mod cancel;
mod files;
mod git;
mod github;
mod late;
mod leftovers;
mod logs;
mod pipelines;
