//! Contexts by name: what most expressions are evaluated with.

use std::collections::BTreeMap;

use maillon_model::Variables;
use maillon_model::variable::{self, Layer, Variable};

use crate::expression::{Object, Scope, Status, Value};

/// Contexts by name, and fixed answers of the status functions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contexts {
    values: BTreeMap<&'static str, Value>,
    status: Answers,
}

/// What the status functions answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) success: bool,
    pub(crate) failure: bool,
    pub(crate) cancelled: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            success: true,
            failure: false,
            cancelled: false,
        }
    }
}

impl Contexts {
    /// The same with another context.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.insert(name, value.into());
        self
    }

    /// The same with other answers of the status functions.
    #[must_use]
    pub(crate) fn answering(mut self, status: Answers) -> Self {
        self.status = status;
        self
    }
}

impl Scope for Contexts {
    fn context(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    fn status(&self, function: Status) -> bool {
        match function {
            Status::Always => true,
            Status::Success => self.status.success,
            Status::Failure => self.status.failure,
            Status::Cancelled => self.status.cancelled,
        }
    }

    fn hash_files(&self, _patterns: &[String]) -> Result<String, String> {
        Err("only steps have files to hash".to_owned())
    }
}

/// The `secrets` context: the masked variables of a job.
pub(crate) fn secrets(variables: &Variables) -> Object {
    winners(variables, |variable| {
        matches!(variable.value, variable::Value::Masked(_))
    })
}

/// The `vars` context: the variables of a job that anybody may see, from outside of the definition.
pub(crate) fn vars(variables: &Variables) -> Object {
    winners(variables, |variable| {
        let plain = matches!(variable.value, variable::Value::Plain(_));
        plain && variable.layer >= Layer::Instance
    })
}

/// GitHub's own token of the run; empty where nobody gave one.
pub(crate) fn token(variables: &Variables) -> String {
    let given = variables.get("GITHUB_TOKEN");
    given.map_or_else(String::new, |token| token.value.expose().to_owned())
}

/// Each name once, with the value that wins.
fn winners(variables: &Variables, chosen: impl Fn(&Variable) -> bool) -> Object {
    let mut found: BTreeMap<&str, &Variable> = BTreeMap::new();
    for variable in variables.iter().filter(|variable| chosen(variable)) {
        let older = found.get(&*variable.name);
        if older.is_none_or(|older| older.layer <= variable.layer) {
            found.insert(&variable.name, variable);
        }
    }
    let values = found.into_values();
    values
        .map(|variable| (&*variable.name, variable.value.expose()))
        .collect()
}

#[cfg(test)]
mod tests {
    use maillon_model::Secret;

    use super::*;

    #[test]
    fn secrets_and_variables_are_told_apart() {
        let variables = Variables::from_iter([
            Variable::new(Layer::Instance, "A", "instance"),
            Variable::new(Layer::Pipeline, "A", "given"),
            Variable::new(Layer::Job, "JOB", "1"),
            Variable::secret(Layer::Pipeline, "TOKEN", Secret::new("hunter22")),
        ]);
        let shown = |object: Object| Value::from(object).to_json().to_string();
        assert_eq!(shown(vars(&variables)), r#"{"A":"given"}"#);
        assert_eq!(shown(secrets(&variables)), r#"{"TOKEN":"hunter22"}"#);
    }
}
