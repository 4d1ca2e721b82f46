//! Files of ended jobs, for making child pipelines.

use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_gitlab::ArtifactReader;
use maillon_model::JobName;
use maillon_model::spec::ArchiveId;
use maillon_source::SourceError;

use crate::archive::Store;

/// Reads files out of the artifacts of jobs that have ended.
#[derive(Clone, Debug, Default)]
pub struct UpstreamReader {
    store: PathBuf,
    archives: IndexMap<JobName, ArchiveId>,
}

impl UpstreamReader {
    /// A reader of these jobs' archives.
    pub(crate) fn new(store: PathBuf, archives: IndexMap<JobName, ArchiveId>) -> Self {
        Self { store, archives }
    }
}

impl ArtifactReader for UpstreamReader {
    fn read(&self, job: &str, path: &str) -> Result<Arc<[u8]>, SourceError> {
        let missing = |what: String| SourceError::Missing { what };
        let Some(id) = self.archives.get(job) else {
            return Err(missing(format!("an artifact of job {job}")));
        };
        let read = Store::new(&self.store).read(id, path.trim_start_matches("./"));
        let read = read.map_err(|error| SourceError::Io {
            doing: format!("read {path} from the artifacts of job {job}"),
            why: error.to_string(),
        })?;
        read.map(Arc::from)
            .ok_or_else(|| missing(format!("file {path} in the artifacts of job {job}")))
    }
}
