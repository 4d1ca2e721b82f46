//! The steps of a job in their order: what actions do before, the steps, what actions do after.

use rustc_hash::FxHashSet;

use super::actions;
use super::env_files;
use super::job::{Frame, FrameKind, JobRun};
use super::scope::RunScope;
use super::step::{self, Errored, Phase, Post, Stop, Unit, Worked};
use crate::workflow::{Step, StepWork};

/// Runs all of a job.
pub(super) async fn run(job: &mut JobRun<'_>, frame: &mut Frame) -> Result<(), Errored> {
    if let Err(stop) = set_up(job, frame) {
        return refuse(job, stop).await;
    }
    let steps = &job.plan.steps;
    let names = names(steps);
    if let Err(stop) = actions::prepare(job, frame, steps, &names).await {
        return refuse(job, stop).await;
    }
    run_steps(job, frame, steps, &names).await?;
    run_posts(job, frame).await
}

/// Without what the steps stand on none of them runs.
async fn refuse(job: &mut JobRun<'_>, stop: Stop) -> Result<(), Errored> {
    job.log.stop(&stop).await;
    match stop {
        Stop::Failed(failure) | Stop::Told(failure) => {
            job.failure.get_or_insert(failure);
            Ok(())
        }
        Stop::Canceled => Ok(()),
        Stop::Errored(message) => Err(Errored(message)),
    }
}

fn set_up(job: &mut JobRun<'_>, frame: &Frame) -> Worked {
    env_files::make_folders(job.body, job.workflow).map_err(Stop::Errored)?;
    let job_env = format!("jobs.{}.env", job.plan.id);
    let layers = [
        (&job.workflow.env, "env"),
        (&job.plan.env, job_env.as_str()),
    ];
    for (env, key) in layers {
        let env = RunScope::new(job, frame).mapping(env, key)?;
        job.env.extend(env);
    }
    Ok(())
}

/// Runs steps in their order, each by its own condition.
pub(crate) async fn run_steps(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    steps: &[Step],
    names: &[String],
) -> Result<(), Errored> {
    for (step, action) in steps.iter().zip(names) {
        let unit = Unit {
            step,
            action,
            phase: Phase::Main,
        };
        step::run(job, frame, &unit).await?;
    }
    Ok(())
}

/// Runs what was left for the end, the last one first.
pub(crate) async fn run_posts(job: &mut JobRun<'_>, frame: &mut Frame) -> Result<(), Errored> {
    while let Some(Post { step, action, side }) = frame.posts.pop() {
        let unit = Unit {
            step: &step,
            action: &action,
            phase: Phase::Side(side),
        };
        step::run(job, frame, &unit).await?;
    }
    Ok(())
}

/// The name of each step in `github.action`: its id, else `__run`, `__run_2`, `__actions_checkout`, ...
pub(crate) fn names(steps: &[Step]) -> Vec<String> {
    let mut taken: FxHashSet<String> = steps.iter().filter_map(|step| step.id.clone()).collect();
    let mut name = |step: &Step| {
        if let Some(id) = &step.id {
            return id.clone();
        }
        let base = base_name(step);
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let mut candidates = [base.clone()].into_iter().chain(numbered);
        let free = candidates.find(|name| !taken.contains(name));
        let name = free.unwrap_or(base.clone());
        taken.insert(name.clone());
        name
    };
    steps.iter().map(&mut name).collect()
}

fn base_name(step: &Step) -> String {
    match &step.work {
        StepWork::Run { .. } => "__run".to_owned(),
        StepWork::Uses { uses, .. } if uses.starts_with(['.', '$']) => "__self".to_owned(),
        StepWork::Uses { uses, .. } => {
            let whole = uses.trim_start_matches("docker://");
            let name = whole.split(['@', ':']).next().unwrap_or_default();
            let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            format!("__{}", name.chars().map(safe).collect::<String>())
        }
    }
}

/// Whether a frame may hold one more composite action.
pub(crate) fn is_too_deep(frame: &Frame) -> bool {
    const DEPTH: usize = 10;
    frame.kind == FrameKind::Composite && frame.depth >= DEPTH
}
