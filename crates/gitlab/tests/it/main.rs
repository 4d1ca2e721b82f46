//! Tests of the dialect over its public surface, in one binary.

mod conformance;
mod corpus;
mod lower;
mod support;
