//! Unpacking an archive that nobody vouches for.
//!
//! Nothing is written outside of the target folder: names must be relative and without `..`; every
//! folder on the way is opened beneath the target by the kernel's own rule, so that neither links
//! of the workspace nor those that the archive itself made lead out; what is in the way is
//! unlinked, never written through. Links may point anywhere (a Python environment's do): they
//! are not followed here.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags, Timespec, Timestamps};
use rustix::io::Errno;
use tar::{Archive, Entry, EntryType};

/// How much an archive may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Files, links and folders.
    pub entries: usize,
    /// Bytes of all files together.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 10_000_000,
            bytes: 256 << 30,
        }
    }
}

/// Why an archive was not unpacked whole.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// An entry would reach what it must not.
    #[error("refused to unpack {entry}: {why}")]
    Refused {
        /// Its name.
        entry: String,
        /// What it tries.
        why: &'static str,
    },
    /// It holds too much.
    #[error("refused to unpack: {0}")]
    TooLarge(String),
    /// The archive is broken, or the system refuses something.
    #[error("{doing}: {source}")]
    Io {
        /// `unpack build/app`
        doing: String,
        /// The system's own words.
        source: io::Error,
    },
}

/// Unpacks an archive into a folder and returns how many entries it had.
pub fn unpack(archive: impl Read, into: &Path, limits: Limits) -> Result<usize, UnpackError> {
    let broken = |source| io_error(Path::new("archive"), source);
    let mut archive = Archive::new(zstd::Decoder::new(archive).map_err(broken)?);
    let mut target = Target::open(into)?;
    let mut bytes = 0_u64;
    let mut count = 0;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        count += 1;
        bytes = bytes.saturating_add(entry.size());
        check_limits(limits, count, bytes)?;
        target.place(&mut entry)?;
    }
    target.finish();
    Ok(count)
}

fn check_limits(limits: Limits, count: usize, bytes: u64) -> Result<(), UnpackError> {
    if count > limits.entries {
        let limit = limits.entries;
        return Err(UnpackError::TooLarge(format!("more than {limit} entries")));
    }
    if bytes > limits.bytes {
        let limit = limits.bytes;
        return Err(UnpackError::TooLarge(format!("more than {limit} bytes")));
    }
    Ok(())
}

struct Target {
    root: OwnedFd,
    /// The folder of the entry before: most entries lie in the same one.
    last: Option<(PathBuf, OwnedFd)>,
    /// Set at the end, so that a folder without write permission can be filled.
    modes: Vec<(PathBuf, Mode)>,
}

impl Target {
    fn open(into: &Path) -> Result<Self, UnpackError> {
        let flags = OFlags::DIRECTORY | OFlags::PATH | OFlags::CLOEXEC;
        let root = rustix::fs::open(into, flags, Mode::empty())
            .map_err(|error| io_error(into, error.into()))?;
        Ok(Self {
            root,
            last: None,
            modes: Vec::new(),
        })
    }

    fn place<R: Read>(&mut self, entry: &mut Entry<'_, R>) -> Result<(), UnpackError> {
        let written = entry.path().map_err(|e| io_error(Path::new("?"), e))?;
        let written = written.into_owned();
        let path = safe(&written)?;
        let Some((folder, name)) = split(&path) else {
            return Ok(());
        };
        match entry.header().entry_type() {
            EntryType::Directory => self.folder(&path, entry),
            EntryType::Regular | EntryType::Continuous => self.file(folder, name, &path, entry),
            EntryType::Symlink => self.link(folder, name, &path, entry),
            EntryType::Link => Err(refused(&written, "it is a hard link")),
            EntryType::Char | EntryType::Block => Err(refused(&written, "it is a device")),
            EntryType::Fifo => Err(refused(&written, "it is a pipe")),
            _ => Err(refused(&written, "it is of an unknown kind")),
        }
    }

    fn folder<R: Read>(&mut self, path: &Path, entry: &Entry<'_, R>) -> Result<(), UnpackError> {
        self.parent(path)?;
        let mode = entry.header().mode().unwrap_or(0o755) & 0o777 | 0o700;
        self.modes
            .push((path.to_path_buf(), Mode::from_raw_mode(mode)));
        Ok(())
    }

