//! What the runs ask of the dialects: a pipeline for a commit, and decisions while it runs.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use indexmap::IndexMap;
use maillon_engine::{Decision, Outputs, Pending, Work};
use maillon_model::pipeline::Dialect;
use maillon_model::spec::{ArchiveId, Settled};
use maillon_model::{Diagnostic, JobId, JobName, Pipeline, Secret};
use maillon_protocol::agent::Order;
use maillon_store::RunRow;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::order::RunOrder;

/// Makes pipelines of repositories.
#[async_trait]
pub trait Maker: Send + Sync + fmt::Debug {
    /// Reads the definition at the run's commit. It may take long, and may be asked twice where a server died.
    async fn make(&self, run: &RunRow, order: &RunOrder) -> Result<Made, Unmade>;

    /// Decides for a run from now on. Must be quick: what it needs of the repository it gets when it is first
    /// asked for a child pipeline.
    fn mind(&self, run: &RunRow, made: &Made) -> Arc<dyn Mind>;

    /// A run is over: what was kept for it beside the database may go. Called once or more.
    async fn forget(&self, run: i64);
}

/// A pipeline that was made, with all that a run needs to go on without its repository. Kept sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// What runs.
    pub pipeline: Arc<Pipeline>,
    /// The definition's file, as messages call it.
    pub definition: String,
    /// Values that never appear in a log, beside those of masked variables.
    #[serde(with = "exposed")]
    pub masks: Vec<Secret>,
    /// What was found in the definition, and does not keep it from running.
    pub diagnostics: Vec<Diagnostic>,
    /// The maker's own: the trigger, what is checked out, shared libraries.
    pub own: Value,
}

/// Why there is no pipeline.
#[derive(Clone, Debug, PartialEq)]
pub enum Unmade {
    /// The definition is wrong: the run is invalid.
    Invalid {
        /// The language, where it is known.
        dialect: Option<Dialect>,
        /// The definition's file, where it is known.
        definition: Option<String>,
        /// What is wrong.
        diagnostics: Vec<Diagnostic>,
    },
    /// The definition says that there is no pipeline for this event; the reason is for people.
    Nothing(String),
    /// The repository can't be read: the infrastructure failed.
    Failed(String),
}

/// Decides for one run that goes on.
pub trait Mind: Outputs + Send + Sync + fmt::Debug {
    /// Says what becomes of a job. For jobs that become a pipeline it is called on a thread that may block; for
    /// others it must be quick.
    fn decide(&self, pending: &Pending<'_>) -> Decided;

    /// A decision counts: also called for each one that was kept, where a run goes on after a restart, in the
    /// same order.
    fn adopt(&self, job: JobId, decision: &Decision, note: Option<&Value>);

    /// What an agent is to know for a try. `ancestors` are the jobs whose child pipelines it stands in, the
    /// nearest first.
    fn order(&self, work: Work, ancestors: &[JobId]) -> Result<Order, String>;
}

/// What becomes of a job.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The decision, or why that can't be known: then the job fails.
    pub decision: Result<Decision, String>,
    /// The maker's own, kept sealed with the decision: what it must know of a child pipeline later.
    pub note: Option<Value>,
    /// What people are told of it, one notice each.
    pub notices: Vec<String>,
}

/// A question that can go to another thread.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    id: JobId,
    job: JobName,
    parent: Option<JobId>,
    pipeline: Arc<Pipeline>,
    settled: Vec<Settled>,
    archives: IndexMap<JobName, ArchiveId>,
}

impl Question {
    pub(crate) fn new(pending: &Pending<'_>) -> Self {
        Self {
            id: pending.id,
            job: pending.job.name.clone(),
            parent: pending.parent,
            pipeline: Arc::clone(pending.pipeline),
            settled: pending.settled.to_vec(),
            archives: pending.archives.clone(),
        }
    }

    /// Asks it; None: the job is not there.
    pub(crate) fn ask(&self, mind: &dyn Mind) -> Option<Decided> {
        Some(mind.decide(&Pending {
            job: self.pipeline.job(self.job.as_str())?,
            id: self.id,
            parent: self.parent,
            pipeline: &self.pipeline,
            settled: &self.settled,
            archives: self.archives.clone(),
        }))
    }
}

mod exposed {
    use maillon_model::Secret;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(list: &[Secret], to: S) -> Result<S::Ok, S::Error> {
        let texts: Vec<&str> = list.iter().map(Secret::expose).collect();
        texts.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Secret>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        Ok(texts.into_iter().map(Secret::new).collect())
    }
}
