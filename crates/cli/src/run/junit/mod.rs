//! JUnit XML: read from the jobs' reports, written as the run's.

mod read;
mod write;

#[cfg(test)]
pub(crate) use read::FailedTest;
pub(crate) use read::TestResults;
pub(crate) use write::of_run;
