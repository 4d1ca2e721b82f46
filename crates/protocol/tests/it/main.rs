//! Tests of the protocol over its public surface, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod lease;
