//! Tests of the pages over their public surface, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod contrast;
mod escaping;
mod fragments;
