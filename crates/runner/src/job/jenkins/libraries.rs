//! Where shared libraries come from: folders that somebody named, and repositories.

use std::sync::Arc;

use maillon_jenkins::{LibraryFolder, LibraryOrder};
use maillon_source::CloneOrder;

use super::blocking;
use super::host::BuildHost;
use crate::request::LibraryPlace;

impl BuildHost<'_> {
    /// The folder of a library: somebody's own, or a clone.
    pub(super) async fn library_folder(
        &self,
        order: &LibraryOrder,
    ) -> Result<LibraryFolder, String> {
        let known = &self.this.context.jenkins.libraries;
        let known = known.iter().find(|library| library.name == order.name);
        let version = order.version.clone();
        let place = match (known, &order.remote) {
            (Some(library), _) => library.place.clone(),
            (None, Some(remote)) => LibraryPlace::Git(remote.clone()),
            (None, None) => {
                return Err(format!(
                    "the library `{}` is not known here: say where it is with --library {}=FOLDER or URL",
                    order.name, order.name
                ));
            }
        };
        match place {
            LibraryPlace::Folder(folder) if folder.is_dir() => Ok(LibraryFolder {
                folder,
                commit: String::new(),
            }),
            LibraryPlace::Folder(folder) => Err(format!(
                "the library `{}`: {} is no folder",
                order.name,
                folder.display()
            )),
            LibraryPlace::Git(url) => {
                let default = known.and_then(|library| library.version.clone());
                self.cloned_library(url, version.or(default)).await
            }
        }
    }

    /// A library's folder in the cache, brought up to date.
    async fn cloned_library(
        &self,
        url: String,
        version: Option<String>,
    ) -> Result<LibraryFolder, String> {
        let places = &self.this.context.places;
        let key = format!("{url}@{}", version.as_deref().unwrap_or_default());
        let folder = places
            .cache
            .join("libraries")
            .join(crate::places::short_hash(key.as_bytes()));
        let source = Arc::clone(&self.this.context.source);
        let into = folder.clone();
        let cloned = blocking(move || {
            let order = CloneOrder {
                url: &url,
                git_ref: version.as_deref(),
                login: None,
                key: None,
                into: &into,
            };
            source
                .clone_repository(&order)
                .map_err(|error| error.to_string())
        });
        let commit = cloned.await?.commit;
        Ok(LibraryFolder { folder, commit })
    }
}
