//! Runs commands for steps: their environment, their output, their end.

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use indexmap::IndexMap;
use maillon_sandbox::{Ending, Exec, Exit};
use rustc_hash::FxHashSet;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::commands::listen;
use super::contexts::Debug;
use super::job::{Frame, JobRun};
use super::scope::RunScope;
use super::step::{Last, StepRun, Stop, Worked};
use crate::expression::{Scope, Value};

/// Pieces of output that wait to be read.
pub(crate) const PIECES: usize = 64;

/// What a step runs.
#[derive(Clone)]
pub(crate) struct Command {
    /// Never holds a secret.
    pub(crate) argv: Vec<String>,
    /// Beside the step's own environment, which it wins over.
    pub(crate) env: Vec<(String, String)>,
    /// As the job sees it.
    pub(crate) cwd: PathBuf,
}

/// Runs a command to its end, and gives its exit code.
pub(crate) async fn exec(
    job: &mut JobRun<'_>,
    frame: &Frame,
    step: &mut StepRun,
    command: Command,
) -> Worked<i32> {
    let mut env = environment(job, frame, step).await;
    env.extend(command.env);
    let env: Vec<(String, String)> = env.into_iter().collect();
    step.last = Some(Last {
        env: env.clone(),
        cwd: command.cwd.clone(),
    });
    let exec = Exec {
        argv: command.argv,
        env,
        stdin: Bytes::new(),
        cwd: command.cwd,
        ending: ENDING,
    };
    let sandbox = job.body.sandbox;
    let cancel = step.cancel.clone();
    let (output, pieces) = mpsc::channel(PIECES);
    let running = sandbox.exec(exec, output, &cancel);
    let (exit, ()) = tokio::join!(running, listen(job, step, pieces));
    match exit {
        Ok(Exit::Code(code)) => Ok(code),
        Ok(Exit::Canceled) => Err(Stop::Canceled),
        Err(error) => Err(Stop::Errored(error.to_string())),
    }
}

/// As GitHub's runner ends what runs.
pub(crate) const ENDING: Ending = Ending {
    interrupt: Some(Duration::from_millis(7_500)),
    terminate: Duration::from_millis(2_500),
};

/// What a process of a step finds in its environment.
///
/// `GITHUB_*` and `RUNNER_*` are the runner's own: no `env` of a workflow changes them.
pub(crate) async fn environment(
    job: &mut JobRun<'_>,
    frame: &Frame,
    step: &StepRun,
) -> IndexMap<String, String> {
    let mut env = IndexMap::new();
    for name in ["CI", "GITHUB_ACTIONS"] {
        env.insert(name.to_owned(), "true".to_owned());
    }
    let variables = job.body.job.variables.iter();
    let given = variables.map(|variable| {
        let value = variable.value.expose().to_owned();
        (variable.name.clone(), value)
    });
    let given: Vec<_> = given.collect();
    if job.body.sandbox.container().is_some() {
        let home = job.body.sandbox.private().join("_home");
        env.insert("HOME".to_owned(), home.display().to_string());
    }
    env.extend(given.clone());
    env.extend(step.env.clone());
    let own = |name: &str| name.starts_with("GITHUB_") || name.starts_with("RUNNER_");
    env.extend(given.into_iter().filter(|(name, _)| own(name)));
    env.extend(github_variables(job, frame, step));
    let temp = job.temp().1.display().to_string();
    env.insert("RUNNER_TEMP".to_owned(), temp);
    if job.fixed.debug() == Debug::Shown {
        env.insert("RUNNER_DEBUG".to_owned(), "1".to_owned());
    }
    if !job.path.is_empty() {
        let path = search_path(job, &env).await;
        env.insert("PATH".to_owned(), path);
    }
    env
}

/// The parts of the `github` context that are variables too.
fn github_variables(job: &JobRun<'_>, frame: &Frame, step: &StepRun) -> Vec<(String, String)> {
    let scope = RunScope::new(job, frame).at(step);
    let Some(Value::Object(github)) = scope.context("github") else {
        return Vec::new();
    };
    let known = github.iter().filter(|(name, value)| {
        let is_text = matches!(value, Value::String(_) | Value::Bool(_));
        is_text && EXPOSED.contains(name)
    });
    let variable = |(name, value): (&str, &Value)| {
        let name = format!("GITHUB_{}", name.to_ascii_uppercase());
        (name, value.to_text().to_string())
    };
    known.map(variable).collect()
}

/// What of the `github` context GitHub's runner gives to processes.
const EXPOSED: [&str; 37] = [
    "action",
    "action_path",
    "action_ref",
    "action_repository",
    "actor",
    "actor_id",
    "api_url",
    "base_ref",
    "env",
    "event_name",
    "event_path",
    "graphql_url",
    "head_ref",
    "job",
    "output",
    "path",
    "ref",
    "ref_name",
    "ref_protected",
    "ref_type",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "retention_days",
    "run_attempt",
    "run_id",
    "run_number",
    "server_url",
    "sha",
    "state",
    "step_summary",
    "triggering_actor",
    "workflow",
    "workflow_ref",
    "workflow_sha",
    "workspace",
];

/// `PATH` with what steps put in front of it.
async fn search_path(job: &mut JobRun<'_>, env: &IndexMap<String, String>) -> String {
    let rest = match env.get("PATH") {
        Some(path) => path.clone(),
        None => machine(job).await.path.clone(),
    };
    let front = job.path.iter().rev().map(String::as_str);
    front
        .chain([rest.as_str()])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(":")
}

/// What is known of where a job runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Machine {
    /// `PATH`
    pub(crate) path: String,
    /// Those of [`PROGRAMS`] that are there.
    pub(crate) programs: FxHashSet<String>,
}

/// What is looked for: shells that stand in for each other.
const PROGRAMS: [&str; 3] = ["bash", "python", "python3"];

/// Looks around, once per job.
pub(crate) async fn machine<'j>(job: &'j mut JobRun<'_>) -> &'j Machine {
    let seen = match job.machine.take() {
        Some(seen) => seen,
        None => look(job).await,
    };
    job.machine.insert(seen)
}

async fn look(job: &JobRun<'_>) -> Machine {
    let names = PROGRAMS.join(" ");
    let script = format!(
        "echo \"$PATH\"; for name in {names}; do command -v $name >/dev/null && echo $name; done; :"
    );
    let text = ask(job, &script, Vec::new()).await;
    let mut lines = text.lines().map(str::to_owned);
    Machine {
        path: lines.next().unwrap_or_default(),
        programs: lines.collect(),
    }
}

/// What a small script prints, for whoever looks around. It is no step: nobody hears of it.
pub(crate) async fn ask(job: &JobRun<'_>, script: &str, env: Vec<(String, String)>) -> String {
    let exec = Exec {
        argv: vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()],
        env,
        stdin: Bytes::new(),
        cwd: job.body.sandbox.workspace().to_path_buf(),
        ending: ENDING,
    };
    let never = CancellationToken::new();
    let (output, pieces) = mpsc::channel(PIECES);
    let running = job.body.sandbox.exec(exec, output, &never);
    let (_, text) = tokio::join!(running, collect(pieces));
    text
}

async fn collect(mut pieces: mpsc::Receiver<Bytes>) -> String {
    let mut all = Vec::new();
    while let Some(piece) = pieces.recv().await {
        all.extend_from_slice(&piece);
    }
    String::from_utf8_lossy(&all).into_owned()
}
