//! Which jobs run: flags become a selection, and what keeps a selected job from running is told
//! before anything runs.

use std::sync::Arc;

use maillon_engine::{Earlier, ManualJobs, NeededJobs, SelectedJobs, Selection, SelectionError};
use maillon_model::job::When;
use maillon_model::{Diagnostic, Job, JobName, Pipeline};

use crate::args::SelectionArgs;
use crate::failure::{Failure, alternatives};
use crate::folder::Results;

/// What the flags select. Jobs with results of an earlier run take part with these.
pub(crate) fn of_flags(
    args: &SelectionArgs,
    pipeline: &Pipeline,
    earlier: &Results,
) -> Result<Selection, Failure> {
    let settled = earlier.iter().map(|(name, job)| {
        (
            name.clone(),
            Earlier {
                status: job.status,
                allowed: job.allowed,
            },
        )
    });
    Ok(Selection {
        jobs: jobs(args, pipeline)?,
        needs: if args.no_needs {
            NeededJobs::Without
        } else {
            NeededJobs::With
        },
        manual: if args.manual {
            ManualJobs::Play
        } else {
            ManualJobs::Wait
        },
        settled: settled.collect(),
    })
}

fn jobs(args: &SelectionArgs, pipeline: &Pipeline) -> Result<SelectedJobs, Failure> {
    if args.matrix.is_empty() {
        let names = args
            .jobs
            .iter()
            .map(|name| JobName::new(name.as_str()))
            .collect::<Vec<_>>();
        return Ok(if names.is_empty() {
            SelectedJobs::All
        } else {
            SelectedJobs::Named(names)
        });
    }
    let cells = pipeline
        .jobs
        .iter()
        .filter(|job| is_named(args, job) && is_cell(args, job));
    let names: Vec<JobName> = cells.map(|job| job.name.clone()).collect();
    if names.is_empty() {
        return Err(no_cell(args, pipeline));
    }
    Ok(SelectedJobs::Named(names))
}

fn is_named(args: &SelectionArgs, job: &Job) -> bool {
    let names = |name: &String| name == job.name.as_str() || name == job.template.as_str();
    args.jobs.is_empty() || args.jobs.iter().any(names)
}

fn is_cell(args: &SelectionArgs, job: &Job) -> bool {
    args.matrix
        .iter()
        .all(|pair| job.matrix.get(&pair.key) == Some(&pair.value))
}

fn no_cell(args: &SelectionArgs, pipeline: &Pipeline) -> Failure {
    let asked: Vec<String> = args
        .matrix
        .iter()
        .map(|pair| format!("{}={}", pair.key, pair.value))
        .collect();
    let mut cells: Vec<String> = pipeline
        .jobs
        .iter()
        .filter(|job| is_named(args, job))
        .flat_map(|job| {
            job.matrix
                .iter()
                .map(|(axis, value)| format!("{axis}={value}"))
        })
        .collect();
    cells.sort_unstable();
    cells.dedup();
    let hint = if cells.is_empty() {
        "no job here has a matrix".to_owned()
    } else {
        format!("there are {}", alternatives(cells))
    };
    Failure::invalid(format!("no job has the matrix values {}", asked.join(", "))).hint(hint)
}

/// The jobs that take part.
pub(crate) fn apply(
    selection: &Selection,
    pipeline: &Arc<Pipeline>,
) -> Result<Arc<Pipeline>, SelectionError> {
    Ok(Arc::clone(selection.apply(pipeline)?.pipeline()))
}

/// What keeps jobs that would run from running here.
pub(crate) fn blockers(
    args: &SelectionArgs,
    earlier: &Results,
    chosen: &Pipeline,
) -> Vec<Diagnostic> {
    let would_run = |job: &&Job| {
        let waits = job.when == When::Manual
            && !args.manual
            && (args.jobs.is_empty() || !is_named(args, job));
        !waits && job.when != When::Never && !earlier.contains_key(&job.name)
    };
    let mut found: Vec<Diagnostic> = Vec::new();
    for diagnostic in chosen
        .jobs
        .iter()
        .filter(would_run)
        .flat_map(|job| &job.blockers)
    {
        if !found.contains(diagnostic) {
            found.push(diagnostic.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Pair;
    use maillon_model::job::{Body, Work};
    use maillon_model::pipeline::{Dialect, OnJobFailure};

    fn pipeline(jobs: Vec<Job>) -> Pipeline {
        Pipeline {
            shared: maillon_model::job::Body::default(),
            dialect: Dialect::Gitlab,
            name: None,
            stages: Vec::new(),
            jobs,
            on_job_failure: OnJobFailure::Continue,
        }
    }

    fn job(name: &str, matrix: &[(&str, &str)]) -> Job {
        let matrix = matrix
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Job {
            template: name.split(':').next().unwrap().into(),
            matrix,
            ..Job::new(name, Work::Body(Body::default()))
        }
    }

    fn matrix(key: &str, value: &str) -> SelectionArgs {
        let pair = Pair {
            key: key.to_owned(),
            value: value.to_owned(),
        };
        SelectionArgs {
            matrix: vec![pair],
            ..SelectionArgs::default()
        }
    }

    #[test]
    fn a_cell_is_selected_by_its_values() {
        let pipeline = pipeline(vec![
            job("test: [3.2]", &[("RUBY", "3.2")]),
            job("test: [3.3]", &[("RUBY", "3.3")]),
            job("lint", &[]),
        ]);
        assert_eq!(
            jobs(&matrix("RUBY", "3.3"), &pipeline).unwrap(),
            SelectedJobs::Named(vec!["test: [3.3]".into()])
        );
        let failure = jobs(&matrix("RUBY", "4"), &pipeline).unwrap_err();
        assert_eq!(
            (failure.message.as_str(), failure.hint.as_deref()),
            (
                "no job has the matrix values RUBY=4",
                Some("there are RUBY=3.2 or RUBY=3.3")
            )
        );
    }

    #[test]
    fn a_manual_job_blocks_only_when_it_would_run() {
        let mut deploy = job("deploy", &[]);
        deploy.when = When::Manual;
        deploy.blockers = vec![Diagnostic::error("gitlab/id-tokens", "x")];
        let pipeline = pipeline(vec![deploy]);
        let count = |args: &SelectionArgs| blockers(args, &Results::new(), &pipeline).len();
        let named = SelectionArgs {
            jobs: vec!["deploy".to_owned()],
            ..SelectionArgs::default()
        };
        let all = SelectionArgs {
            manual: true,
            ..SelectionArgs::default()
        };
        assert_eq!(
            [count(&SelectionArgs::default()), count(&named), count(&all)],
            [0, 1, 1]
        );
    }
}
