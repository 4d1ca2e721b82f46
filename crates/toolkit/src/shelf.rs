//! A folder of contents, each with a number and a description.
//!
//! `7.json` describes `7.blob`. All state is in the folder, so that several processes may share it: a number is
//! claimed by creating its blob, and a thing exists from the moment that its description does.

use std::fs::{self, File};
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use maillon_model::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A folder of contents, each with a description of type `M`.
pub(crate) struct Shelf<M> {
    folder: PathBuf,
    description: PhantomData<fn() -> M>,
}

/// Something on a shelf.
#[derive(Clone, Debug)]
pub(crate) struct Item<M> {
    pub(crate) id: u64,
    pub(crate) meta: M,
}

impl<M: Serialize + DeserializeOwned> Shelf<M> {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            description: PhantomData,
        }
    }

    /// All that lies there, oldest first. Descriptions that can't be read are passed over: they are another
    /// version's, or half of a crash.
    pub(crate) fn items(&self) -> io::Result<Vec<Item<M>>> {
        let mut items: Vec<_> = self.ids("json")?.filter_map(|id| self.get(id)).collect();
        items.sort_by_key(|item| item.id);
        Ok(items)
    }

    pub(crate) fn get(&self, id: u64) -> Option<Item<M>> {
        let text = fs::read(self.file(id, "json")).ok()?;
        let meta = serde_json::from_slice(&text).ok()?;
        Some(Item { id, meta })
    }

    /// Moves a content onto the shelf. It must lie on the same file system.
    pub(crate) fn keep(&self, content: &Path, meta: &M, now: Timestamp) -> io::Result<u64> {
        fs::create_dir_all(&self.folder)?;
        let id = self.claim(now)?;
        fs::rename(content, self.blob(id))?;
        let draft = self.file(id, "draft");
        fs::write(&draft, serde_json::to_vec(meta)?)?;
        fs::rename(&draft, self.file(id, "json"))?;
        Ok(id)
    }

    /// Moves a content onto the shelf under a number that was given elsewhere.
    pub(crate) fn put(&self, id: u64, content: &Path, meta: &M) -> io::Result<()> {
        fs::rename(content, self.blob(id))?;
        let draft = self.file(id, "draft");
        fs::write(&draft, serde_json::to_vec(meta)?)?;
        fs::rename(&draft, self.file(id, "json"))
    }

    pub(crate) fn remove(&self, id: u64) -> io::Result<()> {
        remove_file(&self.file(id, "json"))?;
        remove_file(&self.blob(id))
    }

    /// Where the content lies.
    pub(crate) fn blob(&self, id: u64) -> PathBuf {
        self.file(id, "blob")
    }

    /// Notes that somebody used the content.
    pub(crate) fn touch(&self, id: u64, now: Timestamp) -> io::Result<()> {
        let blob = File::options().append(true).open(self.blob(id))?;
        blob.set_modified(UNIX_EPOCH + Duration::from_millis(now.0))
    }

    /// When somebody used the content last.
    pub(crate) fn used(&self, id: u64) -> Timestamp {
        let modified = fs::metadata(self.blob(id)).and_then(|found| found.modified());
        let since = modified
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Timestamp::default().after(since.unwrap_or_default())
    }

    /// A number that nothing here ever had, not even what was removed: hence it grows with time.
    fn claim(&self, now: Timestamp) -> io::Result<u64> {
        let newest = self.ids("blob")?.max().unwrap_or(0);
        let mut id = now.0.max(newest + 1);
        while let Err(error) = File::create_new(self.blob(id)) {
            match error.kind() {
                io::ErrorKind::AlreadyExists => id += 1,
                _ => return Err(error),
            }
        }
        Ok(id)
    }

    fn ids(&self, extension: &'static str) -> io::Result<impl Iterator<Item = u64>> {
        let names = match fs::read_dir(&self.folder) {
            Ok(entries) => entries.flatten().map(|entry| entry.file_name()).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let id = move |name: std::ffi::OsString| {
            let (stem, found) = name.to_str()?.split_once('.')?;
            (found == extension).then(|| stem.parse().ok()).flatten()
        };
        Ok(names.into_iter().filter_map(id))
    }

    fn file(&self, id: u64, extension: &str) -> PathBuf {
        self.folder.join(format!("{id}.{extension}"))
    }
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
