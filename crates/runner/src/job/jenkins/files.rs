//! Files of a node, from this side. A container can put links into its workspace: those that lead out of it are
//! refused.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use maillon_jenkins::{FoundFile, Selection, Where};
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, open, openat2};

use super::ant;
use super::node::Reach;

/// The largest file that a step reads whole.
const LARGEST: u64 = 256 << 20;

pub(super) fn read(reach: &Reach) -> Result<Option<Vec<u8>>, String> {
    let file = match open_file(reach, OFlags::RDONLY, Mode::empty()) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(sentence("read", reach, &error)),
    };
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    if length > LARGEST {
        return Err(format!(
            "{} is larger than {LARGEST} bytes",
            shown(reach).display()
        ));
    }
    let mut bytes = Vec::new();
    let read = file.take(LARGEST).read_to_end(&mut bytes);
    read.map_err(|error| sentence("read", reach, &error))?;
    Ok(Some(bytes))
}

pub(super) fn write(reach: &Reach, content: &[u8], mode: u32) -> Result<(), String> {
    if let Some(parent) = parent(reach) {
        make_folder(&parent)?;
    }
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
    let file = open_file(reach, flags, Mode::from_raw_mode(mode));
    let mut file = file.map_err(|error| sentence("write", reach, &error))?;
    let written = file
        .write_all(content)
        .and_then(|()| file.set_permissions(fs::Permissions::from_mode(mode)));
    written.map_err(|error| sentence("write", reach, &error))
}

pub(super) fn look(reach: &Reach) -> Result<Where, String> {
    let found = match reach {
        Reach::Anywhere(path) => fs::metadata(path),
        Reach::Below(..) => {
            open_file(reach, OFlags::PATH, Mode::empty()).and_then(|file| file.metadata())
        }
    };
    match found {
        Ok(metadata) if metadata.is_dir() => Ok(Where::Folder),
        Ok(_) => Ok(Where::File),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Where::Nothing),
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NOTDIR.raw_os_error()) => {
            Ok(Where::Nothing)
        }
        Err(error) => Err(sentence("look at", reach, &error)),
    }
}

pub(super) fn remove(reach: &Reach) -> Result<(), String> {
    let path = shown(reach);
    if let Some(around) = parent(reach)
        && look(&around)? != Where::Folder
    {
        return Ok(());
    }
    let removed = match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_dir() => crate::workspace::remove_all(&path),
        Ok(_) => fs::remove_file(&path),
        Err(_) => Ok(()),
    };
    removed.map_err(|error| sentence("remove", reach, &error))
}

pub(super) fn make_folder(reach: &Reach) -> Result<(), String> {
    if look(reach)? == Where::Folder {
        return Ok(());
    }
    if let Some(around) = parent(reach) {
        make_folder(&around)?;
    }
    let made = match reach {
        Reach::Anywhere(path) => fs::create_dir(path),
        Reach::Below(root, below) => make_below(root, below),
    };
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(sentence("make", reach, &error))
        }
        _ => Ok(()),
    }
}

fn make_below(root: &Path, below: &Path) -> io::Result<()> {
    let around = below.parent().unwrap_or(Path::new(""));
    let folder = beneath(
        root,
        around,
        OFlags::PATH | OFlags::DIRECTORY,
        Mode::empty(),
    )?;
    let name = below.file_name().unwrap_or_default();
    Ok(rustix::fs::mkdirat(
        folder,
        name,
        Mode::from_raw_mode(0o755),
    )?)
}

pub(super) fn find(root: &Path, what: &Selection) -> Result<Vec<FoundFile>, String> {
    let found = ant::select(root, what)?.into_iter();
    let with_facts = found.filter_map(|path| {
        let metadata = fs::symlink_metadata(root.join(&path)).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(FoundFile {
            path: path.to_str()?.to_owned(),
            size: metadata.len(),
            modified_ms: i64::try_from(modified.as_millis()).unwrap_or(i64::MAX),
        })
    });
    Ok(with_facts.collect())
}

/// The folder of a reach, without links that lead out.
pub(super) fn folder(reach: &Reach) -> Result<PathBuf, String> {
    match reach {
        Reach::Anywhere(path) => Ok(path.clone()),
        Reach::Below(root, below) => {
            let path = root.join(below);
            let real = fs::canonicalize(&path).map_err(|error| sentence("find", reach, &error))?;
            let top = fs::canonicalize(root).map_err(|error| sentence("find", reach, &error))?;
            if !real.starts_with(&top) {
                return Err(format!("{} leads out of the workspace", path.display()));
            }
            Ok(real)
        }
    }
}

fn parent(reach: &Reach) -> Option<Reach> {
    match reach {
        Reach::Anywhere(path) => path.parent().map(|path| Reach::Anywhere(path.to_owned())),
        Reach::Below(root, below) => {
            let around = below.parent()?;
            Some(Reach::Below(root.clone(), around.to_owned()))
        }
    }
}

fn open_file(reach: &Reach, flags: OFlags, mode: Mode) -> io::Result<fs::File> {
    let flags = flags | OFlags::CLOEXEC;
    Ok(match reach {
        Reach::Anywhere(path) => open(path, flags, mode)?.into(),
        Reach::Below(root, below) => beneath(root, below, flags, mode)?.into(),
    })
}

fn beneath(
    root: &Path,
    below: &Path,
    flags: OFlags,
    mode: Mode,
) -> io::Result<rustix::fd::OwnedFd> {
    let top = rustix::fs::openat(
        CWD,
        root,
        OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    let below = if below.as_os_str().is_empty() {
        Path::new(".")
    } else {
        below
    };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    Ok(openat2(top, below, flags | OFlags::CLOEXEC, mode, resolve)?)
}

fn shown(reach: &Reach) -> PathBuf {
    match reach {
        Reach::Anywhere(path) => path.clone(),
        Reach::Below(root, below) => root.join(below),
    }
}

fn sentence(doing: &str, reach: &Reach, error: &io::Error) -> String {
    let path = shown(reach);
    match error.kind() {
        io::ErrorKind::StorageFull => format!("disk full: {doing} {}: {error}", path.display()),
        io::ErrorKind::CrossesDevices => format!("{} leads out of the workspace", path.display()),
        _ => format!("{doing} {}: {error}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_out_of_a_containers_workspace_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("ws");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("secret"), "s").unwrap();
        std::os::unix::fs::symlink(folder.path(), root.join("out")).unwrap();
        let below = |path: &str| Reach::Below(root.clone(), path.into());
        assert!(
            read(&below("out/secret"))
                .unwrap_err()
                .contains("leads out")
        );
        assert!(write(&below("out/new"), b"", 0o644).is_err());
        assert!(make_folder(&below("out/d")).is_err());
        assert!(self::folder(&below("out")).is_err());
        assert!(!folder.path().join("new").exists() && !folder.path().join("d").exists());
    }

    #[test]
    fn files_are_written_read_and_removed() {
        let root = tempfile::tempdir().unwrap();
        for reach in [
            Reach::Below(root.path().to_owned(), "a/b/c".into()),
            Reach::Anywhere(root.path().join("d/e/f")),
        ] {
            assert_eq!(read(&reach), Ok(None));
            write(&reach, b"text", 0o600).unwrap();
            assert_eq!(read(&reach), Ok(Some(b"text".to_vec())));
            assert_eq!(look(&reach), Ok(Where::File));
            remove(&reach).unwrap();
            assert_eq!(look(&reach), Ok(Where::Nothing));
            assert_eq!(look(&parent(&reach).unwrap()), Ok(Where::Folder));
        }
    }
}
