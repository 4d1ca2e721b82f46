//! JUnit XML: what jobs' reports say, written as the run's.

mod write;

#[cfg(test)]
pub(crate) use maillon_report::junit::FailedTest;
pub(crate) use maillon_report::junit::TestResults;
pub(crate) use write::of_run;
