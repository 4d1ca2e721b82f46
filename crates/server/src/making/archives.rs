//! Files of artifacts, for pipelines that are made of them.

use std::io::Read;
use std::sync::Arc;

use futures_util::TryStreamExt;
use indexmap::IndexMap;
use maillon_definition::ArtifactReader;
use maillon_model::JobName;
use maillon_model::spec::ArchiveId;
use maillon_source::SourceError;

use super::workshop::{Workshop, wait};
use crate::http::Fault;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads files of what jobs of a project left. Only on threads that may block.
pub(super) struct Archives<'a> {
    pub(super) shop: &'a Arc<Workshop>,
    pub(super) project: i64,
    pub(super) left: &'a IndexMap<JobName, ArchiveId>,
}

impl Archives<'_> {
    fn bytes(&self, id: &ArchiveId) -> Result<Vec<u8>, String> {
        wait(self.fetch(id)).map_err(|fault| fault.message)
    }

    async fn fetch(&self, id: &ArchiveId) -> Result<Vec<u8>, Fault> {
        let store = &self.shop.store;
        let archive = store.archive_of_project(&id.0, self.project).await?;
        let archive = archive.ok_or_else(|| Fault::not_found("archive"))?;
        let pieces = self.shop.artifacts.read(&archive.place).await?;
        let whole = pieces.try_fold(Vec::new(), |mut whole, piece| async move {
            whole.extend_from_slice(&piece);
            Ok(whole)
        });
        whole.await
    }
}

impl ArtifactReader for Archives<'_> {
    fn read(&self, job: &str, path: &str) -> Result<Arc<[u8]>, SourceError> {
        let missing = |what: String| SourceError::Missing { what };
        let Some(id) = self.left.get(job) else {
            return Err(missing(format!("an artifact of job {job}")));
        };
        let failed = |why: String| SourceError::Io {
            doing: format!("read {path} from the artifacts of job {job}"),
            why,
        };
        let archive = self.bytes(id).map_err(failed)?;
        let found = file_of(&archive, path.trim_start_matches("./"));
        let found = found.map_err(|error| failed(error.to_string()))?;
        let missing = || missing(format!("file {path} in the artifacts of job {job}"));
        found.map(Arc::from).ok_or_else(missing)
    }
}

fn file_of(archive: &[u8], name: &str) -> std::io::Result<Option<Vec<u8>>> {
    let mut archive = tar::Archive::new(zstd::Decoder::new(archive)?);
    for entry in archive.entries()? {
        let entry = entry?;
        if entry.header().entry_type().is_file() && *entry.path()? == *std::path::Path::new(name) {
            let mut bytes = Vec::new();
            entry.take(LARGEST).read_to_end(&mut bytes)?;
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_path() {
        let mut tar = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
        let mut header = tar::Header::new_gnu();
        header.set_size(2);
        header.set_mode(0o644);
        tar.append_data(&mut header, "ci/child.yml", &b"a:"[..])
            .unwrap();
        let archive = tar.into_inner().unwrap().finish().unwrap();
        assert_eq!(file_of(&archive, "ci/child.yml").unwrap().unwrap(), b"a:");
        assert_eq!(file_of(&archive, "child.yml").unwrap(), None);
    }
}
