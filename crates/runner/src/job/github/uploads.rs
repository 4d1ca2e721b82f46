//! What a job's actions uploaded.

use std::path::Path;

use maillon_model::spec::{Leftovers, Upload};
use maillon_toolkit::{Artifact, UnpackError};

use crate::job::blocking;
use crate::job::stopped::Stopped;
use crate::job::{Place, Try};

impl Try<'_> {
    /// Puts what the job's actions uploaded where a person finds it: the files, each behind its artifact's
    /// name. A later run may build on them.
    pub(in crate::job) async fn unpack_uploads(
        &self,
        place: &Place<'_>,
        left: &mut Leftovers,
    ) -> Result<(), Stopped> {
        let (context, spec) = (self.context, self.spec);
        let uploads = match context.services.uploads(&spec.run, spec.id).await {
            Ok(uploads) if uploads.is_empty() => return Ok(()),
            Ok(uploads) => uploads,
            Err(error) => {
                let line = format!("WARNING: read the artifacts of this job: {error}");
                place.log.line(line).await;
                return Ok(());
            }
        };
        let upload = |artifact: &Artifact| Upload {
            run: spec.run.clone(),
            id: artifact.id,
        };
        left.uploads = uploads.iter().map(upload).collect();
        let folder = context.places.artifacts(self.name);
        let (files, problems) = blocking(move || unpack(&uploads, &folder)).await?;
        place.log.all(problems).await;
        left.files.extend(files);
        Ok(())
    }
}

/// The files, and lines about what could not be unpacked.
fn unpack(uploads: &[Artifact], folder: &Path) -> (Vec<String>, Vec<String>) {
    let _ = std::fs::remove_dir_all(folder);
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for artifact in uploads {
        match names(artifact, folder) {
            Ok(names) => files.extend(names),
            Err(error) => problems.push(format!("WARNING: {error}")),
        }
    }
    files.sort();
    (files, problems)
}

fn names(artifact: &Artifact, folder: &Path) -> Result<Vec<String>, UnpackError> {
    let files = artifact.unpack(&folder.join(&artifact.name))?;
    let name = |file: &std::path::PathBuf| format!("{}/{}", artifact.name, file.display());
    Ok(files.iter().map(name).collect())
}
