//! `--report`: the result as JSON.

use indexmap::IndexMap;
use maillon_model::event::JobResult;
use maillon_model::report::{DeploymentReport, JobReport, StageReport};
use maillon_model::{JobStatus, Report, RunStatus, StepId};

use super::board::{Board, JobState};
use crate::folder::RunFolder;

/// The report of a run that came to its end.
pub(crate) fn of_run(
    board: &Board,
    status: RunStatus,
    folder: &RunFolder,
    artifacts: impl Fn(&JobState) -> Vec<String>,
) -> Report {
    let jobs = board
        .jobs
        .values()
        .map(|job| of_job(job, board, folder, artifacts(job)));
    Report {
        version: 1,
        status,
        jobs: jobs.collect(),
        log: Some(folder.log().display().to_string()),
    }
}

/// The report of a run that did not begin.
pub(crate) fn without_jobs(status: RunStatus) -> Report {
    Report {
        version: 1,
        status,
        jobs: Vec::new(),
        log: None,
    }
}

/// The steps of a step, or the outermost ones.
fn steps(job: &JobState, parent: Option<StepId>) -> Vec<StageReport> {
    job.steps_of(parent)
        .map(|step| StageReport {
            name: step.name.clone(),
            status: step.status.unwrap_or(JobStatus::Canceled),
            stages: steps(job, Some(step.id)),
        })
        .collect()
}

fn outputs(result: &JobResult) -> IndexMap<String, String> {
    let left = &result.left;
    let both = left.dotenv.iter().chain(&left.outputs);
    both.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn of_job(job: &JobState, board: &Board, folder: &RunFolder, artifacts: Vec<String>) -> JobReport {
    let result = job.result.as_ref();
    let log = folder.job_log(&job.entry.name);
    let millis =
        |duration: std::time::Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    JobReport {
        name: job.entry.name.clone(),
        stage: job.entry.stage.as_ref().map(ToString::to_string),
        // A run that broke down leaves jobs without an end.
        status: job
            .settled
            .as_ref()
            .map_or(JobStatus::Canceled, |settled| settled.status),
        allow_failure: job.allows_failure(),
        exit_code: job.outcome().and_then(maillon_model::Outcome::exit_code),
        attempts: job.attempts,
        queued_ms: job
            .queued
            .zip(job.started)
            .map_or(0, |(queued, started)| millis(started.since(queued))),
        duration_ms: job.started.map_or(0, |_| millis(job.duration(board.last))),
        log: log.is_file().then(|| log.display().to_string()),
        outputs: result.map(outputs).unwrap_or_default(),
        artifacts,
        stages: steps(job, None),
        annotations: job.annotations.clone(),
        summary: Some(job.summary.clone()).filter(|summary| !summary.is_empty()),
        reason: job
            .settled
            .as_ref()
            .and_then(|settled| settled.reason.clone()),
        coverage: result.and_then(|result| result.coverage),
        environment: result
            .and_then(|result| result.environment.as_ref())
            .map(|environment| DeploymentReport {
                name: environment.name.clone(),
                url: environment.url.clone(),
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::board::tests::board_after;
    use super::*;
    use maillon_model::RunId;

    #[test]
    fn the_report_has_every_job() {
        let folder = RunFolder {
            id: RunId::new("r"),
            path: "/nowhere".into(),
        };
        let report = of_run(&board_after(99), RunStatus::Failed, &folder, |_| Vec::new());
        let jobs: Vec<_> = report
            .jobs
            .iter()
            .map(|j| {
                (
                    j.name.as_str(),
                    j.status,
                    j.exit_code,
                    j.attempts,
                    j.duration_ms,
                )
            })
            .collect();
        assert_eq!(
            jobs,
            [
                ("build", JobStatus::Success, Some(0), 1, 200),
                ("test", JobStatus::Failed, Some(3), 1, 200),
                ("deploy", JobStatus::Skipped, None, 0, 0),
            ]
        );
        assert_eq!(report.jobs[1].reason.as_deref(), Some("exit code 3"));
    }
}
