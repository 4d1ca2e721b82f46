//! One step, from its condition to its conclusion.

mod attempts;
mod end;

use std::fmt;
use std::path::PathBuf;

use indexmap::IndexMap;
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::{JobStatus, StepId};
use tokio_util::sync::CancellationToken;

use super::actions;
use super::env_files::EnvFiles;
use super::host::StepEvent;
use super::job::{Frame, JobRun};
use super::scope::{RunScope, View};
use crate::expression::{Condition, Template};
use crate::workflow::{Step, StepWork, Text};
use attempts::{attempts, tell};
use end::end;

/// The infrastructure failed: everything ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Errored(pub(crate) String);

/// Why a step's work did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It failed, for a reason that the log does not say yet.
    Failed(Failure),
    /// It failed, and the log says why.
    Told(Failure),
    /// It was ended before its time.
    Canceled,
    /// The infrastructure failed.
    Errored(String),
}

impl Stop {
    /// The step fails, and the log says so.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(failure(message, None))
    }

    /// A program ended with this code.
    pub(crate) fn exit(code: i32) -> Self {
        let message = format!("Process completed with exit code {code}.");
        Self::Failed(failure(message, Some(code)))
    }
}

/// A failure of a step.
pub(crate) fn failure(message: impl Into<String>, exit_code: Option<i32>) -> Failure {
    Failure {
        kind: FailureKind::Script,
        exit_code,
        message: message.into(),
        command: None,
    }
}

/// How a step's work ended.
pub(crate) type Worked<T = ()> = Result<T, Stop>;

/// How a step ended, as the `steps` context says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conclusion {
    Success,
    Failure,
    Cancelled,
    Skipped,
}

impl Conclusion {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    fn status(self) -> JobStatus {
        match self {
            Self::Success => JobStatus::Success,
            Self::Failure => JobStatus::Failed,
            Self::Cancelled => JobStatus::Canceled,
            Self::Skipped => JobStatus::Skipped,
        }
    }
}

/// Something that runs as a step: a step itself, or what its action does before or after all steps.
#[derive(Clone, Debug)]
pub(crate) struct Unit<'s> {
    pub(crate) step: &'s Step,
    /// The step's id, or a name that is given to it: `github.action`.
    pub(crate) action: &'s str,
    pub(crate) phase: Phase,
}

/// Which part of a step.
#[derive(Clone, Debug)]
pub(crate) enum Phase {
    Main,
    /// `pre` or `post` of its action.
    Side(actions::Side),
}

/// What runs after all steps.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) step: Step,
    pub(crate) action: String,
    pub(crate) side: actions::Side,
}

/// A step while it runs.
#[derive(Debug)]
pub(crate) struct StepRun {
    pub(crate) id: StepId,
    /// `github.action`
    pub(crate) action: String,
    /// Where it is written.
    pub(crate) line: u32,
    /// The step's own `env`, evaluated.
    pub(crate) own: IndexMap<String, String>,
    /// The `env` context: what its process gets.
    pub(crate) env: IndexMap<String, String>,
    /// What differs from the frame's `github` context: `action_repository`, ...
    pub(crate) github: IndexMap<&'static str, String>,
    /// What it gives to later steps.
    pub(crate) outputs: IndexMap<String, String>,
    /// What its action keeps for a later phase.
    pub(crate) state: IndexMap<String, String>,
    /// Its environment files.
    pub(crate) files: EnvFiles,
    /// Ends what it runs.
    pub(crate) cancel: CancellationToken,
    /// What else ends it: the job, or the step around it. None: its condition holds for a cancelled
    /// job too.
    ends_with: Option<CancellationToken>,
    /// What it ran last.
    pub(crate) last: Option<Last>,
    /// The first command or environment file of it that was wrong: that fails it.
    pub(crate) fault: Option<String>,
}

/// The environment of a process, and where it started.
#[derive(Clone)]
pub(crate) struct Last {
    pub(crate) env: Vec<(String, String)>,
    pub(crate) cwd: PathBuf,
}

impl fmt::Debug for Last {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not env: it may hold secrets.
        f.debug_struct("Last")
            .field("cwd", &self.cwd)
            .finish_non_exhaustive()
    }
}

