//! Artifacts of runs: `<folder>/<run>/` is a shelf of archives, as the actions uploaded them.

mod kept;
mod rpc;
mod unpack;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use maillon_model::{JobId, RunId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::auth::Grant;
use crate::fault::Fault;
use crate::shelf::{Item, Shelf};
use crate::uploads::{Content, Uploads};

pub use kept::{Kept, keep, kept};
pub(crate) use rpc::call;
pub use unpack::UnpackError;

/// What an artifact is unless its upload says otherwise.
const ZIP: &str = "application/zip";

/// A finished artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its number, unique within the run.
    pub id: u64,
    /// Its name, unique within the run; safe as a file name.
    pub name: String,
    /// Which job uploaded it.
    pub job: JobId,
    /// Where its bytes lie: an archive of files, or the one file itself.
    pub path: PathBuf,
    /// What the bytes are.
    pub content: ContentType,
    /// How many bytes.
    pub size: u64,
    /// `sha256:` and the digits.
    pub digest: String,
    /// When the upload ended.
    pub created: Timestamp,
}

/// What the bytes of an artifact are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// A zip archive of the artifact's files.
    Archive,
    /// The only file, as it is; its media type.
    File(String),
}

/// What is written down of an artifact.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    name: String,
    job: JobId,
    media_type: String,
    size: u64,
    digest: String,
    created: Timestamp,
    expires: Option<Timestamp>,
    /// Whether an earlier run made it.
    #[serde(default)]
    origin: Origin,
}

/// Which run made an artifact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Origin {
    #[default]
    Own,
    Earlier,
}

/// The artifacts of all runs, and those that are being uploaded.
pub(crate) struct Artifacts {
    folder: PathBuf,
    pending: Mutex<HashMap<(RunId, String), Pending>>,
}

struct Pending {
    job: JobId,
    upload: u64,
    media_type: Option<String>,
    expires: Option<Timestamp>,
}

/// What a client says about an artifact that it uploads.
struct Announced {
    name: String,
    media_type: Option<String>,
    expires: Option<Timestamp>,
}

/// What a client says that it uploaded.
struct Claimed {
    name: String,
    size: u64,
    digest: Option<String>,
}

