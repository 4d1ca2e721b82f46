//! Uploads under way: whole, in blocks that are put together at the end, or in ranges of one file.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use http_body_util::BodyExt;
use hyper::body::Incoming;
use maillon_model::Timestamp;
use tempfile::TempDir;
use tokio::io::{AsyncSeekExt, AsyncWriteExt, BufWriter};

use crate::fault::Fault;

const PREFIX: &str = ".upload-";

/// What a killed process left is removed at this age; a living one may still be at it before.
const ABANDONED: Duration = Duration::from_hours(24);

/// Uploads under way. Each has a folder of its own beside the place where it will end up, so that it only needs
/// to be renamed; the folder goes with the upload.
pub(crate) struct Uploads {
    limit: u64,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Upload>>,
}

struct Upload {
    folder: TempDir,
    /// The file of each block, by the name that the client gave it.
    blocks: HashMap<String, PathBuf>,
    parts: u64,
    received: u64,
}

/// An upload that is complete. What isn't moved away from here goes.
pub(crate) struct Content {
    pub(crate) path: PathBuf,
    pub(crate) size: u64,
    _folder: TempDir,
}

impl Uploads {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit,
            next: AtomicU64::new(1),
            open: Mutex::default(),
        }
    }

    /// Makes a place ready and removes what dead processes left there.
    pub(crate) fn sweep(place: &Path, now: Timestamp) -> io::Result<()> {
        fs::create_dir_all(place)?;
        for entry in fs::read_dir(place)?.flatten() {
            let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
            if ours && age(&entry, now) > ABANDONED {
                // Another process may be removing it as well.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }

    /// Begins an upload that will end up in the place.
    pub(crate) fn begin(&self, place: &Path) -> io::Result<u64> {
        let upload = Upload {
            folder: Self::folder(place)?,
            blocks: HashMap::new(),
            parts: 0,
            received: 0,
        };
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.open().insert(id, upload);
        Ok(id)
    }

    /// A folder for something that will end up in the place.
    pub(crate) fn folder(place: &Path) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)
    }

    /// Forgets an upload.
    pub(crate) fn abandon(&self, id: u64) {
        self.open().remove(&id);
    }

    /// Forgets all uploads.
    pub(crate) fn clear(&self) {
        self.open().clear();
    }

    /// Keeps a block until all are put together; one of the same name is replaced.
    pub(crate) async fn stage(&self, id: u64, block: String, body: Incoming) -> Result<(), Fault> {
        let part = self.part(id)?;
        self.receive(id, &part, 0, body).await?;
        self.with(id, |upload| upload.blocks.insert(block, part))?;
        Ok(())
    }

    /// Puts blocks together in the given order.
    pub(crate) async fn assemble(&self, id: u64, blocks: &[String]) -> Result<(), Fault> {
        let (parts, whole) = self.with(id, |upload| {
            let part = |block: &String| upload.blocks.get(block).cloned();
            (
                blocks.iter().map(part).collect::<Option<Vec<_>>>(),
                upload.whole(),
            )
        })?;
        let parts =
            parts.ok_or_else(|| Fault::Invalid("the list names an unknown block".into()))?;
        blocking(move || concatenate(&parts, &whole)).await
    }

    /// Takes the whole content at once, instead of what may be there from a try before.
    pub(crate) async fn put(&self, id: u64, body: Incoming) -> Result<(), Fault> {
        let part = self.part(id)?;
        self.receive(id, &part, 0, body).await?;
        let whole = self.with(id, |upload| upload.whole())?;
        Ok(tokio::fs::rename(part, whole).await?)
    }

    /// Writes a range of the content.
    pub(crate) async fn write(&self, id: u64, offset: u64, body: Incoming) -> Result<(), Fault> {
        let whole = self.with(id, |upload| upload.whole())?;
        self.receive(id, &whole, offset, body).await
    }

    /// Ends an upload and gives its content.
    pub(crate) fn finish(&self, id: u64) -> Result<Content, Fault> {
        let upload = self.open().remove(&id).ok_or_else(|| unknown(id))?;
        let path = upload.whole();
        let size = match fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(_) => return Err(Fault::Invalid("nothing was uploaded".into())),
        };
        Ok(Content {
            path,
            size,
            _folder: upload.folder,
        })
    }

    async fn receive(
        &self,
        id: u64,
        path: &Path,
        offset: u64,
        mut body: Incoming,
    ) -> Result<(), Fault> {
        let options = tokio::fs::File::options()
            .write(true)
            .create(true)
            .to_owned();
        let mut file = options.open(path).await?;
        file.seek(io::SeekFrom::Start(offset)).await?;
        let mut file = BufWriter::with_capacity(1 << 18, file);
        while let Some(frame) = body.frame().await {
            let frame =
                frame.map_err(|error| Fault::Malformed(format!("the body broke off: {error}")))?;
            if let Ok(data) = frame.into_data() {
                self.count(id, data.len())?;
                file.write_all(&data).await?;
            }
        }
        Ok(file.flush().await?)
    }

    fn count(&self, id: u64, bytes: usize) -> Result<(), Fault> {
        let limit = self.limit;
        let received = self.with(id, |upload| {
            upload.received += bytes as u64;
            upload.received
        })?;
        if received > limit {
            let text = format!("the upload is larger than the {limit} bytes that are allowed");
            return Err(Fault::TooLarge(text));
        }
        Ok(())
    }

    fn part(&self, id: u64) -> Result<PathBuf, Fault> {
        self.with(id, |upload| {
            upload.parts += 1;
            upload.folder.path().join(upload.parts.to_string())
        })
    }

    fn with<T>(&self, id: u64, act: impl FnOnce(&mut Upload) -> T) -> Result<T, Fault> {
        self.open().get_mut(&id).map(act).ok_or_else(|| unknown(id))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Upload>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    fn whole(&self) -> PathBuf {
        self.folder.path().join("whole")
    }
}

/// Runs work on files where it may block.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Fault> + Send + 'static,
{
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Fault::Storage(io::Error::other(error))))
}

fn unknown(id: u64) -> Fault {
    Fault::NotFound(format!("there is no upload {id}, or it has ended"))
}

fn age(entry: &fs::DirEntry, now: Timestamp) -> Duration {
    let modified = entry.metadata().and_then(|found| found.modified()).ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Duration::from_millis(now.0).saturating_sub(since.unwrap_or_default())
}

fn concatenate(parts: &[PathBuf], whole: &Path) -> Result<(), Fault> {
    if let [only] = parts {
        return Ok(fs::rename(only, whole)?);
    }
    let mut whole = File::create(whole)?;
    for part in parts {
        io::copy(&mut File::open(part)?, &mut whole)?;
    }
    Ok(())
}