    fn file<R: Read>(
        &mut self,
        folder: &Path,
        name: &OsStr,
        path: &Path,
        entry: &mut Entry<'_, R>,
    ) -> Result<(), UnpackError> {
        let parent = self.parent(folder)?;
        remove(parent, name).map_err(|e| io_error(path, e.into()))?;
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(entry.header().mode().unwrap_or(0o644) & 0o777);
        let file = rustix::fs::openat(parent, name, flags, Mode::RUSR | Mode::WUSR)
            .map_err(|e| io_error(path, e.into()))?;
        let time = time_of(entry);
        let mut file = File::from(file);
        io::copy(entry, &mut file).map_err(|e| io_error(path, e))?;
        rustix::fs::fchmod(&file, mode).map_err(|e| io_error(path, e.into()))?;
        rustix::fs::futimens(&file, &time).map_err(|e| io_error(path, e.into()))
    }

    fn link<R: Read>(
        &mut self,
        folder: &Path,
        name: &OsStr,
        path: &Path,
        entry: &mut Entry<'_, R>,
    ) -> Result<(), UnpackError> {
        let target = entry.link_name().map_err(|e| io_error(path, e))?;
        let target = target.ok_or_else(|| refused(path, "it is a link to nothing"))?;
        let target = target.into_owned();
        let time = time_of(entry);
        let parent = self.parent(folder)?;
        remove(parent, name).map_err(|e| io_error(path, e.into()))?;
        rustix::fs::symlinkat(&target, parent, name).map_err(|e| io_error(path, e.into()))?;
        rustix::fs::utimensat(parent, name, &time, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| io_error(path, e.into()))
    }

    /// Opens a folder beneath the target, and makes it where it is missing.
    fn parent(&mut self, folder: &Path) -> Result<&OwnedFd, UnpackError> {
        if !matches!(&self.last, Some((last, _)) if last == folder) {
            let opened = match open_beneath(&self.root, folder) {
                Err(Errno::NOENT | Errno::NOTDIR) => self.make(folder)?,
                other => other.map_err(|error| way_error(folder, error))?,
            };
            self.last = Some((folder.to_path_buf(), opened));
        }
        match &self.last {
            Some((_, opened)) => Ok(opened),
            None => Ok(&self.root),
        }
    }

    fn make(&self, folder: &Path) -> Result<OwnedFd, UnpackError> {
        let mut at = PathBuf::new();
        let mut opened = open_beneath(&self.root, &at).map_err(|e| way_error(folder, e))?;
        for part in folder.components() {
            at.push(part);
            opened = match open_beneath(&self.root, &at) {
                Err(error @ (Errno::NOENT | Errno::NOTDIR)) => {
                    if error == Errno::NOTDIR || is_there(&opened, part.as_os_str()) {
                        remove(&opened, part.as_os_str()).map_err(|e| way_error(folder, e))?;
                    }
                    let mode = Mode::from_raw_mode(0o755);
                    rustix::fs::mkdirat(&opened, part.as_os_str(), mode)
                        .map_err(|e| way_error(folder, e))?;
                    open_beneath(&self.root, &at).map_err(|e| way_error(folder, e))?
                }
                other => other.map_err(|e| way_error(folder, e))?,
            };
        }
        Ok(opened)
    }

    fn finish(self) {
        for (folder, mode) in self.modes.iter().rev() {
            if let Ok(opened) = open_beneath(&self.root, folder) {
                let _ = rustix::fs::chmodat(&opened, ".", *mode, AtFlags::empty());
            }
        }
    }
}

fn is_there(folder: &OwnedFd, name: &OsStr) -> bool {
    rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).is_ok()
}

/// The name as a path that stays within the target.
fn safe(written: &Path) -> Result<PathBuf, UnpackError> {
    let mut path = PathBuf::new();
    for part in written.components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir => return Err(refused(written, "its name contains ..")),
            Component::RootDir | Component::Prefix(_) => {
                return Err(refused(written, "its name is absolute"));
            }
        }
    }
    Ok(path)
}

fn split(path: &Path) -> Option<(&Path, &OsStr)> {
    Some((path.parent()?, path.file_name()?))
}

fn open_beneath(root: &OwnedFd, folder: &Path) -> Result<OwnedFd, Errno> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let flags = OFlags::DIRECTORY | OFlags::PATH | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    match rustix::fs::openat2(root, folder, flags, Mode::empty(), resolve) {
        Err(Errno::NOSYS | Errno::PERM) => open_without_links(root, folder),
        other => other,
    }
}

