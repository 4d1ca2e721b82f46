//! What a workflow file says.
//!
//! Types with `Serialize` also travel in a job's body, in the form of the workflow file itself.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::Place;
use maillon_model::job::Queue;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A scalar of the definition as text, which may hold `${{ }}`. Booleans and numbers are written as
/// GitHub does (`3.10` is `3.1`). Its place is lost where it travels in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) raw: Arc<str>,
    pub(crate) place: Option<Place>,
}

impl Text {
    /// A text without a place.
    pub(crate) fn new(raw: impl Into<Arc<str>>) -> Self {
        Self {
            raw: raw.into(),
            place: None,
        }
    }
}

impl Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.raw)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::new)
    }
}

/// Any value of the definition, whose texts may hold `${{ }}`; a whole value may be one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tree {
    pub(crate) json: Json,
    pub(crate) place: Option<Place>,
}

impl Serialize for Tree {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(from)?;
        Ok(Self { json, place: None })
    }
}

/// A mapping of texts, or one expression that gives it: `env: ${{ fromJSON(...) }}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Mapping {
    Entries(IndexMap<String, Text>),
    Expression(Text),
}

impl Default for Mapping {
    fn default() -> Self {
        Self::Entries(IndexMap::new())
    }
}

impl Mapping {
    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Entries(entries) if entries.is_empty())
    }
}

/// A workflow file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Workflow {
    /// Relative to the repository.
    pub(crate) file: Arc<str>,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) run_name: Option<Text>,
    pub(crate) on: Triggers,
    pub(crate) env: Mapping,
    pub(crate) defaults: RunDefaults,
    pub(crate) concurrency: Option<Concurrency>,
    /// As written; recorded only.
    pub(crate) permissions: Option<Tree>,
    /// By id, in the order of the file.
    pub(crate) jobs: IndexMap<String, Job>,
}

/// `on`: events by name, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Triggers {
    pub(crate) events: IndexMap<String, EventFilter>,
    /// Of `workflow_dispatch`.
    pub(crate) dispatch_inputs: IndexMap<String, Input>,
    /// Of `workflow_call`; None where the workflow can't be called.
    pub(crate) call: Option<Callable>,
    pub(crate) place: Option<Place>,
}

/// Which events of a name start the workflow. None: no filter of this kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EventFilter {
    pub(crate) place: Option<Place>,
    pub(crate) types: Option<Vec<Text>>,
    pub(crate) branches: Option<Patterns>,
    pub(crate) tags: Option<Patterns>,
    pub(crate) paths: Option<Patterns>,
    /// `workflow_run` only: names of workflows.
    pub(crate) workflows: Vec<Text>,
    /// `schedule` only.
    pub(crate) crons: Vec<Text>,
}

/// `branches` and its like (a match is needed; `!` excludes), or `branches-ignore` (no match).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Patterns {
    Only(Vec<Text>),
    Ignore(Vec<Text>),
}

/// An input of `workflow_dispatch` or `workflow_call`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Input {
    pub(crate) kind: InputKind,
    pub(crate) required: bool,
    /// May hold expressions in `workflow_call`.
    pub(crate) default: Option<Tree>,
    pub(crate) description: Option<String>,
    pub(crate) deprecation: Option<String>,
    pub(crate) place: Option<Place>,
}

/// The type of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InputKind {
    String,
    Boolean,
    Number,
    Choice(Vec<String>),
    Environment,
}

/// What `workflow_call` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Callable {
    pub(crate) inputs: IndexMap<String, Input>,
    pub(crate) secrets: IndexMap<String, CallSecret>,
    pub(crate) outputs: IndexMap<String, Text>,
}

/// A secret that a called workflow takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallSecret {
    pub(crate) required: bool,
    pub(crate) place: Option<Place>,
}

/// `defaults.run`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RunDefaults {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shell: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) working_directory: Option<Text>,
}

/// `concurrency`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Concurrency {
    pub(crate) group: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cancel_in_progress: Option<Text>,
    #[serde(default)]
    pub(crate) queue: Queue,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Job {
    /// Where its id stands.
    pub(crate) place: Place,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) needs: Vec<Text>,
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) strategy: Option<Strategy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) concurrency: Option<Concurrency>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) permissions: Option<Tree>,
    #[serde(flatten)]
    pub(crate) kind: JobKind,
}

/// What a job does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum JobKind {
    Steps(Box<StepsJob>),
    Call(Box<CallJob>),
}

/// A job that runs steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct StepsJob {
    pub(crate) runs_on: RunsOn,
    /// An image's name, or a mapping: image, credentials, env, ports, volumes, options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) container: Option<Tree>,
    /// By name, each as `container`; or one expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) services: Option<Tree>,
    /// A name, or a mapping: name, url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<Tree>,
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub(crate) env: Mapping,
    pub(crate) defaults: RunDefaults,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) outputs: IndexMap<String, Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timeout_minutes: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) continue_on_error: Option<Text>,
    pub(crate) steps: Vec<Step>,
}

/// `runs-on`: a label, labels, or a group with labels; each text may be an expression, and a whole one
/// may give a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RunsOn {
    pub(crate) labels: Tree,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<Text>,
    pub(crate) place: Place,
}

/// A job that calls another workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct CallJob {
    /// `./.github/workflows/x.yml` or `owner/repo/.github/workflows/x.yml@ref`
    pub(crate) uses: Text,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) with: IndexMap<String, Tree>,
    pub(crate) secrets: PassedSecrets,
}

/// `secrets` of a job that calls another workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PassedSecrets {
    Inherit,
    These(IndexMap<String, Text>),
}

/// `strategy`. Each part may be an expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Strategy {
    /// The whole of it as one expression: `${{ fromJSON(needs.a.outputs.strategy) }}`, which gives an
    /// object with `matrix`, `fail-fast` and `max-parallel`. The other parts are then None.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) whole: Option<Text>,
    /// A mapping of axes with `include` and `exclude`, or an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) matrix: Option<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fail_fast: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_parallel: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
}

/// A step of a job or of a composite action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Step {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Text>,
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<Text>,
    #[serde(flatten)]
    pub(crate) work: StepWork,
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub(crate) env: Mapping,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) continue_on_error: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timeout_minutes: Option<Text>,
    /// The line where it begins, for messages of the run.
    #[serde(default)]
    pub(crate) line: u32,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum StepWork {
    #[serde(rename_all = "kebab-case")]
    Run {
        run: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shell: Option<Text>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        working_directory: Option<Text>,
    },
    Uses {
        /// `owner/repo/path@ref`, `docker://image`, `./path` (in the workspace), or `$/path` (in the
        /// repository of the file that says it, at the same commit, without a checkout).
        uses: String,
        #[serde(default, skip_serializing_if = "Mapping::is_empty")]
        with: Mapping,
    },
}
