//! `maillon rerun`: the last run once more, or what failed of it.

use std::process::ExitCode;

use maillon_model::{JobName, JobStatus};

use crate::app::App;
use crate::args::{OutputArgs, RerunArgs, RunArgs, SecretPair};
use crate::console::Tone;
use crate::failure::Failure;
use crate::folder::{Record, Results, RunFolder};
use crate::{prepare, run};

/// Runs it.
pub(crate) fn execute(app: &App, args: &RerunArgs) -> Result<ExitCode, Failure> {
    let folder = RunFolder::find(&prepare::places(app)?, None)?;
    let record = folder.record()?;
    warn_of_secrets(app, &record, &args.secrets);
    let earlier = if args.failed || !args.jobs.is_empty() {
        folder.results()?
    } else {
        Results::new()
    };
    let jobs = args
        .jobs
        .iter()
        .map(|name| in_own_pipeline(name, &earlier))
        .collect::<Result<Vec<_>, _>>()?;
    let earlier = kept(&earlier, &jobs);
    if args.failed && !has_work(&folder.results()?) {
        app.console.note(
            Tone::Good,
            "nothing to do",
            "nothing failed in the last run",
        );
        return Ok(ExitCode::SUCCESS);
    }
    let arguments = arguments(record.arguments, args, jobs);
    run::execute_with(app, &arguments, earlier)
}

/// The flags of the first run, with what is asked for now.
fn arguments(mut arguments: RunArgs, args: &RerunArgs, jobs: Vec<String>) -> RunArgs {
    if !jobs.is_empty() {
        arguments.selection.jobs = jobs;
        arguments.selection.matrix.clear();
    }
    arguments.trigger.secrets.clone_from(&args.secrets);
    arguments.output = OutputArgs {
        plain: args.plain,
        report: args.report.clone(),
        events: args.events.clone(),
        junit: args.junit.clone(),
        ..OutputArgs::default()
    };
    arguments
}

/// The results that stay: those of jobs that succeeded and are not asked for. A job with a child
/// pipeline that did not succeed runs again as a whole.
fn kept(results: &Results, jobs: &[String]) -> Results {
    let again = |name: &JobName| {
        jobs.iter().any(|job| {
            name.as_str() == job
                || name
                    .as_str()
                    .strip_prefix(job.as_str())
                    .is_some_and(|rest| rest.starts_with(": ") || rest.starts_with(' '))
        })
    };
    let mut kept = results.clone();
    kept.retain(|name, job| job.status == JobStatus::Success && !again(name));
    kept
}

/// Whether something did not come to a good end.
fn has_work(results: &Results) -> bool {
    results
        .values()
        .any(|job| !matches!(job.status, JobStatus::Success | JobStatus::Manual))
}

/// A job of a child pipeline runs again with the job that triggers it.
fn in_own_pipeline(name: &str, results: &Results) -> Result<String, Failure> {
    let is_known = |name: &str| {
        results.contains_key(name)
            || results
                .keys()
                .any(|job| job.as_str().starts_with(&format!("{name}: ")))
    };
    if is_known(name) || results.is_empty() {
        return Ok(own(name, results).to_owned());
    }
    let near = maillon_model::suggest::nearest(name, results.keys().map(JobName::as_str));
    let hint = near.map_or_else(
        || "`maillon logs` shows it".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Failure::invalid(format!("the last run has no job `{name}`")).hint(hint))
}

/// `trigger` for `trigger/child`, where the run has a job `trigger`.
fn own<'a>(name: &'a str, results: &Results) -> &'a str {
    let prefixes = name.match_indices('/').filter_map(|(at, _)| name.get(..at));
    prefixes
        .into_iter()
        .find(|prefix| results.contains_key(*prefix))
        .unwrap_or(name)
}

fn warn_of_secrets(app: &App, record: &Record, given: &[SecretPair]) {
    let missing = record
        .secrets
        .iter()
        .filter(|name| given.iter().all(|secret| secret.key != **name));
    for name in missing {
        app.console.note(Tone::Warn, "warning", &format!("the first run had a secret {name}, which is not recorded: give it with --secret {name}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::SettledJob;

    fn results(jobs: &[(&str, JobStatus)]) -> Results {
        let job = |status| SettledJob {
            status,
            allowed: false,
            result: None,
        };
        jobs.iter()
            .map(|(name, status)| (JobName::new(*name), job(*status)))
            .collect()
    }

    fn names(results: &Results) -> Vec<&str> {
        results.keys().map(JobName::as_str).collect()
    }

    #[test]
    fn what_succeeded_keeps_its_results() {
        use JobStatus::{Failed, Skipped, Success};
        let last = results(&[
            ("build", Success),
            ("test: [a]", Success),
            ("test: [b]", Failed),
            ("deploy", Skipped),
        ]);
        assert_eq!(names(&kept(&last, &[])), ["build", "test: [a]"]);
        assert_eq!(names(&kept(&last, &["test".to_owned()])), ["build"]);
    }

    #[test]
    fn a_child_job_runs_again_with_its_parent() {
        let last = results(&[
            ("child", JobStatus::Failed),
            ("child/test", JobStatus::Failed),
        ]);
        assert_eq!(in_own_pipeline("child/test", &last).unwrap(), "child");
        assert_eq!(
            in_own_pipeline("chlid", &last).unwrap_err().hint.as_deref(),
            Some("did you mean `child`?")
        );
    }
}
