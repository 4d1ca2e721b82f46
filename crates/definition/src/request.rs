//! What is asked while a run goes on, and what is answered.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;
pub use maillon_gitlab::ArtifactReader;
use maillon_model::spec::Settled;
use maillon_model::{Diagnostic, Job, JobId, Pipeline};
use maillon_source::Source;

use crate::checkout::GitCheckout;

/// Decides late and makes child pipelines, in the words of a dialect.
pub trait Expander: Send + Sync {
    /// Says what becomes of a job that the engine expands: one whose work is `Work::Child`, or one of
    /// `When::Late`. For the former it is called on a thread that may block; for others it must be quick.
    ///
    /// Decisions over jobs with a body come in the order in which the engine asks.
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>>;

    /// The outputs of a job whose place was taken by a pipeline that has ended. Must be quick.
    fn outputs(&self, _request: &OutputsRequest<'_>) -> IndexMap<String, String> {
        IndexMap::new()
    }
}

/// What becomes of a job.
#[derive(Debug)]
pub enum Expansion {
    /// It runs.
    Run,
    /// It does not, for this reason.
    Skip(String),
    /// It becomes a pipeline.
    Child(Child),
}

/// A pipeline that a job triggered.
#[derive(Debug)]
pub struct Child {
    /// What runs.
    pub pipeline: Arc<Pipeline>,
    /// The project that it is of; None: that of the job.
    pub project: Option<Box<OtherProject>>,
}

/// Another project's working tree: jobs of its pipelines work on copies of it.
pub struct OtherProject {
    /// `group/name`
    pub path: String,
    /// The top folder of the working tree.
    pub folder: PathBuf,
    /// Its files.
    pub source: Arc<dyn Source>,
    /// Its git repository; None where there is none.
    pub git: Option<GitCheckout>,
}

impl fmt::Debug for OtherProject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtherProject")
            .field("path", &self.path)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A job of which somebody has to say what becomes of it.
pub struct ExpandRequest<'a> {
    /// The job.
    pub job: &'a Job,
    /// Its id in the run.
    pub id: JobId,
    /// The job whose child pipeline it stands in; None in the run's own pipeline.
    pub parent: Option<JobId>,
    /// The pipeline that it stands in, as far as it takes part in the run.
    pub pipeline: &'a Pipeline,
    /// How the jobs of that pipeline ended that have ended, in the order in which they did.
    pub settled: &'a [Settled],
    /// What the jobs of its pipeline that have ended left behind.
    pub upstream: &'a dyn ArtifactReader,
}

/// A job whose place was taken by a pipeline that has ended.
pub struct OutputsRequest<'a> {
    /// The job.
    pub job: &'a Job,
    /// Its id in the run.
    pub id: JobId,
    /// What took its place.
    pub child: &'a Pipeline,
    /// How the jobs of that ended, in the order in which they did.
    pub settled: &'a [Settled],
}
