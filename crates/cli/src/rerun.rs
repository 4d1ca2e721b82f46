//! `maillon rerun`: the last run once more, or what failed of it.

use std::process::ExitCode;

use maillon_model::{JobName, JobStatus};

use crate::app::App;
use crate::args::{OutputArgs, RerunArgs, RestartFrom, RunArgs, SecretPair};
use crate::console::Tone;
use crate::failure::Failure;
use crate::folder::{Record, Results, RunFolder, SettledJob};
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
    let mut arguments = arguments(record.arguments, args, jobs);
    arguments.definition.restart = args.from.clone().map(|stage| RestartFrom {
        stage,
        run: folder.id.clone(),
        number: record.number,
    });
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
    let mut kept = results.clone();
    kept.retain(|name, job| {
        job.status == JobStatus::Success && !jobs.iter().any(|again| is_called(again, name, job))
    });
    kept
}

/// Whether a job has this name, or is a copy of the one that has.
fn is_called(wanted: &str, name: &JobName, job: &SettledJob) -> bool {
    let template = job.template.as_ref();
    name.as_str() == wanted || template.is_some_and(|template| template.as_str() == wanted)
}

/// Whether something did not come to a good end. What was skipped had a reason among those.
fn has_work(results: &Results) -> bool {
    use JobStatus::{Manual, Skipped, Success};
    let well = |job: &SettledJob| matches!(job.status, Success | Manual | Skipped);
    !results.values().all(well)
}

/// A job of a child pipeline runs again with the job that it came from.
fn in_own_pipeline(name: &str, results: &Results) -> Result<String, Failure> {
    if results.is_empty() {
        return Ok(name.to_owned());
    }
    let mut all = results.iter();
    if let Some((_, job)) = all.find(|(known, job)| is_called(name, known, job)) {
        let root = job.root.as_ref();
        return Ok(root.map_or(name, JobName::as_str).to_owned());
    }
    let near = maillon_model::suggest::nearest(name, results.keys().map(JobName::as_str));
    let hint = near.map_or_else(
        || "`maillon logs` shows it".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Failure::invalid(format!("the last run has no job `{name}`")).hint(hint))
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

    fn results(jobs: &[(&str, JobStatus)]) -> Results {
        let job = |status| SettledJob {
            status,
            allowed: false,
            result: None,
            template: None,
            root: None,
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
        let mut last = last;
        for job in ["test: [a]", "test: [b]"] {
            last.get_mut(job).unwrap().template = Some("test".into());
        }
        assert_eq!(names(&kept(&last, &[])), ["build", "test: [a]"]);
        assert_eq!(names(&kept(&last, &["test".to_owned()])), ["build"]);
    }

    #[test]
    fn a_child_job_runs_again_with_its_parent() {
        let last = results(&[
            ("child", JobStatus::Failed),
            ("child/test", JobStatus::Failed),
        ]);
        let mut last = last;
        last.get_mut("child/test").unwrap().root = Some("child".into());
        assert_eq!(in_own_pipeline("child/test", &last).unwrap(), "child");
        assert_eq!(
            in_own_pipeline("chlid", &last).unwrap_err().hint.as_deref(),
            Some("did you mean `child`?")
        );
    }
}
