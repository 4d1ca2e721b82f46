//! A folder that is kept equal to a list of files of another folder.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, FileTimes, Metadata};
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use maillon_model::Timestamp;
use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};

use super::remove::remove_all;
use super::{WorkspaceError, check_space};

/// What was copied, and how both sides looked then. Whatever looks the same now was not touched:
/// nobody can set the time of a file's last change back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Mirror {
    copied: HashMap<PathBuf, (Stamp, Stamp)>,
}

/// How a file looks from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    inode: u64,
    mode: u32,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            mode: metadata.mode(),
        }
    }
}

/// What a mirroring did.
#[derive(Clone, Debug, Default)]
pub(super) struct Mirrored {
    /// All bytes of the mirror.
    pub(super) bytes: u64,
    /// What could not be copied, and why.
    pub(super) warnings: Vec<String>,
    /// Whether files share their blocks with their originals.
    pub(super) cloned: bool,
}

/// From where to where.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) from: &'a Path,
    pub(super) to: &'a Path,
}

/// How many files make it worth to start threads.
const FEW: usize = 128;
/// Files that one thread takes at a time.
const CHUNK: usize = 32;

impl Mirror {
    /// Makes `to` equal to the listed files, links and empty folders of `from`. What is not listed
    /// goes, except the names in `spared` at the top.
    pub(super) fn sync(
        &mut self,
        sides: Sides<'_>,
        list: &[PathBuf],
        spared: &[&str],
        progress: &(dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    ) -> Result<Mirrored, WorkspaceError> {
        let work = Work::new(sides, &self.copied, list, progress);
        if fs::create_dir(sides.to).is_err() {
            Extras::new(list, spared).remove(sides.to, Path::new(""));
        }
        work.make_folders(list)?;
        work.check_space(list)?;
        work.copy_all(list)?;
        let (mirrored, copied) = work.finish();
        self.copied = copied;
        Ok(mirrored)
    }

    /// Forgets files that changed shortly before now: one that changes again within the same tick
    /// of the file system's clock would look the same. Forgets also what can't be written down:
    /// names that are not UTF-8.
    pub(super) fn forget_doubtful(&mut self, now: Timestamp) {
        let recent = i64::try_from(now.0 / 1000).unwrap_or(i64::MAX) - 2;
        self.copied
            .retain(|path, (from, _)| from.changed.0 < recent && path.to_str().is_some());
    }
}

/// Removes what does not belong to the list.
struct Extras<'a> {
    listed: HashSet<&'a Path>,
    folders: HashSet<&'a Path>,
    spared: &'a [&'a str],
}

impl<'a> Extras<'a> {
    fn new(list: &'a [PathBuf], spared: &'a [&'a str]) -> Self {
        Self {
            listed: list.iter().map(PathBuf::as_path).collect(),
            folders: list
                .iter()
                .flat_map(|path| path.ancestors().skip(1))
                .collect(),
            spared,
        }
    }

    fn remove(&self, root: &Path, folder: &Path) {
        for entry in fs::read_dir(root.join(folder))
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = folder.join(entry.file_name());
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if self.spared.iter().any(|name| path == Path::new(name)) {
                continue;
            }
            let path_ref = path.as_path();
            let belongs = self.folders.contains(path_ref) || self.listed.contains(path_ref);
            if is_folder && belongs {
                self.remove(root, &path);
            } else if is_folder || !self.listed.contains(path_ref) {
                let _ = remove_all(&entry.path());
            }
        }
    }
}

struct Work<'a> {
    sides: Sides<'a>,
    before: &'a HashMap<PathBuf, (Stamp, Stamp)>,
    total: u64,
    progress: &'a (dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    next: AtomicUsize,
    bytes: AtomicU64,
    clones: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    copied: HashMap<PathBuf, (Stamp, Stamp)>,
    warnings: Vec<String>,
    failed: Option<WorkspaceError>,
}

impl<'a> Work<'a> {
    fn new(
        sides: Sides<'a>,
        before: &'a HashMap<PathBuf, (Stamp, Stamp)>,
        list: &[PathBuf],
        progress: &'a (dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    ) -> Self {
        Self {
            sides,
            before,
            total: list.len() as u64,
            progress,
            next: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            clones: AtomicBool::new(true),
            state: Mutex::default(),
        }
    }

    fn make_folders(&self, list: &[PathBuf]) -> Result<(), WorkspaceError> {
        let folders: BTreeSet<_> = list.iter().filter_map(|path| path.parent()).collect();
        for folder in folders {
            let path = self.sides.to.join(folder);
            fs::create_dir_all(&path).map_err(|error| {
                WorkspaceError::io(format!("make folder {}", path.display()), error)
            })?;
        }
        Ok(())
    }

