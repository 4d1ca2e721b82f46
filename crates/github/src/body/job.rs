//! A job while it runs: what its steps change for those after them.

use std::collections::HashMap;
use std::path::PathBuf;

use indexmap::IndexMap;
use maillon_model::StepId;
use maillon_model::outcome::Failure;
use serde_json::Value as Json;
use tokio_util::sync::CancellationToken;

use super::BodyRun;
use super::actions;
use super::contexts::Fixed;
use super::exec::Machine;
use super::log::Log;
use super::step::{Conclusion, Post, StepRun};
use crate::expression::Value;
use crate::plan::{JobBody, SharedWorkflow};

/// A job while it runs.
pub(crate) struct JobRun<'a> {
    pub(crate) body: &'a BodyRun<'a>,
    pub(crate) plan: &'a JobBody,
    pub(crate) workflow: &'a SharedWorkflow,
    /// Contexts that stay as they are.
    pub(crate) fixed: Fixed,
    /// The environment that all steps share: of workflow and job, and what steps wrote to `GITHUB_ENV`.
    pub(crate) env: IndexMap<String, String>,
    /// What steps wrote to `GITHUB_PATH`; the last one stands first in `PATH`.
    pub(crate) path: Vec<String>,
    /// Where it prints.
    pub(crate) log: Log<'a>,
    /// Ends what runs: somebody's wish, or the job's time limit.
    pub(crate) cancel: CancellationToken,
    /// The first failure that was not allowed.
    pub(crate) failure: Option<Failure>,
    /// What actions keep from one of their phases to the next (`GITHUB_STATE`), by [`Frame::key`].
    pub(crate) states: HashMap<String, IndexMap<String, String>>,
    /// What is known of the actions that it uses.
    pub(crate) actions: actions::Actions,
    /// What is known of where it runs.
    pub(crate) machine: Option<Machine>,
    steps: u32,
}

/// Where a job stands; what `job.status` and the status functions say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    Failure,
    Cancelled,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
        }
    }
}

impl<'a> JobRun<'a> {
    pub(super) fn new(
        body: &'a BodyRun<'a>,
        plan: &'a JobBody,
        workflow: &'a SharedWorkflow,
        cancel: CancellationToken,
    ) -> Self {
        let fixed = Fixed::new(body, plan, workflow);
        Self {
            log: Log::new(&body.output, fixed.debug()),
            fixed,
            body,
            plan,
            workflow,
            env: workflow.environment.clone(),
            path: Vec::new(),
            cancel,
            failure: None,
            states: HashMap::new(),
            actions: actions::Actions::default(),
            machine: None,
            steps: 0,
        }
    }

    /// Where it stands.
    pub(crate) fn status(&self) -> Status {
        if self.cancel.is_cancelled() {
            return Status::Cancelled;
        }
        match self.failure {
            Some(_) => Status::Failure,
            None => Status::Success,
        }
    }

    /// A number that no other step of this job has.
    pub(crate) fn next_step(&mut self) -> StepId {
        let id = StepId(self.steps);
        self.steps += 1;
        id
    }

    /// `_temp` on this machine, and as the job sees it (`RUNNER_TEMP`).
    pub(crate) fn temp(&self) -> (PathBuf, PathBuf) {
        let (host, sandbox) = (self.body.host, self.body.sandbox);
        (
            host.private().join("_temp"),
            sandbox.private().join("_temp"),
        )
    }
}

/// A list of steps that share `steps` and `inputs`: a job's, or those of one use of a composite action.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) kind: FrameKind,
    /// Where its steps are written.
    pub(crate) file: String,
    /// What tells it from others: empty for the job's, else [`Frame::key`] of the step that uses the action.
    pub(crate) scope: String,
    /// The step that uses the action.
    pub(crate) parent: Option<StepId>,
    /// How many composite actions are around it.
    pub(crate) depth: usize,
    /// The `steps` context.
    pub(crate) steps: IndexMap<String, StepState>,
    /// The `inputs` context.
    pub(crate) inputs: Value,
    /// What differs from the job's `github` context: `action_path`, ...
    pub(crate) github: IndexMap<&'static str, String>,
    /// The `env` of the steps around it, which wins over what steps wrote to `GITHUB_ENV`.
    pub(crate) env: IndexMap<String, String>,
    /// The first failure in it that was not allowed.
    pub(crate) failure: Option<Failure>,
    /// What runs after all steps, the last one first.
    pub(crate) posts: Vec<Post>,
    /// Ends the step that uses the action; None for the job's own steps.
    pub(crate) cancel: Option<CancellationToken>,
}

/// Whose steps they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameKind {
    Job,
    Composite,
    /// What the actions in a composite action do before and after all steps: their conditions look
    /// at the job.
    Aside,
}

/// A step as `steps` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepState {
    /// Before `continue-on-error`.
    pub(crate) outcome: Conclusion,
    /// After it.
    pub(crate) conclusion: Conclusion,
    pub(crate) outputs: IndexMap<String, String>,
}

impl Frame {
    /// The steps of a job.
    pub(crate) fn job(file: &str, workflow: &SharedWorkflow) -> Self {
        Self {
            kind: FrameKind::Job,
            file: file.to_owned(),
            scope: String::new(),
            parent: None,
            depth: 0,
            steps: IndexMap::new(),
            inputs: match &workflow.inputs {
                Json::Null => Value::from(&Json::Object(serde_json::Map::new())),
                inputs => Value::from(inputs),
            },
            github: IndexMap::new(),
            env: IndexMap::new(),
            failure: None,
            posts: Vec::new(),
            cancel: None,
        }
    }

    /// The steps of a composite action that a step of this frame uses; `file` is its `action.yml`.
    pub(crate) fn composite(&self, step: &StepRun, file: &str, inputs: Value) -> Self {
        let mut env = self.env.clone();
        env.extend(step.own.clone());
        Self {
            kind: FrameKind::Composite,
            file: file.to_owned(),
            scope: self.key(&step.action),
            parent: Some(step.id),
            depth: self.depth + 1,
            steps: IndexMap::new(),
            inputs,
            github: step.github.clone(),
            env,
            failure: None,
            posts: Vec::new(),
            cancel: Some(step.cancel.clone()),
        }
    }

    /// Whether the step that uses the action is to end.
    pub(crate) fn is_cancelled(&self) -> bool {
        let cancel = self.cancel.as_ref();
        cancel.is_some_and(CancellationToken::is_cancelled)
    }

    /// What tells a step of it from all others of the job.
    pub(crate) fn key(&self, action: &str) -> String {
        format!("{}/{action}", self.scope)
    }
}
