//! The real binary on temporary repositories.
#![expect(clippy::disallowed_methods, reason = "tests start the binary, and git")]
#![expect(clippy::unwrap_used, reason = "a test may fail by a panic")]

mod broken;
mod children;
mod choices;
mod colors;
mod exit_codes;
mod github;
mod interrupt;
mod jenkins;
mod jenkinsfiles;
mod masking;
mod packages;
mod reports;
mod repository;
mod rerun;
