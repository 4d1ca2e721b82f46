//! `$[[ inputs.x | truncate(0,5) ]]`: texts of a file get the values of its inputs.
//!
//! GitLab does this per file, before anything is merged. A text that is one block and nothing else
//! becomes the value with its type; within a longer text the value is written out.

mod block;
mod context;
mod functions;
mod template;

pub(super) use context::{Component, Context};
pub(super) use template::interpolate;