impl StepRun {
    /// Nothing of an earlier try counts.
    fn restart(&mut self) -> Worked {
        self.files.clear().map_err(Stop::Errored)?;
        self.outputs.clear();
        self.fault = None;
        self.last = None;
        self.cancel = match &self.ends_with {
            Some(other) => other.child_token(),
            None => CancellationToken::new(),
        };
        Ok(())
    }
}

/// Runs a step, and records in frame and job how it ended.
pub(crate) async fn run(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    unit: &Unit<'_>,
) -> Result<Conclusion, Errored> {
    let mut step = begin(job, frame, unit);
    job.log.restart();
    let entered = enter(job, frame, &mut step, unit);
    let name = name(job, frame, &step, unit);
    job.body
        .host
        .tell(StepEvent::Started {
            step: step.id,
            parent: frame.parent,
            name: name.clone(),
        })
        .await;
    let wanted = entered.and_then(|()| wanted(job, frame, &mut step, unit));
    let worked = match wanted {
        Ok(true) => Some(attempts(job, frame, &mut step, unit, &name).await),
        Ok(false) => None,
        Err(wrong) => Some(tell(job, Err(wrong)).await),
    };
    end(job, frame, step, unit, &name, worked).await
}

fn begin(job: &mut JobRun<'_>, frame: &Frame, unit: &Unit<'_>) -> StepRun {
    let id = job.next_step();
    let files = EnvFiles::of(job.body, id);
    let state = job.states.get(&frame.key(unit.action));
    let mut env = job.env.clone();
    env.extend(frame.env.clone());
    StepRun {
        id,
        action: unit.action.to_owned(),
        line: unit.step.line,
        own: IndexMap::new(),
        env,
        github: IndexMap::new(),
        outputs: IndexMap::new(),
        state: state.cloned().unwrap_or_default(),
        files,
        cancel: CancellationToken::new(),
        ends_with: None,
        last: None,
        fault: None,
    }
}

/// `Run make`, or what its `name` says.
fn name(job: &JobRun<'_>, frame: &Frame, step: &StepRun, unit: &Unit<'_>) -> String {
    let scope = RunScope::new(job, frame).at(step);
    let written = match (&unit.step.name, &unit.step.work) {
        (Some(name), _) => evaluated(name, &scope),
        (None, StepWork::Run { run, .. }) => {
            let script = evaluated(run, &scope);
            let line = script.trim_start().split(['\r', '\n']).next();
            format!("Run {}", line.unwrap_or_default())
        }
        (None, StepWork::Uses { uses, .. }) => format!("Run {uses}"),
    };
    match &unit.phase {
        Phase::Main => written,
        Phase::Side(side) => format!("{} {written}", side.title()),
    }
}

/// As written where it can't be evaluated: the step itself says what is wrong.
fn evaluated(text: &Text, scope: &RunScope<'_, '_>) -> String {
    let value = Template::parse(&text.raw).and_then(|template| template.render(scope));
    value.unwrap_or_else(|_| text.raw.to_string())
}

/// Evaluates its `env`, which all else of it sees.
fn enter(job: &JobRun<'_>, frame: &Frame, step: &mut StepRun, unit: &Unit<'_>) -> Worked {
    let scope = RunScope::new(job, frame).at(step);
    let own = scope.mapping(&unit.step.env, "env")?;
    step.env.extend(own.clone());
    step.own = own;
    Ok(())
}

/// Evaluates its condition. What it runs is ended with the job, unless its condition holds for a
/// cancelled job too; in a composite action it is ended with the step that uses that.
fn wanted(job: &JobRun<'_>, frame: &Frame, step: &mut StepRun, unit: &Unit<'_>) -> Worked<bool> {
    let written = match &unit.phase {
        Phase::Main => unit.step.condition.as_ref(),
        Phase::Side(side) => Some(side.condition()),
    };
    let written = written.map_or("", |text| &*text.raw);
    let scope = RunScope::new(job, frame).at(step);
    let condition = Condition::parse(written).map_err(|error| scope.wrong("if", &error))?;
    let holds = |view| {
        let scope = RunScope::new(job, frame).at(step).view(view);
        condition
            .holds(&scope)
            .map_err(|error| scope.wrong("if", &error))
    };
    let (now, after) = (holds(View::Now)?, holds(View::Cancelled)?);
    let with_job = || (!after).then(|| job.cancel.clone());
    step.ends_with = frame.cancel.clone().or_else(with_job);
    Ok(now)
}
