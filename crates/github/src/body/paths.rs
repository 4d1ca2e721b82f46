//! Paths as the job sees them, and on this machine.

use std::path::{Component, Path, PathBuf};

use super::BodyRun;

/// Where a path of the job lies on this machine; relative ones start in the workspace.
pub(crate) fn on_host(body: &BodyRun<'_>, path: &Path) -> PathBuf {
    let path = normal(&body.sandbox.workspace().join(path));
    let own = [
        (body.sandbox.workspace(), body.host.workspace()),
        (body.sandbox.private(), body.host.private()),
    ];
    let own = own.map(|(guest, host)| (guest.to_path_buf(), host.to_path_buf()));
    let mounts = body.host.mounts().into_iter();
    let mounts = mounts.map(|mount| (mount.guest, mount.host));
    let below = own.into_iter().chain(mounts).find_map(|(guest, host)| {
        let rest = path.strip_prefix(guest).ok()?;
        Some(host.join(rest))
    });
    below.unwrap_or(path)
}

/// A path below the workspace, relative to it; any other as it is.
pub(crate) fn in_workspace(body: &BodyRun<'_>, path: &str) -> String {
    let whole = normal(&body.sandbox.workspace().join(path));
    match whole.strip_prefix(body.sandbox.workspace()) {
        Ok(rest) => rest.display().to_string(),
        Err(_) => path.to_owned(),
    }
}

/// Without `.` and `..`.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
