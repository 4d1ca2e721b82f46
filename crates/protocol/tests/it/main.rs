//! Tests of the protocol over its public surface, in one binary.

mod lease;
