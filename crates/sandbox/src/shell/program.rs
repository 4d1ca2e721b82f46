//! Finds a program and starts it.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::fs::{Access, access};
use rustix::process::setsid;
use tokio::process::{Child, Command};

use crate::Exec;

/// Where a command's three streams go.
pub(super) struct Streams {
    pub(super) stdin: Stdio,
    pub(super) output: OwnedFd,
}

/// Starts a command with nothing but `environment`, in a session (and so a process group) of its own:
/// what would ask at the terminal of this process, as ssh and sudo do, fails at once. In the same
/// session it would be stopped, and nobody could answer.
#[expect(
    unsafe_code,
    reason = "the standard library has no stable way to start a session"
)]
pub(super) fn spawn(
    exec: &Exec,
    environment: &[(OsString, OsString)],
    streams: Streams,
) -> io::Result<Child> {
    let name = exec.argv.first().map(String::as_str).unwrap_or_default();
    let program = find(name, &exec.cwd, &path_variable(exec, environment))?;
    #[expect(clippy::disallowed_methods, reason = "a job's processes start here")]
    let mut command = Command::new(program);
    command
        .arg0(name)
        .args(exec.argv.iter().skip(1))
        .current_dir(&exec.cwd)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .envs(exec.env.iter().map(|(name, value)| (name, value)))
        .stdin(streams.stdin)
        .stdout(streams.output.try_clone()?)
        .stderr(streams.output);
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; these are system calls
    // and allocate nothing.
    unsafe {
        command.pre_exec(|| {
            hear_interrupts();
            setsid().map(drop).map_err(io::Error::from)
        });
    }
    command.spawn()
}

/// A process that a shell starts in the background ignores interrupts, and its children inherit that: a
/// job would not hear that it is canceled.
#[expect(
    unsafe_code,
    reason = "there is no safe way to set how a signal is taken"
)]
fn hear_interrupts() {
    for signal in [libc::SIGINT, libc::SIGQUIT] {
        // SAFETY: the default action is no function of ours, and both are signals.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
}

fn path_variable(exec: &Exec, environment: &[(OsString, OsString)]) -> OsString {
    let own = exec.env.iter().rev().find(|(name, _)| name == "PATH");
    let inherited = || environment.iter().rev().find(|(name, _)| name == "PATH");
    own.map(|(_, value)| value.into())
        .or_else(|| inherited().map(|(_, value)| value.clone()))
        .unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into())
}

/// The file of a program, as a shell finds it: by its path, or in the folders of `path`.
fn find(name: &str, cwd: &Path, path: &OsStr) -> io::Result<PathBuf> {
    if name.contains('/') {
        return Ok(cwd.join(name));
    }
    let candidates: Vec<PathBuf> = std::env::split_paths(path)
        .map(|folder| cwd.join(folder).join(name))
        .filter(|file| !name.is_empty() && file.is_file())
        .collect();
    let executable = candidates
        .iter()
        .find(|file| access(*file, Access::EXEC_OK).is_ok());
    executable
        .or(candidates.first())
        .cloned()
        .ok_or_else(|| io::ErrorKind::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_as_a_shell_finds_them() {
        let find = |name| {
            find(
                name,
                Path::new("/somewhere"),
                OsStr::new("/nowhere:/bin:/usr/bin"),
            )
        };
        assert_eq!(find("sh").unwrap(), Path::new("/bin/sh"));
        assert_eq!(find("./x").unwrap(), Path::new("/somewhere/./x"));
        assert_eq!(find("/x").unwrap(), Path::new("/x"));
        for missing in ["", "no-such-program"] {
            assert_eq!(find(missing).unwrap_err().kind(), io::ErrorKind::NotFound);
        }
    }
}