/// For kernels without `openat2`: no link at all may lie on the way.
fn open_without_links(root: &OwnedFd, folder: &Path) -> Result<OwnedFd, Errno> {
    let flags = OFlags::DIRECTORY | OFlags::PATH | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let mut opened = rustix::fs::openat(root, ".", flags, Mode::empty())?;
    for part in folder.components() {
        opened = rustix::fs::openat(&opened, part.as_os_str(), flags, Mode::empty())?;
    }
    Ok(opened)
}

/// Removes what is in the way; a folder only when it is empty.
fn remove(parent: &OwnedFd, name: &OsStr) -> Result<(), Errno> {
    match rustix::fs::unlinkat(parent.as_fd(), name, AtFlags::empty()) {
        Err(Errno::NOENT) => Ok(()),
        Err(Errno::ISDIR | Errno::PERM) => {
            rustix::fs::unlinkat(parent.as_fd(), name, AtFlags::REMOVEDIR)
        }
        other => other,
    }
}

fn time_of<R: Read>(entry: &mut Entry<'_, R>) -> Timestamps {
    let whole = entry.header().mtime().unwrap_or_default();
    let whole = (i64::try_from(whole).unwrap_or_default(), 0);
    let (seconds, nanoseconds) = precise_time(entry).unwrap_or(whole);
    let time = Timespec {
        tv_sec: seconds,
        tv_nsec: nanoseconds,
    };
    Timestamps {
        last_access: time,
        last_modification: time,
    }
}

fn precise_time<R: Read>(entry: &mut Entry<'_, R>) -> Option<(i64, i64)> {
    let extensions = entry.pax_extensions().ok()??;
    let mut found = extensions.flatten().filter(|e| e.key() == Ok("mtime"));
    let (seconds, fraction) = found.next()?.value().ok()?.split_once('.')?;
    let nanoseconds = format!("{fraction:0<9}");
    Some((seconds.parse().ok()?, nanoseconds.get(..9)?.parse().ok()?))
}

fn refused(entry: &Path, why: &'static str) -> UnpackError {
    UnpackError::Refused {
        entry: entry.display().to_string(),
        why,
    }
}

fn way_error(folder: &Path, error: Errno) -> UnpackError {
    match error {
        Errno::XDEV | Errno::LOOP => refused(folder, "a symbolic link leads out of the workspace"),
        other => io_error(folder, other.into()),
    }
}

