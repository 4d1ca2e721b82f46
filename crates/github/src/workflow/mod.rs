//! Workflow files as types: every text with its place, nothing evaluated yet.

mod model;

pub(crate) use model::*;
