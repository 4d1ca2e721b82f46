//! Runs a job's steps over a sandbox.
//!
//! [`JobRun`] is a job while it runs: what steps change for those after them. A [`Frame`] is a list of
//! steps with their own `steps` and `inputs`: the job's, or a composite action's. [`step`] takes one step
//! from its condition to its conclusion; its work is a script ([`run_step`]) or an action ([`actions`]).
//! Whatever it runs prints through [`exec`], where [`commands`] looks at each line before it is shown.
//!
//! Never here: a process, a container or the network: those belong to [`Sandbox`] and [`Host`].

mod actions;
mod commands;
mod contexts;
mod env_files;
mod exec;
mod hash_files;
mod host;
mod job;
mod log;
mod matchers;
mod outputs;
mod paths;
mod run_step;
mod scope;
mod shell;
mod step;
mod steps;
#[cfg(test)]
mod testing;

use std::time::Duration;

use indexmap::IndexMap;
use maillon_model::duration::words;
use maillon_model::job::Work;
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::{JobSpec, Outcome, ResolvedJob};
use maillon_sandbox::{Output, Sandbox};
use tokio_util::sync::CancellationToken;

use crate::plan::{self, JobBody, Shared, SharedWorkflow};
use job::{Frame, JobRun};

pub use host::{
    ActionFolder, AfterFailure, CheckedOut, CheckoutOrder, Endpoints, FailedStep, Host, StepEvent,
    Submodules,
};

/// One job's body and where it runs.
#[derive(Clone)]
pub struct BodyRun<'a> {
    /// The job as written.
    pub spec: &'a JobSpec,
    /// The job as evaluated.
    pub job: &'a ResolvedJob,
    /// Where it runs.
    pub sandbox: &'a dyn Sandbox,
    /// Who does for it what a sandbox can't.
    pub host: &'a dyn Host,
    /// Where its log goes.
    pub output: Output,
    /// Ends the job: steps with `always()` and post steps still run.
    pub cancel: &'a CancellationToken,
    /// Ends everything at once.
    pub abort: &'a CancellationToken,
}

/// How a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyOutcome {
    /// The verdict.
    pub outcome: Outcome,
    /// The job's outputs. Those that hold a secret are left out.
    pub outputs: IndexMap<String, String>,
    /// The address of the environment that it deployed to.
    pub environment_url: Option<String>,
}

impl From<Outcome> for BodyOutcome {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            outputs: IndexMap::new(),
            environment_url: None,
        }
    }
}

/// GitHub's limit of a job.
pub(crate) const JOB_LIMIT: Duration = Duration::from_hours(6);

/// How long GitHub lets a cancelled job tidy up.
const CANCEL_LIMIT: Duration = Duration::from_mins(5);

/// Runs a body to its end.
///
/// When `abort` is triggered it returns at once; what still runs then ends with the sandbox.
pub async fn run(body: BodyRun<'_>) -> BodyOutcome {
    let Some((plan, workflow)) = read(body.spec) else {
        return Outcome::Errored {
            message: "this is no job of a workflow".to_owned(),
        }
        .into();
    };
    let cancel = body.cancel.child_token();
    let steps = run_steps(&body, &plan, &workflow, &cancel);
    tokio::select! {
        biased;
        () = body.abort.cancelled() => Outcome::Canceled.into(),
        outcome = steps => outcome,
        outcome = limit(&body, &cancel) => outcome.into(),
    }
}

fn read(spec: &JobSpec) -> Option<(JobBody, SharedWorkflow)> {
    let Work::Body(body) = &spec.job.work else {
        return None;
    };
    let plan: JobBody = plan::read(body)?;
    let mut shared: Shared = plan::read(&spec.shared)?;
    let workflow = shared.workflows.swap_remove(&plan.workflow);
    Some((plan, workflow.unwrap_or_default()))
}

/// Cancels the job at its time limit; ends when it does not end by itself after that.
async fn limit(body: &BodyRun<'_>, cancel: &CancellationToken) -> Outcome {
    let late = tokio::select! {
        () = cancel.cancelled() => false,
        () = tokio::time::sleep(body.job.timeout) => true,
    };
    cancel.cancel();
    tokio::time::sleep(CANCEL_LIMIT).await;
    if late {
        return timed_out(body);
    }
    Outcome::Canceled
}

async fn run_steps(
    body: &BodyRun<'_>,
    plan: &JobBody,
    workflow: &SharedWorkflow,
    cancel: &CancellationToken,
) -> BodyOutcome {
    let mut job = JobRun::new(body, plan, workflow, cancel.clone());
    let mut frame = Frame::job(&plan.workflow, workflow);
    let errored = steps::run(&mut job, &mut frame).await.err();
    if let Some(errored) = errored {
        return Outcome::Errored { message: errored.0 }.into();
    }
    let outputs = outputs::job_outputs(&mut job, &frame).await;
    let environment_url = outputs::environment_url(&mut job, &frame).await;
    BodyOutcome {
        outcome: verdict(&job),
        outputs,
        environment_url,
    }
}

/// Whoever wished the job to end has the last word, then its time limit.
fn verdict(job: &JobRun<'_>) -> Outcome {
    if job.body.cancel.is_cancelled() {
        return Outcome::Canceled;
    }
    if job.cancel.is_cancelled() {
        return timed_out(job.body);
    }
    match &job.failure {
        Some(failure) => Outcome::Failed(failure.clone()),
        None => Outcome::Success,
    }
}

fn timed_out(body: &BodyRun<'_>) -> Outcome {
    let limit = words(body.job.timeout);
    Outcome::Failed(Failure {
        kind: FailureKind::Timeout,
        exit_code: None,
        message: format!("time limit of {limit} reached"),
        command: None,
    })
}

#[cfg(test)]
mod tests;
