//! Steps with `uses`: actions of the workspace, of repositories and of images.
//!
//! [`prepare`] fetches what the steps use and runs what actions do before the first step; [`execute`] is
//! the main part of one; [`side`] is what it does before or after all steps. What an action is lies in
//! [`definition`], how each kind runs in [`javascript`], [`docker`] and [`composite`].
//!
//! Semantics follow GitHub's runner: `ActionManager`, `ActionRunner` and the handlers of
//! <https://github.com/actions/runner>.

mod carried;
mod checkout;
mod composite;
mod definition;
mod docker;
mod endpoints;
mod fetch;
mod inputs;
mod javascript;
mod reference;
mod side;
#[cfg(test)]
mod tests;
mod translate;
mod unreachable;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::host::ActionFolder;
use super::job::{Frame, JobRun};
use super::scope::RunScope;
use super::step::{StepRun, Stop, Worked};
use crate::action::{Action, Runs};
use crate::expression::Value;
use crate::workflow::{Mapping, Step};
use definition::Folder;
use inputs::Inputs;
use reference::Reference;

pub(crate) use side::{Side, prepare, side};

/// What is known of the actions of a job.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    /// Repositories that were fetched, by `owner/repo@ref`.
    repositories: HashMap<String, ActionFolder>,
    /// What repositories gave, by `uses`.
    fetched: HashMap<String, Result<Arc<Used>, Stop>>,
    /// Keys of steps whose `post` waits.
    registered: HashSet<String>,
    /// Steps of composite actions whose `post` waits, by [`Frame::scope`].
    frames: HashMap<String, Frame>,
    /// Images that were built, by folder or step.
    images: HashMap<String, String>,
    /// Variables of the runner's services, once they are asked for.
    endpoints: Option<Vec<(String, String)>>,
    node: Option<javascript::Node>,
}

/// An action that a step uses.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    reference: Reference,
    folder: Folder,
    action: Arc<Action>,
    origin: Origin,
}

/// Where the files of an action come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Workspace,
    Repository,
    /// A folder of this machine in place of a repository.
    StandIn,
}

/// Inputs that every docker action takes.
const DOCKER_INPUTS: &[&str] = &["entryPoint", "args"];

/// Runs the main part of an action. What it does at the end goes into [`Frame::posts`].
pub(crate) async fn execute(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    run: &mut StepRun,
    step: &Step,
    uses: &str,
    with: &Mapping,
) -> Worked {
    let reference = Reference::parse(uses).map_err(Stop::failed)?;
    let given = RunScope::new(job, frame).at(run).mapping(with, "with")?;
    let given = Inputs::given(given);
    if checkout::is_meant(&reference) {
        return checkout::run(job, frame, run, &given).await;
    }
    let action = find(job, run, &reference, &given).await?;
    warn(job, &action, &given).await;
    let inputs = complete(job, frame, run, &action, given)?;
    introduce(run, &action);
    side::register_post(job, frame, run, step, &action);
    match &action.action.runs {
        Runs::JavaScript { using, main, .. } => {
            javascript::run(job, frame, run, &action, &inputs, (using, main)).await
        }
        Runs::Docker { .. } => {
            docker::run(job, frame, run, &action, &inputs, docker::Entry::Main).await
        }
        Runs::Composite { steps, outputs } => {
            let parts = (steps.as_slice(), outputs);
            let inner = composite::main(job, frame, run, &action, &inputs, parts).await;
            side::register_post(job, frame, run, step, &action);
            inner
        }
    }
}

/// The action, unless it is one that can't do its work here.
async fn find(
    job: &mut JobRun<'_>,
    run: &StepRun,
    reference: &Reference,
    given: &Inputs,
) -> Worked<Arc<Used>> {
    let used = fetch::one(job, reference).await;
    let Reference::Remote(remote) = reference else {
        return used;
    };
    if used
        .as_ref()
        .is_ok_and(|used| used.origin == Origin::StandIn)
    {
        return used;
    }
    let token = job.fixed.github.get("token").map(Value::to_text);
    let variable = |name: &str| match run.env.get(name) {
        Some(value) => Some(value.clone()),
        None if name == "GITHUB_TOKEN" => token.as_ref().map(ToString::to_string),
        None => None,
    };
    match unreachable::refusal(remote, given, variable) {
        Some(why) => Err(Stop::failed(why)),
        None => used,
    }
}

/// Says what of the action's file and of the inputs deserves a warning.
async fn warn(job: &mut JobRun<'_>, used: &Used, given: &Inputs) {
    let always = match &used.action.runs {
        Runs::Docker { .. } => DOCKER_INPUTS,
        Runs::Composite { .. } | Runs::JavaScript { .. } => &[],
    };
    if !matches!(used.reference, Reference::Image(_)) {
        for warning in given.warnings(&used.action, always) {
            job.log.warning(&warning).await;
        }
    }
    if used.origin == Origin::Workspace && side::has_pre(&used.action) {
        let message = format!(
            "`pre` execution is not supported for local action from '{}'",
            used.reference
        );
        job.log.warning(&message).await;
    }
}

/// Adds the defaults of inputs.
fn complete(
    job: &JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    used: &Used,
    mut given: Inputs,
) -> Worked<Inputs> {
    let scope = RunScope::new(job, frame).at(run);
    given.complete(&used.action, |default| {
        scope.text(default, "default of an input")
    })?;
    Ok(given)
}

/// Tells the `github` context of the step which action it is.
fn introduce(run: &mut StepRun, used: &Used) {
    let (repository, git_ref) = match &used.reference {
        Reference::Remote(remote) => (remote.repository.clone(), remote.git_ref.clone()),
        Reference::Local(_) | Reference::Image(_) => Default::default(),
    };
    run.github.insert("action_repository", repository);
    run.github.insert("action_ref", git_ref);
}
