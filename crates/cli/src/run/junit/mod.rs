//! JUnit XML: read from the jobs' reports, written as the run's.

mod read;
mod write;

pub(crate) use read::{FailedTest, TestResults};
pub(crate) use write::of_run;
