//! What travels in a job's body and in a pipeline's shared part: written by [`crate::lower`], read by
//! [`crate::expand`], [`crate::resolve`] and [`crate::body`].

use indexmap::IndexMap;
use maillon_model::job::Body;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::workflow::{Job, Mapping, PassedSecrets, RunDefaults, Step, Text, Tree};

/// The body of a job that runs steps. A plan shows its keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct JobBody {
    /// The job's id in its workflow.
    pub(crate) id: String,
    /// Which of [`Shared::workflows`] it belongs to.
    pub(crate) workflow: String,
    /// Evaluated.
    pub(crate) runs_on: Vec<String>,
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) container: Option<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) services: Option<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<Tree>,
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub(crate) env: Mapping,
    #[serde(default)]
    pub(crate) defaults: RunDefaults,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) outputs: IndexMap<String, Text>,
    /// The `strategy` context.
    pub(crate) strategy: Json,
    /// The `matrix` context of this cell; null where there is no matrix. (The plan's own `matrix` has
    /// the values as texts.)
    #[serde(rename = "cell")]
    pub(crate) matrix: Json,
    /// The `needs` context, where it was known when the job was made; else [`maillon_model::JobSpec::needs`] has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) needs_context: Option<Json>,
    pub(crate) steps: Vec<Step>,
}

/// The body of a job whose place is taken by others once everything that it needs has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct LateBody {
    /// The job's id in its workflow.
    pub(crate) id: String,
    /// Which of [`Shared::workflows`] it belongs to.
    pub(crate) workflow: String,
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<Text>,
    /// The `needs` context, where it was known when the job was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) needs_context: Option<Json>,
    #[serde(flatten)]
    pub(crate) work: LateWork,
}

/// What takes the place of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LateWork {
    /// The cells of its matrix (one where there is no matrix), for something of it depends on needs.
    Cells(LateCells),
    /// The jobs of another workflow.
    Call(Box<LateCall>),
}

/// A job whose cells are not known yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LateCells {
    /// What stands before the names of its cells.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    pub(crate) definition: Box<Job>,
}

/// A job (or one cell of it) that calls another workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LateCall {
    pub(crate) uses: String,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) with: IndexMap<String, Tree>,
    pub(crate) secrets: PassedSecrets,
    /// The `strategy` context.
    pub(crate) strategy: Json,
    /// The `matrix` context.
    #[serde(rename = "cell")]
    pub(crate) matrix: Json,
}

/// What the jobs of a pipeline share. In a run's own pipeline all triggered workflows are there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shared {
    /// By file; a called workflow by `uses`.
    pub(crate) workflows: IndexMap<String, SharedWorkflow>,
    /// What a called workflow gives to its caller.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) outputs: IndexMap<String, Text>,
    /// Which workflows call each other down to this one: keys of [`Shared::workflows`], the run's
    /// own first. Empty where nothing was called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) callers: Vec<String>,
}

/// What the jobs of a workflow share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SharedWorkflow {
    /// The `github` context without what belongs to a job or step (`job`, `action`, `workspace`, ...)
    /// and without the token.
    pub(crate) github: Json,
    /// The `inputs` context.
    pub(crate) inputs: Json,
    pub(crate) env: Mapping,
    pub(crate) defaults: RunDefaults,
    /// What `--env` gave: the outermost layer of the `env` context.
    #[serde(default)]
    pub(crate) environment: IndexMap<String, String>,
}

/// Writes a part as a body.
pub(crate) fn body<T: Serialize>(part: &T) -> Body {
    match serde_json::to_value(part) {
        Ok(Json::Object(fields)) => fields.into_iter().collect(),
        _ => Body::default(),
    }
}

/// Reads a part from a body; None where it is none of this dialect.
pub(crate) fn read<'de, T: Deserialize<'de>>(body: &'de Body) -> Option<T> {
    T::deserialize(serde::de::value::MapDeserializer::new(
        body.0.iter().map(|(key, value)| (key.as_str(), value)),
    ))
    .map_err(|error: serde_json::Error| error)
    .ok()
}
