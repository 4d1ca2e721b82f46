//! What actions do before the first step (`pre`) and after the last (`post`).
//!
//! `pre` runs for actions of repositories only; those of the workspace are not known before the
//! steps. A `post` is registered when the action's `pre` or main part begins, whatever comes of it.

use std::sync::Arc;

use super::super::job::{Frame, JobRun};
use super::super::step::{self, Errored, Phase, Post, StepRun, Stop, Unit, Worked};
use super::inputs::Inputs;
use super::{Used, complete, composite, docker, fetch, introduce, javascript};
use crate::action::{Action, Phase as Script, Runs};
use crate::body::scope::RunScope;
use crate::workflow::{Step, StepWork, Text};

/// What an action does before or after all steps.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    moment: Moment,
    condition: Text,
    used: Arc<Used>,
}

/// Before or after all steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    Pre,
    Post,
}

impl Side {
    /// `Pre`, `Post`
    pub(crate) fn title(&self) -> &'static str {
        match self.moment {
            Moment::Pre => "Pre",
            Moment::Post => "Post",
        }
    }

    /// `pre-if`, `post-if`; `always()` where there is none.
    pub(crate) fn condition(&self) -> &Text {
        &self.condition
    }

    fn new(moment: Moment, condition: Option<&Text>, used: &Arc<Used>) -> Self {
        Self {
            moment,
            condition: condition.cloned().unwrap_or_else(|| Text::new("always()")),
            used: Arc::clone(used),
        }
    }
}

/// Fetches the actions of a job and runs what they do before the first step.
pub(crate) async fn prepare(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    steps: &[Step],
    names: &[String],
) -> Worked {
    fetch::all(job, steps).await?;
    run_pres(job, frame, steps, names).await
}

/// Runs what the actions of a list of steps do before them.
pub(super) async fn run_pres(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    steps: &[Step],
    names: &[String],
) -> Worked {
    for (step, action) in steps.iter().zip(names) {
        let Some(side) = pre_of(job, step) else {
            continue;
        };
        let phase = Phase::Side(side);
        let unit = Unit {
            step,
            action,
            phase,
        };
        let ran = step::run(job, frame, &unit).await;
        ran.map_err(|Errored(message)| Stop::Errored(message))?;
    }
    Ok(())
}

fn pre_of(job: &JobRun<'_>, step: &Step) -> Option<Side> {
    let used = fetched(job, step)?;
    let condition = match &used.action.runs {
        Runs::JavaScript { pre, .. } | Runs::Docker { pre, .. } => pre.as_ref()?.condition.as_ref(),
        Runs::Composite { steps, .. } => {
            steps.iter().find_map(|step| pre_of(job, step))?;
            None
        }
    };
    Some(Side::new(Moment::Pre, condition, used))
}

fn fetched<'j>(job: &'j JobRun<'_>, step: &Step) -> Option<&'j Arc<Used>> {
    let StepWork::Uses { uses, .. } = &step.work else {
        return None;
    };
    job.actions.fetched.get(uses)?.as_ref().ok()
}

/// Whether an action has a `pre` of its own.
pub(super) fn has_pre(action: &Action) -> bool {
    match &action.runs {
        Runs::JavaScript { pre, .. } | Runs::Docker { pre, .. } => pre.is_some(),
        Runs::Composite { .. } => false,
    }
}

/// Lets `post` of an action run at the end, once. That of a composite action runs what its steps
/// registered.
pub(super) fn register_post(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    run: &StepRun,
    step: &Step,
    used: &Arc<Used>,
) {
    let key = frame.key(&run.action);
    let condition = match &used.action.runs {
        Runs::JavaScript { post, .. } | Runs::Docker { post, .. } => match post {
            Some(post) => post.condition.as_ref(),
            None => return,
        },
        Runs::Composite { .. } if job.actions.frames.contains_key(&key) => None,
        Runs::Composite { .. } => return,
    };
    if job.actions.registered.insert(key) {
        frame.posts.push(Post {
            step: step.clone(),
            action: run.action.clone(),
            side: Side::new(Moment::Post, condition, used),
        });
    }
}

/// Runs `pre` or `post` of an action. Its inputs are evaluated anew: `job.status` has changed.
pub(crate) async fn side(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    run: &mut StepRun,
    step: &Step,
    side: &Side,
) -> Worked {
    let (used, moment) = (&side.used, side.moment);
    let inputs = match &step.work {
        StepWork::Uses { with, .. } => RunScope::new(job, frame).at(run).mapping(with, "with")?,
        StepWork::Run { .. } => return Ok(()),
    };
    let inputs = complete(job, frame, run, used, Inputs::given(inputs))?;
    introduce(run, used);
    if moment == Moment::Pre {
        register_post(job, frame, run, step, used);
    }
    match &used.action.runs {
        Runs::JavaScript {
            using, pre, post, ..
        } => match script(moment, pre.as_ref(), post.as_ref()) {
            Some(script) => javascript::run(job, frame, run, used, &inputs, (using, script)).await,
            None => Ok(()),
        },
        Runs::Docker { pre, post, .. } => match script(moment, pre.as_ref(), post.as_ref()) {
            Some(script) => {
                let entry = docker::Entry::Side(script);
                docker::run(job, frame, run, used, &inputs, entry).await
            }
            None => Ok(()),
        },
        Runs::Composite { steps, .. } => {
            let ran = composite::side(job, frame, run, used, &inputs, (steps, moment)).await;
            if moment == Moment::Pre {
                register_post(job, frame, run, step, used);
            }
            ran
        }
    }
}

fn script<'s>(
    moment: Moment,
    pre: Option<&'s Script>,
    post: Option<&'s Script>,
) -> Option<&'s str> {
    let script = match moment {
        Moment::Pre => pre,
        Moment::Post => post,
    };
    script.map(|script| script.run.as_str())
}
