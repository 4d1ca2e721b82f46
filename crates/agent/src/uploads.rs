//! What actions uploaded, on its way to other agents.

use std::path::PathBuf;

use maillon_model::spec::Upload;
use maillon_protocol::agent::UploadInfo;

use crate::folder::TaskFolder;

/// The uploads of a job, with their files.
pub(crate) fn of(_folder: &TaskFolder, _uploads: &[Upload]) -> Vec<(UploadInfo, PathBuf)> {
    Vec::new()
}
