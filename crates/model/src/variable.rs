//! Variables of a pipeline and its jobs, in the order of who wins.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::secret::{self, Secret};

/// Where a variable comes from. A later layer wins over an earlier one.
///
/// The order is GitLab's "CI/CD variable precedence"
/// (<https://docs.gitlab.com/ci/variables/#cicd-variable-precedence>); other dialects use a subset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Given by maillon: `CI`, `CI_COMMIT_SHA`, ...
    Predefined,
    /// Of an environment that the job deploys to.
    Deployment,
    /// The definition's top level.
    Global,
    /// The job's own in the definition, with those of its matrix cell.
    Job,
    /// Set by the rule that let the job in.
    Rule,
    /// From a dotenv report of a job that this one needs. Known only when that job has ended.
    Dotenv,
    /// Of the instance (the user's own configuration).
    Instance,
    /// Of the project's group.
    Group,
    /// Of the project.
    Project,
    /// Given for this very pipeline: `--var`, a parent pipeline, a schedule, a manual start.
    Pipeline,
}

/// Whether references to other variables in the value are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expansion {
    /// `$NAME` and `${NAME}` are replaced.
    #[default]
    Expand,
    /// The value is taken as it is.
    Raw,
}

/// How a job receives a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The environment holds the value.
    #[default]
    Env,
    /// The environment holds the path of a file with the value.
    File,
}

/// A variable's value: shown, or a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// May be seen.
    Plain(Arc<str>),
    /// Must not be seen, in any log, report or message.
    Masked(#[serde(with = "secret::exposed")] Secret),
}

impl Value {
    /// The secret, where it is one.
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Plain(_) => None,
            Self::Masked(secret) => Some(secret),
        }
    }

    /// The text for handing it to a job. What is shown to a person uses [`Value::shown`].
    pub fn expose(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Masked(secret) => secret.expose(),
        }
    }

    /// The text as a person may see it.
    pub fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Masked(_) => secret::MASK,
        }
    }
}

/// One variable, before expansion.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: Arc<str>,
    /// Its value as written.
    pub value: Value,
    /// Where it comes from.
    pub layer: Layer,
    /// Whether references in the value are replaced.
    #[serde(default)]
    pub expansion: Expansion,
    /// How the job receives it.
    #[serde(default)]
    pub delivery: Delivery,
}

impl Variable {
    /// A plain variable that expands and is delivered through the environment.
    pub fn new(layer: Layer, name: impl Into<Arc<str>>, value: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            value: Value::Plain(value.into()),
            layer,
            expansion: Expansion::Expand,
            delivery: Delivery::Env,
        }
    }

    /// A secret variable: masked, taken as it is.
    pub fn secret(layer: Layer, name: impl Into<Arc<str>>, value: Secret) -> Self {
        Self {
            value: Value::Masked(value),
            expansion: Expansion::Raw,
            ..Self::new(layer, name, "")
        }
    }
}

/// The variables of a job as shared lists: thousands of jobs share the predefined and global ones.
///
/// The order within and between the lists does not matter, except that of two variables with
/// the same name and layer the later one wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Variables(Vec<Arc<Vec<Variable>>>);

impl Variables {
    /// Adds a list that may be shared with other jobs.
    pub fn push(&mut self, list: Arc<Vec<Variable>>) {
        if !list.is_empty() {
            self.0.push(list);
        }
    }

    /// All variables, also those that another one hides.
    pub fn iter(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().flat_map(|list| list.iter())
    }

    /// The variable that wins for a name.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.iter()
            .filter(|v| &*v.name == name)
            .max_by_key(|v| v.layer)
    }
}

impl FromIterator<Variable> for Variables {
    fn from_iter<I: IntoIterator<Item = Variable>>(variables: I) -> Self {
        let mut all = Self::default();
        all.push(Arc::new(variables.into_iter().collect()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_layer_wins_and_of_one_layer_the_later_variable() {
        let variables = Variables::from_iter([
            Variable::new(Layer::Pipeline, "A", "pipeline"),
            Variable::new(Layer::Job, "A", "job"),
            Variable::new(Layer::Job, "B", "first"),
            Variable::new(Layer::Job, "B", "second"),
        ]);
        let value = |name| variables.get(name).map(|v| v.value.shown());
        assert_eq!(
            (value("A"), value("B"), value("C")),
            (Some("pipeline"), Some("second"), None)
        );
    }

    #[test]
    fn a_secret_is_masked_wherever_it_is_shown() {
        let variable = Variable::secret(Layer::Project, "TOKEN", Secret::new("hunter22"));
        assert!(!format!("{variable:?}").contains("hunter22"));
        assert_eq!(variable.value.shown(), "[MASKED]");
    }
}
