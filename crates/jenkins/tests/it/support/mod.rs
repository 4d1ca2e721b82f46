//! What the tests share: a host with real shells in a temporary folder, and builds run on it.

mod files;
mod host;
mod node;
mod setup;

pub(crate) use setup::{Ran, Setup, check};