fn io_error(path: &Path, source: io::Error) -> UnpackError {
    UnpackError::Io {
        doing: format!("unpack {}", path.display()),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;
    use crate::archive::{Store, Wanted, select};

    /// An archive as only an attacker writes it: names go into the header unchecked.
    fn archive(entries: &[(&str, EntryType, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
        for (name, kind, content) in entries {
            let mut header = tar::Header::new_gnu();
            let is_link = matches!(kind, EntryType::Symlink | EntryType::Link);
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            if is_link {
                let field = &mut header.as_gnu_mut().unwrap().linkname;
                field[..content.len()].copy_from_slice(content.as_bytes());
            }
            header.set_entry_type(*kind);
            header.set_mode(0o4755);
            header.set_size(if is_link { 0 } else { content.len() as u64 });
            header.set_cksum();
            let content = if is_link { "" } else { content };
            builder.append(&header, content.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap()
    }

    /// Unpacks into a folder beside which a file lies that must not change.
    fn check(entries: &[(&str, EntryType, &str)], expected: Result<&[&str], &str>) {
        let around = tempfile::tempdir().unwrap();
        let outside = around.path().join("outside");
        let into = around.path().join("in");
        fs::create_dir_all(&into).unwrap();
        fs::create_dir_all(&outside).unwrap();
        fs::write(outside.join("victim"), "safe").unwrap();
        symlink(&outside, into.join("escape")).unwrap();
        symlink("real", into.join("within")).unwrap();
        fs::create_dir(into.join("real")).unwrap();
        let limits = Limits {
            entries: 10,
            bytes: 1000,
        };
        let result = unpack(archive(entries).as_slice(), &into, limits);
        assert_eq!(fs::read(outside.join("victim")).unwrap(), b"safe");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1, "{entries:?}");
        assert_eq!(
            fs::read_dir(around.path()).unwrap().count(),
            2,
            "{entries:?}"
        );
        match expected {
            Ok(files) => {
                result.unwrap();
                for file in files {
                    assert!(into.join(file).symlink_metadata().is_ok(), "{file}");
                }
            }
            Err(why) => {
                let message = result.unwrap_err().to_string();
                assert!(message.contains(why), "{message}");
            }
        }
    }

    #[test]
    fn nothing_leaves_the_folder() {
        use EntryType::{Link, Regular, Symlink};
        check(&[("/tmp/x", Regular, "")], Err("absolute"));
        check(&[("../outside/victim", Regular, "bad")], Err(".."));
        check(&[("a/../../outside/victim", Regular, "bad")], Err(".."));
        check(&[("escape/victim", Regular, "bad")], Err("symbolic link"));
        check(&[("escape/new/deep", Regular, "bad")], Err("symbolic link"));
        check(
            &[("l", Symlink, "../outside"), ("l/victim", Regular, "bad")],
            Err("symbolic link"),
        );
        check(
            &[("l", Symlink, "../outside/victim"), ("l", Regular, "bad")],
            Ok(&["l"]),
        );
        check(&[("h", Link, "../outside/victim")], Err("hard link"));
        check(
            &[("escape", EntryType::Directory, "")],
            Err("symbolic link"),
        );
    }

    #[test]
    fn special_files_are_refused() {
        check(&[("d", EntryType::Char, "")], Err("device"));
        check(&[("d", EntryType::Block, "")], Err("device"));
        check(&[("d", EntryType::Fifo, "")], Err("pipe"));
    }

    #[test]
    fn the_size_is_bounded() {
        let long = "x".repeat(600);
        let file = |name| (name, EntryType::Regular, long.as_str());
        check(&[file("a"), file("b")], Err("more than 1000 bytes"));
        let many: Vec<_> = (0..11).map(|_| ("a", EntryType::Regular, "")).collect();
        check(&many, Err("more than 10 entries"));
        let broken = unpack(
            &b"no archive"[..],
            tempfile::tempdir().unwrap().path(),
            Limits::default(),
        );
        assert!(broken.is_err());
    }

    #[test]
    fn links_within_the_workspace_are_followed_and_what_is_in_the_way_goes() {
        use EntryType::{Directory, Regular, Symlink};
        check(&[("within/f", Regular, "x")], Ok(&["real/f"]));
        check(&[("f", Regular, "x"), ("f/g", Regular, "y")], Ok(&["f/g"]));
        check(&[("d", Directory, ""), ("d", Symlink, "x")], Ok(&["d"]));
    }

    #[test]
    fn what_was_packed_comes_out_the_same() {
        let from = tempfile::tempdir().unwrap();
        let long = "n".repeat(200);
        let file = from.path().join("dir").join(&long);
        fs::create_dir_all(from.path().join("dir/empty")).unwrap();
        fs::write(&file, "content").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
        symlink("/nowhere/at/all", from.path().join("dir/link")).unwrap();
        fs::set_permissions(from.path().join("dir"), fs::Permissions::from_mode(0o555)).unwrap();

        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path());
        let paths = ["dir".to_owned()];
        let wanted = Wanted {
            paths: &paths,
            ..Wanted::default()
        };
        let selected = select(from.path(), &[], &wanted);
        let (id, packed) = store.save(from.path(), &selected).unwrap();
        assert_eq!(packed.files, ["dir/link".to_owned(), format!("dir/{long}")]);
        assert_eq!(store.save(from.path(), &selected).unwrap().0, id);

        let into = tempfile::tempdir().unwrap();
        assert_eq!(store.unpack(&id, into.path()).unwrap(), 4);
        store.unpack(&id, into.path()).unwrap();
        let (old, new) = (
            file.metadata().unwrap(),
            into.path().join("dir").join(&long),
        );
        let new = new.metadata().unwrap();
        assert_eq!(
            (old.mode(), old.mtime(), old.mtime_nsec()),
            (new.mode(), new.mtime(), new.mtime_nsec())
        );
        assert_eq!(
            fs::read_link(into.path().join("dir/link")).unwrap(),
            Path::new("/nowhere/at/all")
        );
        assert!(into.path().join("dir/empty").is_dir());
        let name = format!("dir/{long}");
        assert_eq!(store.read(&id, &name).unwrap().unwrap(), b"content");
        assert_eq!(store.read(&id, "none").unwrap(), None);
    }
}
