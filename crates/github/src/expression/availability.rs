//! GitHub's table of context availability.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability>;
//! for actions, the schema of GitHub's language services.

use maillon_model::suggest::nearest;

use super::{ExpressionError, Uses};

/// A key of a workflow or action file, as GitHub's table of context availability names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    RunName,
    WorkflowConcurrency,
    WorkflowEnv,
    JobConcurrency,
    JobContainer,
    JobContainerCredentials,
    JobContainerEnv,
    JobContainerImage,
    JobContinueOnError,
    JobDefaultsRun,
    JobEnv,
    JobEnvironment,
    JobEnvironmentUrl,
    JobIf,
    JobName,
    JobOutputs,
    JobRunsOn,
    JobSecrets,
    JobServices,
    JobServicesCredentials,
    JobServicesEnv,
    StepContinueOnError,
    StepEnv,
    StepIf,
    StepName,
    StepRun,
    StepTimeoutMinutes,
    StepWith,
    StepWorkingDirectory,
    JobStrategy,
    JobTimeoutMinutes,
    JobWith,
    CallInputsDefault,
    CallOutputsValue,
    /// Texts of a composite action's steps.
    ActionStep,
    /// `outputs.*.value` of a composite action.
    ActionOutput,
    /// `runs.env`, `runs.args` of a docker action, and defaults of inputs.
    ActionRuns,
    /// `pre-if` and `post-if` of an action.
    ActionIf,
}

/// Every context there is.
const CONTEXTS: [&str; 12] = [
    "github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix",
    "needs", "inputs",
];

const STATUS: &[&str] = &["always", "cancelled", "success", "failure"];
const HASH_FILES: &[&str] = &["hashfiles"];
const BOTH: &[&str] = &["always", "cancelled", "success", "failure", "hashfiles"];

const EARLY: &[&str] = &["github", "inputs", "vars"];
const JOB: &[&str] = &["github", "needs", "strategy", "matrix", "vars", "inputs"];
const CREDENTIALS: &[&str] = &[
    "github", "needs", "strategy", "matrix", "env", "vars", "secrets", "inputs",
];
const CONTAINER_ENV: &[&str] = &[
    "github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "inputs",
];
const STEP: &[&str] = &[
    "github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "steps",
    "inputs",
];
const STEP_IF: &[&str] = &[
    "github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "steps", "inputs",
];
const ACTION: &[&str] = &[
    "github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env",
];

impl Key {
    /// The contexts and the special functions that it may use.
    pub(crate) fn available(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::RunName | Self::WorkflowConcurrency | Self::CallInputsDefault => (EARLY, &[]),
            Self::WorkflowEnv => (&["github", "secrets", "inputs", "vars"], &[]),
            Self::JobConcurrency
            | Self::JobContainer
            | Self::JobContainerImage
            | Self::JobContinueOnError
            | Self::JobEnvironment
            | Self::JobName
            | Self::JobRunsOn
            | Self::JobServices
            | Self::JobTimeoutMinutes
            | Self::JobWith => (JOB, &[]),
            Self::JobDefaultsRun => (
                &[
                    "github", "needs", "strategy", "matrix", "env", "vars", "inputs",
                ],
                &[],
            ),
            Self::JobContainerCredentials | Self::JobServicesCredentials => (CREDENTIALS, &[]),
            Self::JobContainerEnv | Self::JobServicesEnv => (CONTAINER_ENV, &[]),
            Self::JobEnv | Self::JobSecrets => (
                &[
                    "github", "needs", "strategy", "matrix", "vars", "secrets", "inputs",
                ],
                &[],
            ),
            Self::JobEnvironmentUrl => (STEP_IF, &[]),
            Self::JobIf => (&["github", "needs", "vars", "inputs"], STATUS),
            Self::JobStrategy => (&["github", "needs", "vars", "inputs"], &[]),
            Self::JobOutputs => (STEP, &[]),
            Self::StepIf => (STEP_IF, BOTH),
            Self::StepContinueOnError
            | Self::StepEnv
            | Self::StepName
            | Self::StepRun
            | Self::StepTimeoutMinutes
            | Self::StepWith
            | Self::StepWorkingDirectory => (STEP, HASH_FILES),
            Self::CallOutputsValue => (&["github", "jobs", "vars", "inputs"], &[]),
            Self::ActionStep => (ACTION, BOTH),
            Self::ActionOutput => (ACTION, &[]),
            Self::ActionRuns => (
                &["github", "inputs", "strategy", "matrix", "job", "runner"],
                HASH_FILES,
            ),
            Self::ActionIf => (
                &[
                    "runner", "github", "job", "strategy", "matrix", "env", "inputs",
                ],
                BOTH,
            ),
        }
    }
}

/// What is used in a place where GitHub does not offer it.
pub(crate) fn unavailable(key: Key, uses: &Uses) -> Vec<ExpressionError> {
    let (contexts, functions) = key.available();
    let mut errors = Vec::new();
    for (name, offset, length) in &uses.contexts {
        let lower = name.to_ascii_lowercase();
        if !contexts.contains(&lower.as_str()) {
            errors.push(context_error(key, name, &lower, (*offset, *length)));
        }
    }
    for (name, offset, length) in &uses.functions {
        let special = BOTH.contains(&name.as_str());
        if special && !functions.contains(&name.as_str()) {
            errors.push(function_error(name, (*offset, *length)));
        }
    }
    errors
}

fn context_error(key: Key, name: &str, lower: &str, place: (usize, usize)) -> ExpressionError {
    let (contexts, _) = key.available();
    let listed = format!("available here: {}", contexts.join(", "));
    if !CONTEXTS.contains(&lower) {
        let meant = nearest(lower, contexts.iter().copied());
        let hint = meant.map_or(listed, |meant| format!("did you mean `{meant}`?"));
        return error(format!("`{name}` is no context"), place, hint);
    }
    let hint = match (lower, key) {
        ("secrets", Key::StepIf) => {
            format!("set an `env` of the job from the secret and test that; {listed}")
        }
        ("secrets", Key::ActionStep) => format!("give the action an input for it; {listed}"),
        _ => listed,
    };
    error(format!("`{name}` is not available here"), place, hint)
}

fn function_error(name: &str, place: (usize, usize)) -> ExpressionError {
    let (shown, hint) = match name {
        "hashfiles" => ("hashFiles", "only steps have files to hash"),
        _ => (name, "status functions stand in `if` only"),
    };
    error(
        format!("`{shown}` is not available here"),
        place,
        hint.to_owned(),
    )
}

fn error(message: String, (offset, length): (usize, usize), hint: String) -> ExpressionError {
    ExpressionError {
        message,
        offset,
        length,
        hint: Some(hint),
    }
}
