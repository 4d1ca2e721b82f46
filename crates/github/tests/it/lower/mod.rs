//! Workflows become pipelines.

mod calls;
mod conditions;
mod jobs;
mod late;
mod matrix;
mod workflows;
