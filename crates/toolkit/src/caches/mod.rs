//! Caches of a repository: a shelf of archives, found by key, version and scope.

mod find;
mod rest;
mod rpc;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use maillon_model::{JobId, RunId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::auth::Grant;
use crate::fault::Fault;
use crate::service::Limits;
use crate::shelf::{Item, Shelf};
use crate::uploads::Uploads;

pub(crate) use rest::respond;
pub(crate) use rpc::call;

/// Which cache. A cache never changes: the same three are saved once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Identity {
    scope: String,
    key: String,
    /// What the client makes of the paths and the compression.
    version: String,
}

/// What is written down of a cache.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    identity: Identity,
    size: u64,
    created: Timestamp,
}

/// The caches of a repository, and those that are being uploaded.
pub(crate) struct Caches {
    folder: PathBuf,
    shelf: Shelf<Record>,
    limits: Limits,
    pending: Mutex<HashMap<Identity, Pending>>,
}

struct Pending {
    run: RunId,
    job: JobId,
    upload: u64,
}

impl Pending {
    fn belongs_to(&self, grant: &Grant) -> bool {
        self.run == grant.run && self.job == grant.job
    }
}

/// What is asked for.
struct Wanted<'a> {
    /// The key, then prefixes of keys that will do as well.
    keys: &'a [String],
    version: &'a str,
}

impl Caches {
    pub(crate) fn open(folder: &Path, limits: Limits) -> Self {
        Self {
            folder: folder.to_owned(),
            shelf: Shelf::new(folder.to_owned()),
            limits,
            pending: Mutex::default(),
        }
    }

    /// The cache that fits best; from now on it counts as used.
    fn find(
        &self,
        grant: &Grant,
        wanted: &Wanted<'_>,
        now: Timestamp,
    ) -> io::Result<Option<Item<Record>>> {
        let items = self.living(now)?;
        let found = find::best(&items, grant.caches.readable(), wanted).cloned();
        if let Some(found) = &found {
            self.shelf.touch(found.id, now)?;
        }
        Ok(found)
    }

    /// Reserves a cache. Whoever begins first is the one to save it; a job may begin again.
    fn begin(
        &self,
        grant: &Grant,
        key: &str,
        version: &str,
        uploads: &Uploads,
    ) -> Result<u64, Fault> {
        let identity = identity(grant, key, version)?;
        let mut pending = self.pending();
        let taken = pending
            .get(&identity)
            .is_some_and(|found| !found.belongs_to(grant));
        if taken || self.exists(&identity)? {
            let text = "cache entry with the same key, version, and scope already exists";
            return Err(Fault::AlreadyExists(text.into()));
        }
        let upload = uploads.begin(&self.folder)?;
        let begun = Pending {
            run: grant.run.clone(),
            job: grant.job,
            upload,
        };
        if let Some(before) = pending.insert(identity, begun) {
            uploads.abandon(before.upload);
        }
        Ok(upload)
    }

    /// The reservation of an upload that belongs to the caller.
    fn reservation(&self, grant: &Grant, upload: u64) -> Result<Identity, Fault> {
        let pending = self.pending();
        let mut all = pending.iter();
        let found = all.find(|(_, found)| found.upload == upload && found.belongs_to(grant));
        let missing = || Fault::NotFound(format!("this job uploads no cache {upload}"));
        found
            .map(|(identity, _)| identity.clone())
            .ok_or_else(missing)
    }

    /// Makes a cache of an upload that is as large as its client says, then makes room.
    fn finish(
        &self,
        grant: &Grant,
        identity: Identity,
        size: u64,
        uploads: &Uploads,
        now: Timestamp,
    ) -> Result<u64, Fault> {
        let content = uploads.finish(self.take(grant, &identity)?)?;
        if content.size != size {
            let text = format!("{} bytes arrived, {size} were sent", content.size);
            return Err(Fault::Invalid(text));
        }
        let record = Record {
            identity,
            size,
            created: now,
        };
        let id = self.shelf.keep(&content.path, &record, now)?;
        self.shelf.touch(id, now)?;
        self.make_room(now)?;
        Ok(id)
    }

    /// Ends a reservation of the caller; gives its upload.
    fn take(&self, grant: &Grant, identity: &Identity) -> Result<u64, Fault> {
        let mut pending = self.pending();
        match pending.get(identity) {
            Some(found) if found.belongs_to(grant) => {
                let upload = found.upload;
                pending.remove(identity);
                Ok(upload)
            }
            _ => {
                let text = format!("this job uploads no cache {:?}", identity.key);
                Err(Fault::NotFound(text))
            }
        }
    }

    /// Removes what nobody used for long, and the least recently used ones while all are too large.
    fn make_room(&self, now: Timestamp) -> io::Result<()> {
        let mut items = self.shelf.items()?;
        items.sort_by_key(|item| std::cmp::Reverse((self.shelf.used(item.id), item.id)));
        let mut total = 0;
        for item in items {
            total += item.meta.size;
            if total > self.limits.caches || self.is_stale(item.id, now) {
                self.shelf.remove(item.id)?;
            }
        }
        Ok(())
    }

    /// Where a cache's bytes lie.
    pub(crate) fn download(&self, id: u64) -> Result<PathBuf, Fault> {
        let missing = || Fault::NotFound(format!("there is no cache {id} any more"));
        self.shelf.get(id).ok_or_else(missing)?;
        Ok(self.shelf.blob(id))
    }

    fn living(&self, now: Timestamp) -> io::Result<Vec<Item<Record>>> {
        let mut items = self.shelf.items()?;
        items.retain(|item| !self.is_stale(item.id, now));
        Ok(items)
    }

    fn is_stale(&self, id: u64, now: Timestamp) -> bool {
        now.since(self.shelf.used(id)) > self.limits.unused
    }

    fn exists(&self, identity: &Identity) -> io::Result<bool> {
        let items = self.shelf.items()?;
        Ok(items.iter().any(|item| item.meta.identity == *identity))
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<Identity, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn identity(grant: &Grant, key: &str, version: &str) -> Result<Identity, Fault> {
    let Some(scope) = &grant.caches.own else {
        // The clients look for these first words.
        let text = "cache write denied: the token of this job may only read caches";
        return Err(Fault::Denied(text.into()));
    };
    if key.is_empty() || key.len() > 512 || key.contains(',') {
        let text = format!("{key:?} can't be a cache's key: 1 to 512 characters without commas");
        return Err(Fault::Invalid(text));
    }
    Ok(Identity {
        scope: scope.clone(),
        key: key.to_owned(),
        version: version.to_owned(),
    })
}
