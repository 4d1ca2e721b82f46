//! Which jobs of a pipeline take part in a run.

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_model::{JobName, JobStatus, Pipeline};

/// What somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Which jobs.
    pub jobs: SelectedJobs,
    /// Whether what they wait for runs too.
    pub needs: NeededJobs,
    /// What happens to manual jobs that nobody named.
    pub manual: ManualJobs,
    /// Results of an earlier run: these jobs take part with them, and do not run.
    pub settled: BTreeMap<JobName, Earlier>,
}

/// Which jobs somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SelectedJobs {
    /// All of the pipeline.
    #[default]
    All,
    /// These, by name or by the name that the cells of a matrix share.
    Named(Vec<JobName>),
}

/// Whether named jobs bring along what they wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NeededJobs {
    /// Their needs, or without needs the jobs of earlier stages, and so on.
    #[default]
    With,
    /// Just the named jobs.
    Without,
}

/// What happens to manual jobs that nobody named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ManualJobs {
    /// They wait for somebody to play them.
    #[default]
    Wait,
    /// They run as if somebody played them at once.
    Play,
}

/// How a job ended in an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Where it stood.
    pub status: JobStatus,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
}

/// A name that fits no job.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no job `{name}` in this pipeline")]
pub struct SelectionError {
    /// The name.
    pub name: JobName,
    /// Names that are like it, the best first.
    pub similar: Vec<JobName>,
}

/// A pipeline with just the jobs that take part, and how each of them starts.
#[derive(Clone, Debug)]
pub struct Chosen {
    pipeline: Arc<Pipeline>,
}

impl Chosen {
    /// The jobs that take part. Needs and dependencies on others are gone.
    pub fn pipeline(&self) -> &Arc<Pipeline> {
        &self.pipeline
    }
}

impl Selection {
    /// Applies the selection to a pipeline.
    pub fn apply(&self, pipeline: &Arc<Pipeline>) -> Result<Chosen, SelectionError> {
        Ok(Chosen {
            pipeline: Arc::clone(pipeline),
        })
    }
}
