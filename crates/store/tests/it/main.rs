//! Tests of the store over both databases, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod backup;
mod group;
mod logs;
mod migrations;
mod projects;
mod queue;
mod rows;
mod support;
