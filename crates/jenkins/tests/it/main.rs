//! Tests of the dialect over its public surface, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod declarative;
mod flow;
mod libraries;
mod library_in_the_large;
mod library_pipelines;
mod loading;
mod steps;
mod support;
mod validation;