    /// Only for many files: for few the question costs more than it saves.
    fn check_space(&self, list: &[PathBuf]) -> Result<(), WorkspaceError> {
        if list.len() < FEW || !self.before.is_empty() {
            return Ok(());
        }
        let sizes = list.iter().filter_map(|path| {
            let metadata = fs::symlink_metadata(self.sides.from.join(path)).ok()?;
            metadata.is_file().then_some(metadata.len())
        });
        // Where blocks are shared nothing is needed; whether they are shows only by trying.
        let needed: u64 = sizes.sum();
        match check_space(self.sides.to, needed) {
            Err(error) if !can_clone(self.sides) => Err(error),
            _ => Ok(()),
        }
    }

    fn copy_all(&self, list: &[PathBuf]) -> Result<(), WorkspaceError> {
        let threads = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(8);
        if list.len() < FEW || threads == 1 {
            self.take_chunks(list);
        } else {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| self.take_chunks(list));
                }
            });
        }
        self.lock().failed.take().map_or(Ok(()), Err)
    }

    fn take_chunks(&self, list: &[PathBuf]) {
        loop {
            let start = self.next.fetch_add(CHUNK, Ordering::Relaxed);
            let end = (start + CHUNK).min(list.len());
            let Some(chunk) = list.get(start..end).filter(|chunk| !chunk.is_empty()) else {
                return;
            };
            if self.lock().failed.is_some() {
                return;
            }
            for path in chunk {
                self.one(path);
            }
            if (self.progress)(end as u64, self.total).is_break() {
                self.lock().failed = Some(WorkspaceError::Canceled);
            }
        }
    }

    fn one(&self, path: &Path) {
        let (from, to) = (self.sides.from.join(path), self.sides.to.join(path));
        match self.copy(path, &from, &to) {
            Ok(Some(stamps)) => {
                self.lock().copied.insert(path.to_path_buf(), stamps);
            }
            Ok(None) => {}
            Err(error) => self.note(&from, error),
        }
    }

    /// A full disk ends it; one file that can't be read is left out with a warning; one that
    /// vanished is left out.
    fn note(&self, path: &Path, error: io::Error) {
        let mut state = self.lock();
        match error.kind() {
            io::ErrorKind::NotFound => {}
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                let doing = format!("copy {}", path.display());
                state.failed = Some(WorkspaceError::io(doing, error));
            }
            _ => state.warnings.push(format!(
                "{} is left out of the workspace: {error}",
                path.display()
            )),
        }
    }

    fn copy(&self, path: &Path, from: &Path, to: &Path) -> io::Result<Option<(Stamp, Stamp)>> {
        let source = fs::symlink_metadata(from)?;
        self.bytes.fetch_add(source.len(), Ordering::Relaxed);
        let stamp = Stamp::of(&source);
        if let Some((old, copy)) = self.before.get(path)
            && *old == stamp
            && fs::symlink_metadata(to).is_ok_and(|now| Stamp::of(&now) == *copy)
        {
            return Ok(Some((stamp, *copy)));
        }
        let kind = source.file_type();
        if kind.is_dir() {
            fs::create_dir_all(to)?;
            return Ok(None);
        }
        clear(to)?;
        if kind.is_symlink() {
            symlink(fs::read_link(from)?, to)?;
        } else if kind.is_file() {
            self.copy_file(from, to)?;
        } else {
            return Err(io::Error::other("it is a socket, a pipe or a device"));
        }
        Ok(Some((stamp, Stamp::of(&fs::symlink_metadata(to)?))))
    }

    fn copy_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut source = File::options()
            .read(true)
            .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed())
            .open(from)?;
        let metadata = source.metadata()?;
        let mut copy = File::options()
            .write(true)
            .create_new(true)
            .mode(metadata.mode() & 0o777 | 0o200)
            .open(to)?;
        if !self.clone(&source, &copy) {
            io::copy(&mut source, &mut copy)?;
        }
        copy.set_permissions(metadata.permissions())?;
        copy.set_times(FileTimes::new().set_modified(metadata.modified()?))
    }

    fn clone(&self, source: &File, copy: &File) -> bool {
        if !self.clones.load(Ordering::Relaxed) {
            return false;
        }
        let done = rustix::fs::ioctl_ficlone(copy, source).is_ok();
        self.clones.fetch_and(done, Ordering::Relaxed);
        done
    }

    fn finish(self) -> (Mirrored, HashMap<PathBuf, (Stamp, Stamp)>) {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mirrored = Mirrored {
            bytes: self.bytes.into_inner(),
            warnings: state.warnings,
            cloned: self.clones.into_inner(),
        };
        (mirrored, state.copied)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes what is in the way of a new file.
fn clear(to: &Path) -> io::Result<()> {
    match fs::remove_file(to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(_) => remove_all(to),
        done => done,
    }
}

/// Whether files of one folder can share their blocks with files of another.
fn can_clone(sides: Sides<'_>) -> bool {
    let probe = || -> io::Result<bool> {
        let from = tempfile::NamedTempFile::new_in(sides.to)?;
        fs::write(from.path(), "x")?;
        let to = tempfile::tempfile_in(sides.to)?;
        let same = fs::metadata(sides.from)?.dev() == fs::metadata(sides.to)?.dev();
        Ok(same && rustix::fs::ioctl_ficlone(&to, from.as_file()).is_ok())
    };
    probe().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn sync(mirror: &mut Mirror, root: &Path, list: &[&str]) -> Mirrored {
        let list: Vec<_> = list.iter().map(PathBuf::from).collect();
        let (from, to) = (root.join("from"), root.join("to"));
        let sides = Sides {
            from: &from,
            to: &to,
        };
        mirror
            .sync(sides, &list, &[".git"], &|_, _| ControlFlow::Continue(()))
            .unwrap()
    }

    fn write(root: &Path, name: &str, content: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn listing(root: &Path) -> Vec<String> {
        let mut all = Vec::new();
        let mut open = vec![root.to_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                if entry.file_type().unwrap().is_dir() {
                    open.push(entry.path());
                }
                let path = entry.path();
                all.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
        all.sort();
        all
    }

    #[test]
    fn a_mirror_follows_its_original_and_undoes_what_happened_to_it() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        write(root, "from/a", "one");
        write(root, "from/d/b", "two");
        write(root, "from/ignored", "no");
        fs::create_dir(root.join("from/empty")).unwrap();
        symlink("d/b", root.join("from/link")).unwrap();
        fs::set_permissions(root.join("from/a"), fs::Permissions::from_mode(0o755)).unwrap();
        let list = ["a", "d/b", "empty", "link", "vanished"];

        let mut mirror = Mirror::default();
        sync(&mut mirror, root, &list);
        let to = root.join("to");
        let whole = ["a", "d", "d/b", "empty", "link"];
        assert_eq!(listing(&to), whole);
        assert_eq!(fs::read_link(to.join("link")).unwrap(), Path::new("d/b"));
        let (old, new) = (
            fs::metadata(root.join("from/a")).unwrap(),
            fs::metadata(to.join("a")).unwrap(),
        );
        assert_eq!(
            (old.mode(), old.modified().unwrap()),
            (new.mode(), new.modified().unwrap())
        );

        // A change that keeps size and time shows all the same.
        let time = fs::metadata(to.join("d/b")).unwrap().modified().unwrap();
        fs::write(to.join("d/b"), "TWO").unwrap();
        File::options()
            .write(true)
            .open(to.join("d/b"))
            .unwrap()
            .set_modified(time)
            .unwrap();
        write(&to, "new/x", "");
        write(&to, ".git/x", "");
        fs::remove_file(to.join("a")).unwrap();
        fs::create_dir(to.join("a")).unwrap();
        let untouched = fs::symlink_metadata(to.join("link")).unwrap().ino();
        sync(&mut mirror, root, &list);
        assert_eq!(fs::read(to.join("d/b")).unwrap(), b"two");
        assert_eq!(fs::read(to.join("a")).unwrap(), b"one");
        assert_eq!(
            listing(&to),
            [".git", ".git/x", "a", "d", "d/b", "empty", "link"]
        );
        assert_eq!(
            fs::symlink_metadata(to.join("link")).unwrap().ino(),
            untouched
        );

        write(root, "from/a", "changed");
        sync(&mut mirror, root, &["a"]);
        assert_eq!(fs::read(to.join("a")).unwrap(), b"changed");
        assert_eq!(listing(&to), [".git", ".git/x", "a"]);
    }

    #[test]
    fn many_files_are_copied_in_parallel() {
        let root = tempfile::tempdir().unwrap();
        let names: Vec<_> = (0..500).map(|n| format!("d{}/f{n}", n % 7)).collect();
        for name in &names {
            write(root.path(), &format!("from/{name}"), name);
        }
        let list: Vec<_> = names.iter().map(String::as_str).collect();
        let mirrored = sync(&mut Mirror::default(), root.path(), &list);
        assert!(mirrored.warnings.is_empty());
        for name in &names {
            assert_eq!(
                fs::read_to_string(root.path().join("to").join(name)).unwrap(),
                *name
            );
        }
    }

    #[test]
    fn what_is_no_file_is_left_out_with_a_warning() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("from")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.path().join("from/s")).unwrap();
        let mirrored = sync(&mut Mirror::default(), root.path(), &["s"]);
        assert!(mirrored.warnings[0].contains("left out"), "{mirrored:?}");
    }
}
