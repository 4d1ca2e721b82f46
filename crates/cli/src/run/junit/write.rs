//! `--junit`: a test case per job, and the failed tests of the jobs' own reports.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::TestResults;
use crate::run::board::{Board, JobState, Standing};
use maillon_model::JobStatus;

/// The run as JUnit XML.
pub(crate) fn of_run(
    board: &Board,
    name: &str,
    tests: impl Fn(&JobState) -> TestResults,
) -> String {
    let mut report = Report::new(name);
    report.set_time(board.duration(board.last));
    let mut jobs = TestSuite::new("jobs");
    let mut suites = Vec::new();
    for job in board.jobs.values() {
        jobs.add_test_case(of_job(job, board));
        suites.extend(suite(job, &tests(job)));
    }
    report.add_test_suite(jobs);
    report.add_test_suites(suites);
    // Only writing to a broken writer fails.
    report.to_string().unwrap_or_default()
}

fn of_job(job: &JobState, board: &Board) -> TestCase {
    let mut case = TestCase::new(job.entry.name.as_str(), status(job));
    case.set_classname(job.entry.stage.as_deref().unwrap_or("job"));
    case.set_time(
        job.started
            .map_or(Duration::ZERO, |_| job.duration(board.last)),
    );
    case
}

fn status(job: &JobState) -> TestCaseStatus {
    use JobStatus::{Aborted, Canceled, Errored, Failed, Unstable};
    let mut status = match job.standing() {
        Standing::Ended(JobStatus::Success) => TestCaseStatus::success(),
        Standing::Ended(Failed | Unstable) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Standing::Ended(Errored | Aborted | Canceled) => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        _ => TestCaseStatus::skipped(),
    };
    let reason = job
        .settled
        .as_ref()
        .and_then(|settled| settled.reason.as_deref());
    match (&mut status, reason) {
        (TestCaseStatus::Success { .. }, _) | (_, None) => {}
        (other, Some(reason)) => {
            other.set_message(reason);
        }
    }
    status
}

/// The failed tests of a job's own reports; none where no test failed.
fn suite(job: &JobState, tests: &TestResults) -> Option<TestSuite> {
    if tests.failed.is_empty() {
        return None;
    }
    let mut suite = TestSuite::new(job.entry.name.as_str());
    for test in &tests.failed {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status
            .set_message(test.message.as_str())
            .set_description(test.text.as_str());
        let mut case = TestCase::new(test.name.as_str(), status);
        case.set_classname(test.class.as_str());
        suite.add_test_case(case);
    }
    Some(suite)
}

#[cfg(test)]
mod tests {
    use super::super::FailedTest;
    use super::*;
    use crate::run::board::tests::board_after;

    #[test]
    fn every_job_is_a_test_case() {
        let broken = |job: &JobState| {
            let failed = FailedTest {
                class: "C".into(),
                name: "t".into(),
                message: "1 < 2".into(),
                text: String::new(),
            };
            let failed = if job.has_failed() {
                vec![failed]
            } else {
                Vec::new()
            };
            TestResults { total: 1, failed }
        };
        let xml = of_run(&board_after(99), "maillon", broken);
        for expected in [
            r#"<testsuite name="jobs" tests="3" skipped="1" errors="0" failures="1">"#,
            r#"<testcase name="build" classname="build" time="0.200"/>"#,
            r#"<failure message="exit code 3"/>"#,
            r#"<skipped message="test failed"/>"#,
            r#"<failure message="1 &lt; 2">"#,
        ] {
            assert!(xml.contains(expected), "{expected} is not in\n{xml}");
        }
    }
}