impl Artifacts {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            pending: Mutex::default(),
        }
    }

    /// The finished artifacts of a run, oldest first.
    pub(crate) fn of(&self, run: &RunId) -> io::Result<Vec<Artifact>> {
        let place = self.shelf(run);
        let artifact = |item: Item<Record>| Artifact {
            path: place.blob(item.id),
            id: item.id,
            name: item.meta.name,
            job: item.meta.job,
            content: content_type(item.meta.media_type),
            size: item.meta.size,
            digest: item.meta.digest,
            created: item.meta.created,
        };
        let own = |item: &Item<Record>| item.meta.origin == Origin::Own;
        let items = place.items()?.into_iter().filter(own);
        Ok(items.map(artifact).collect())
    }

    /// An artifact, unless it has expired.
    fn find(&self, run: &RunId, name: &str, now: Timestamp) -> Result<Item<Record>, Fault> {
        let mut items = self.living(run, now)?.into_iter();
        let found = items.find(|item| item.meta.name == name);
        found.ok_or_else(|| Fault::NotFound(format!("the run has no artifact {name:?}")))
    }

    fn living(&self, run: &RunId, now: Timestamp) -> io::Result<Vec<Item<Record>>> {
        let mut items = self.shelf(run).items()?;
        items.retain(|item| item.meta.expires.is_none_or(|end| now < end));
        Ok(items)
    }

    /// Puts an artifact of an earlier run among those of another.
    pub(crate) fn adopt(
        &self,
        from: &RunId,
        id: u64,
        into: &RunId,
        now: Timestamp,
    ) -> io::Result<()> {
        let earlier = self.shelf(from);
        let Some(Item { mut meta, .. }) = earlier.get(id) else {
            return Ok(());
        };
        meta.origin = Origin::Earlier;
        let folder = Uploads::folder(&self.folder)?;
        let content = folder.path().join("whole");
        fs::hard_link(earlier.blob(id), &content)
            .or_else(|_| fs::copy(earlier.blob(id), &content).map(drop))?;
        self.shelf(into).keep(&content, &meta, now).map(drop)
    }

    /// Reserves a name. A job may begin again what it did not finish; two jobs may not share a name.
    fn begin(
        &self,
        grant: &Grant,
        announced: Announced,
        uploads: &Uploads,
        now: Timestamp,
    ) -> Result<u64, Fault> {
        check_name(&announced.name)?;
        let key = (grant.run.clone(), announced.name);
        let mut pending = self.pending();
        let other = pending
            .get(&key)
            .is_some_and(|found| found.job != grant.job);
        if other || self.is_made(&grant.run, &key.1, now)? {
            let text = "an artifact with this name already exists on the workflow run";
            return Err(Fault::AlreadyExists(text.into()));
        }
        let upload = uploads.begin(&self.folder)?;
        let begun = Pending {
            job: grant.job,
            upload,
            media_type: announced.media_type,
            expires: announced.expires,
        };
        if let Some(before) = pending.insert(key, begun) {
            uploads.abandon(before.upload);
        }
        Ok(upload)
    }

    /// Whether the run itself made an artifact of the name.
    fn is_made(&self, run: &RunId, name: &str, now: Timestamp) -> io::Result<bool> {
        let mut items = self.living(run, now)?.into_iter();
        Ok(items.any(|item| item.meta.name == name && item.meta.origin == Origin::Own))
    }

    /// Makes an artifact of an upload that is as large as its client says and has the digest that it says.
    fn finish(
        &self,
        grant: &Grant,
        claimed: &Claimed,
        uploads: &Uploads,
        now: Timestamp,
    ) -> Result<u64, Fault> {
        let pending = self.take(grant, &claimed.name)?;
        let content = uploads.finish(pending.upload)?;
        let digest = verify(&content, claimed)?;
        let record = Record {
            name: claimed.name.clone(),
            job: grant.job,
            media_type: pending.media_type.unwrap_or_else(|| ZIP.into()),
            size: content.size,
            digest,
            created: now,
            expires: pending.expires,
            origin: Origin::Own,
        };
        if let Ok(earlier) = self.find(&grant.run, &claimed.name, now) {
            self.shelf(&grant.run).remove(earlier.id)?;
        }
        let number = number(now, grant.job);
        Ok(self
            .shelf(&grant.run)
            .keep(&content.path, &record, number)?)
    }

    fn delete(&self, grant: &Grant, name: &str, now: Timestamp) -> Result<u64, Fault> {
        let id = self.find(&grant.run, name, now)?.id;
        self.shelf(&grant.run).remove(id)?;
        Ok(id)
    }

    /// Where an artifact's bytes lie, what they are, and under which name they are saved.
    pub(crate) fn download(
        &self,
        run: &RunId,
        id: u64,
    ) -> Result<(PathBuf, String, String), Fault> {
        let place = self.shelf(run);
        let missing = || Fault::NotFound(format!("the run has no artifact {id}"));
        let record = place.get(id).ok_or_else(missing)?.meta;
        let file = match content_type(record.media_type.clone()) {
            ContentType::Archive if !record.name.ends_with(".zip") => {
                format!("{}.zip", record.name)
            }
            _ => record.name,
        };
        Ok((place.blob(id), record.media_type, file))
    }

    /// Ends a reservation of the caller.
    fn take(&self, grant: &Grant, name: &str) -> Result<Pending, Fault> {
        let key = (grant.run.clone(), name.to_owned());
        let mut pending = self.pending();
        let missing = || Fault::NotFound(format!("this job uploads no artifact {name:?}"));
        match pending.remove(&key).ok_or_else(missing)? {
            found if found.job == grant.job => Ok(found),
            other => {
                pending.insert(key, other);
                Err(missing())
            }
        }
    }

    fn shelf(&self, run: &RunId) -> Shelf<Record> {
        Shelf::new(self.folder.join(run.as_str()))
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<(RunId, String), Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// From where on an artifact's number is looked for: the jobs of a run may upload on several machines at the same
/// time, and what they uploaded meets elsewhere. Stays below 2^53, what JavaScript can count.
fn number(now: Timestamp, job: JobId) -> Timestamp {
    const JOBS: u64 = 1 << 12;
    Timestamp(now.0 * JOBS + u64::from(job.0) % JOBS)
}

fn content_type(media_type: String) -> ContentType {
    match media_type.as_str() {
        // Old clients say what the file's name ends with.
        ZIP | "zip" | "application/x-zip-compressed" => ContentType::Archive,
        _ => ContentType::File(media_type),
    }
}

/// The clients refuse these names as well; a name becomes a file's name here.
fn check_name(name: &str) -> Result<(), Fault> {
    const FORBIDDEN: &str = "\"\\/:<>|*?\r\n\0";
    if name.is_empty() || name == "." || name == ".." || name.contains(|c| FORBIDDEN.contains(c)) {
        let text = format!("{name:?} can't be an artifact's name");
        return Err(Fault::Invalid(text));
    }
    Ok(())
}

fn verify(content: &Content, claimed: &Claimed) -> Result<String, Fault> {
    if content.size != claimed.size {
        let text = format!("{} bytes arrived, {} were sent", content.size, claimed.size);
        return Err(Fault::Invalid(text));
    }
    let digest = digest(&content.path)?;
    if claimed.digest.as_ref().is_some_and(|sent| *sent != digest) {
        let text = format!("what arrived is {digest}, not what was sent");
        return Err(Fault::Invalid(text));
    }
    Ok(digest)
}

fn digest(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(format!("sha256:{:x}", hasher.finalize()))
}
