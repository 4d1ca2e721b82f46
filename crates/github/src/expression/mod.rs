//! GitHub's expression language: `${{ }}` and the conditions of `if`.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>.

mod value;

pub(crate) use value::{Object, Value};

/// What an expression asks of its surroundings.
pub(crate) trait Scope {
    /// A context: `github`, `env`, ... None: it is not available here, which is null.
    fn context(&self, name: &str) -> Option<Value>;

    /// The answer of a status function.
    fn status(&self, function: Status) -> bool;

    /// The hash over the files that match; only steps have files.
    fn hash_files(&self, patterns: &[String]) -> Result<String, String>;
}

/// The status functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    Failure,
    Cancelled,
    Always,
}

/// What is wrong with an expression, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ExpressionError {
    /// One sentence without a final full stop.
    pub(crate) message: String,
    /// In bytes, from the beginning of the text that was given.
    pub(crate) offset: usize,
    /// In bytes; at least 1.
    pub(crate) length: usize,
    /// What to do next.
    pub(crate) hint: Option<String>,
}

/// What an expression uses, for availability and for what can be known early.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Contexts, each with its offset and length: `needs`.
    pub(crate) contexts: Vec<(String, usize, usize)>,
    /// Functions, in lower case, each with its offset and length.
    pub(crate) functions: Vec<(String, usize, usize)>,
}

impl Uses {
    /// Whether a context is used.
    pub(crate) fn context(&self, name: &str) -> bool {
        self.contexts
            .iter()
            .any(|(used, ..)| used.eq_ignore_ascii_case(name))
    }

    /// Whether a status function is used.
    pub(crate) fn status(&self) -> bool {
        const STATUS: [&str; 4] = ["success", "failure", "cancelled", "always"];
        self.functions
            .iter()
            .any(|(used, ..)| STATUS.contains(&used.as_str()))
    }
}

/// A text with `${{ }}` in it, parsed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template(String);

impl Template {
    /// Parses a text.
    pub(crate) fn parse(text: &str) -> Result<Self, ExpressionError> {
        Ok(Self(text.to_owned()))
    }

    /// Whether nothing is to be evaluated.
    pub(crate) fn is_literal(&self) -> bool {
        !self.0.contains("${{")
    }

    /// What its expressions use.
    pub(crate) fn uses(&self) -> Uses {
        Uses::default()
    }

    /// The value: of a text that is one expression alone its own, else a string.
    pub(crate) fn value(&self, scope: &dyn Scope) -> Result<Value, ExpressionError> {
        let _ = scope;
        Ok(Value::from(self.0.as_str()))
    }

    /// The value as a string.
    pub(crate) fn render(&self, scope: &dyn Scope) -> Result<String, ExpressionError> {
        Ok(self.value(scope)?.to_text().to_string())
    }
}

/// The condition of an `if`: with or without `${{ }}`, with `success() &&` in front where no status
/// function is used.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition(String);

impl Condition {
    /// Parses a condition. An empty text is `success()`.
    pub(crate) fn parse(text: &str) -> Result<Self, ExpressionError> {
        Ok(Self(text.to_owned()))
    }

    /// What it uses; the status function in front counts.
    pub(crate) fn uses(&self) -> Uses {
        Uses::default()
    }

    /// Whether it holds.
    pub(crate) fn holds(&self, scope: &dyn Scope) -> Result<bool, ExpressionError> {
        let _ = &self.0;
        Ok(scope.status(Status::Success))
    }

    /// The condition with the values of what it uses, for people: `github.ref == 'refs/heads/main'`
    /// and, one line each, `github.ref = 'refs/heads/x'`.
    pub(crate) fn explain(&self, scope: &dyn Scope) -> Vec<String> {
        let _ = scope;
        Vec::new()
    }
}

/// Evaluates every text of a tree; a whole text may become a list or mapping.
pub(crate) fn evaluate_tree(
    tree: &serde_json::Value,
    scope: &dyn Scope,
) -> Result<serde_json::Value, ExpressionError> {
    let _ = scope;
    Ok(tree.clone())
}

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
}

/// What is used in a place where GitHub does not offer it.
pub(crate) fn unavailable(key: Key, uses: &Uses) -> Vec<ExpressionError> {
    let _ = (key, uses);
    Vec::new()
}

pub(crate) fn fuzz(text: &str) {
    let _ = Template::parse(text);
}
