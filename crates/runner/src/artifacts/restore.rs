//! Unpacking what earlier jobs left.

use std::path::Path;

use maillon_model::spec::Upstream;

use crate::archive::{Store, UnpackError};

/// Unpacks the archives of the jobs before, in their order, and says so in lines for the log.
pub(crate) fn restore(
    store: &Store,
    upstream: &[Upstream],
    into: &Path,
) -> Result<Vec<String>, UnpackError> {
    let mut lines = Vec::new();
    for Upstream { job, left } in upstream {
        if let Some(id) = &left.archive {
            lines.push(format!("Downloading artifacts for {job}..."));
            store.unpack(id, into)?;
        }
    }
    Ok(lines)
}
