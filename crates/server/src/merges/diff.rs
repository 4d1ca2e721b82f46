//! What a merge request changes.

use maillon_protocol::api::{FileChange, FileDiff, MergeDiff};
use maillon_source::repository::bare::{Change, ChangeKind};

use super::find;
use crate::access::InProject;
use crate::git::{self, blocking};
use crate::http::Fault;
use crate::server::Server;

/// What a merge request changes, file by file; large ones are cut.
pub async fn diff(server: &Server, place: &InProject, number: u64) -> Result<MergeDiff, Fault> {
    let (project, row) = find(server, place, number).await?;
    let bare = git::open(server, &project)?;
    let target = format!("refs/heads/{}", row.target_branch);
    let (base, head) = (row.base_sha.clone(), row.sha.clone());
    let found = blocking(move || {
        let base = match base {
            Some(base) => Some(base),
            None => bare.resolve(&target)?,
        };
        let Some(base) = base else { return Ok(None) };
        let comparison = bare.compare(&base, &head)?;
        Ok(Some((base, comparison)))
    })
    .await?;
    let (base, comparison) = found
        .ok_or_else(|| Fault::conflict(format!("{} does not exist any more", row.target_branch)))?;
    Ok(MergeDiff {
        base,
        head: row.sha,
        files: comparison.changes.into_iter().map(file).collect(),
        more: u64::try_from(comparison.more).unwrap_or(u64::MAX),
    })
}

fn file(change: Change) -> FileDiff {
    FileDiff {
        path: change.path,
        old_path: change.old_path,
        change: match change.kind {
            ChangeKind::Added => FileChange::Added,
            ChangeKind::Modified => FileChange::Modified,
            ChangeKind::Removed => FileChange::Removed,
            ChangeKind::Renamed => FileChange::Renamed,
        },
        added: change.added,
        removed: change.removed,
        patch: change.patch,
    }
}
