//! Tests of the crate's surface.

mod fetch;
mod git;
mod repository;
mod yaml;
mod yaml_errors;
mod yaml_hostile;
