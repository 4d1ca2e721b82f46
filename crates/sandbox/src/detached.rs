//! Processes that outlive the one that started them, and are found again by it or by another one.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group, setsid};
use serde::{Deserialize, Serialize};
use tokio::process::{Child, Command};

use crate::owner::Owner;

/// A program that is to outlive this process.
#[derive(Debug)]
pub struct DetachedOrder {
    /// The program's file.
    pub program: PathBuf,
    /// Its arguments. Everybody on the machine can read them.
    pub arguments: Vec<OsString>,
    /// The whole environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Where it starts.
    pub cwd: PathBuf,
    /// What it prints goes there.
    pub output: File,
}

/// A process of this machine, told apart from a later one with the same number, also after a restart of the
/// machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProcessId(String);

/// How a process is told to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSignal {
    /// It may clean up (SIGTERM).
    Terminate,
    /// It ends at once, with its process group (SIGKILL).
    Kill,
}

/// Starts a program in a session of its own. It goes on when this process ends, however that ends; while this
/// process lives, somebody should wait for it.
#[expect(
    unsafe_code,
    reason = "the standard library has no stable way to start a session"
)]
pub fn spawn_detached(order: DetachedOrder) -> io::Result<Child> {
    #[expect(clippy::disallowed_methods, reason = "processes start in this crate")]
    let mut command = Command::new(order.program);
    command
        .args(order.arguments)
        .current_dir(order.cwd)
        .env_clear()
        .envs(order.environment)
        .stdin(Stdio::null())
        .stdout(order.output.try_clone()?)
        .stderr(order.output);
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; this is a system call and
    // allocates nothing.
    unsafe {
        command.pre_exec(|| setsid().map(drop).map_err(io::Error::from));
    }
    command.spawn()
}

impl ProcessId {
    /// This process.
    pub fn own() -> Self {
        Self::of(std::process::id())
    }

    /// The process with this number here and now; gone from the beginning where there is none.
    pub fn of(pid: u32) -> Self {
        Self(Owner::of(pid).to_string())
    }

    /// Whether it goes on.
    pub fn is_alive(&self) -> bool {
        self.owner().is_some_and(|owner| owner.is_alive())
    }

    /// Sends a signal, unless the process is gone. A process that is stopped acts on it when it goes on.
    pub fn signal(&self, signal: EndSignal) {
        let Some(owner) = self.owner() else { return };
        let Some(pid) = owner.number() else { return };
        if !owner.is_alive() {
            return;
        }
        match signal {
            EndSignal::Terminate => terminate(&owner, pid),
            EndSignal::Kill => {
                kill_group(pid);
                send(&owner, pid, Signal::KILL);
            }
        }
    }

    fn owner(&self) -> Option<Owner> {
        Owner::parse(&self.0)
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn terminate(owner: &Owner, pid: Pid) {
    send(owner, pid, Signal::TERM);
}

/// Only where it leads a group of its own: else the group is somebody else's.
fn kill_group(pid: Pid) {
    if rustix::process::getpgid(Some(pid)) == Ok(pid) {
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// Through a descriptor, so that no other process gets it that was given the number meanwhile.
#[cfg(target_os = "linux")]
fn send(owner: &Owner, pid: Pid, signal: Signal) {
    use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};
    match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(handle) if owner.is_alive() => {
            let _ = pidfd_send_signal(handle, signal);
        }
        Ok(_) => {}
        // A kernel without such descriptors.
        Err(_) => {
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn send(_owner: &Owner, pid: Pid, signal: Signal) {
    let _ = rustix::process::kill_process(pid, signal);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn spawn(script: &str) -> Child {
        let folder = tempfile::tempdir().unwrap();
        spawn_detached(DetachedOrder {
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), script.into()],
            environment: Vec::new(),
            cwd: "/".into(),
            output: File::create(folder.path().join("output")).unwrap(),
        })
        .unwrap()
    }

    #[test]
    fn this_process_lives_and_nonsense_does_not() {
        assert!(ProcessId::own().is_alive());
        assert!(!ProcessId::of(u32::MAX - 1).is_alive());
        assert!(!ProcessId("nonsense".to_owned()).is_alive());
    }

    #[tokio::test]
    async fn a_process_is_ended_with_its_group() {
        let mut child = spawn("sleep 600 & wait");
        let process = ProcessId::of(child.id().unwrap());
        assert!(process.is_alive());
        process.signal(EndSignal::Kill);
        let ended = tokio::time::timeout(Duration::from_secs(10), child.wait()).await;
        assert!(!ended.unwrap().unwrap().success());
        assert!(!process.is_alive());
        process.signal(EndSignal::Kill);
    }

    #[tokio::test]
    async fn a_process_hears_that_it_is_to_end() {
        let mut child = spawn("trap 'exit 7' TERM; while :; do sleep 0.01; done");
        let process = ProcessId::of(child.id().unwrap());
        let ended = async {
            loop {
                process.signal(EndSignal::Terminate);
                if let Ok(Some(status)) = child.try_wait() {
                    return status.code();
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let code = tokio::time::timeout(Duration::from_secs(10), ended).await;
        assert!(matches!(code.unwrap(), Some(7) | None));
    }
}
