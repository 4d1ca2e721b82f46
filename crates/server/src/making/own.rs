//! What must be known of a run to go on without its repository. Kept sealed with the run.

use maillon_definition::Definition;
use maillon_model::Pipeline;
use maillon_model::Trigger;
use maillon_model::job::{When, Work};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::variables::Scoped;
use crate::runs::Made;

/// What a run is made of, beside its pipeline.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Own {
    /// What the pipeline was made for.
    pub(super) trigger: Trigger,
    /// The definition.
    pub(super) definition: Definition,
    /// What is checked out.
    pub(super) place: Place,
    /// The agents' labels that a job without any asks for.
    pub(super) labels: Vec<String>,
}

/// A commit of a project, and what jobs on it are given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    /// The project's name on the server.
    pub(super) project: String,
    /// `group/name`
    pub(super) path: String,
    /// `github.com`: where actions come from.
    pub(super) actions: String,
    /// The commit.
    pub(super) sha: String,
    /// `refs/heads/main`
    pub(super) git_ref: String,
    /// The branch that HEAD is on in workspaces.
    pub(super) branch: Option<String>,
    /// What `origin` is called.
    pub(super) remote_url: String,
    /// The branch that counts as the default one.
    pub(super) default_branch: String,
    /// What only jobs with some environments get.
    pub(super) scoped: Vec<Scoped>,
}

/// What must be known of a child pipeline.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Note {
    /// What it was made for.
    pub(super) trigger: Trigger,
    /// What is checked out, where it is of another project.
    pub(super) place: Option<Place>,
}

impl Own {
    pub(super) fn of(made: &Made) -> Result<Self, String> {
        Self::deserialize(&made.own).map_err(|error| format!("what the run was made of: {error}"))
    }

    pub(super) fn to_value(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(self)
    }
}

/// Whether something of a pipeline is decided after it began.
pub(super) fn decides_late(pipeline: &Pipeline) -> bool {
    let late =
        |job: &maillon_model::Job| job.when == When::Late || matches!(job.work, Work::Child { .. });
    pipeline.jobs.iter().any(late)
}
