//! Overlay mounts, where the kernel lets this process make them.

use std::ffi::CString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::mount::{MountFlags, UnmountFlags};

use super::remove::remove_all;

/// The folders of one overlay.
pub(super) struct Overlay<'a> {
    /// What shows through.
    pub(super) lower: &'a Path,
    /// Where what the job writes goes; made and removed with the mount.
    pub(super) upper: &'a Path,
    /// For the kernel's own use.
    pub(super) work: &'a Path,
    /// Where it appears.
    pub(super) at: &'a Path,
}

impl Overlay<'_> {
    /// Mounts it.
    pub(super) fn mount(&self) -> io::Result<()> {
        for folder in [self.upper, self.work, self.at] {
            fs::create_dir_all(folder)?;
        }
        let options = self.options()?;
        // redirect_dir: a job may rename folders; volatile: nobody needs the data after a crash.
        let wishes = [
            ",redirect_dir=on,metacopy=off,volatile",
            ",redirect_dir=on",
            "",
        ];
        let mut last = Ok(());
        for wish in wishes {
            let data = CString::new(format!("{options}{wish}"))?;
            let flags = MountFlags::NODEV | MountFlags::NOSUID;
            last = rustix::mount::mount("maillon", self.at, "overlay", flags, data.as_c_str());
            if last.is_ok() {
                break;
            }
        }
        last.map_err(io::Error::from)
    }

    fn options(&self) -> io::Result<String> {
        let plain = |path: &Path| {
            let text = path
                .to_str()
                .filter(|text| !text.contains([',', ':', '\\']));
            text.map(str::to_owned)
                .ok_or_else(|| io::Error::other("a folder's name can't stand in mount options"))
        };
        Ok(format!(
            "lowerdir={},upperdir={},workdir={}",
            plain(self.lower)?,
            plain(self.upper)?,
            plain(self.work)?
        ))
    }

    /// Unmounts it, also while something still uses it, and removes what was written.
    pub(super) fn unmount(&self) {
        unmount(self.at);
        let _ = remove_all(self.upper);
        let _ = remove_all(self.work);
    }
}

/// Unmounts whatever is mounted on a folder.
pub(super) fn unmount(at: &Path) {
    if at.as_os_str().as_bytes().is_empty() {
        return;
    }
    let _ = rustix::mount::unmount(at, UnmountFlags::DETACH | UnmountFlags::NOFOLLOW);
}

/// Whether overlays can be mounted in a folder: found out by mounting one.
pub(super) fn works_in(folder: &Path) -> bool {
    let probe = || -> io::Result<()> {
        let probe = tempfile::tempdir_in(folder)?;
        let names = ["lower", "upper", "work", "at"].map(|name| probe.path().join(name));
        let [lower, upper, work, at] = &names;
        fs::create_dir(lower)?;
        let overlay = Overlay {
            lower,
            upper,
            work,
            at,
        };
        overlay.mount()?;
        let writable = fs::write(at.join("file"), "x");
        overlay.unmount();
        writable
    };
    rustix::process::geteuid().is_root() && probe().is_ok()
}
