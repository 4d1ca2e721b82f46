//! A command and its process group: waiting, signals, exit codes.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::{
    Pid, Signal, WaitOptions, kill_process_group, test_kill_process_group, waitpgid,
};
use tokio::process::Child;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{Ending, Exit};

/// How often a dying group is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Waits for the command's end, or brings it about when `cancel` is triggered.
pub(super) async fn supervise(
    child: &mut Child,
    group: Pid,
    ending: Ending,
    cancel: &CancellationToken,
) -> io::Result<Exit> {
    tokio::select! {
        status = child.wait() => Ok(Exit::Code(code(status?))),
        () = cancel.cancelled() => {
            end(child, group, ending).await?;
            Ok(Exit::Canceled)
        }
    }
}

/// Signals to the whole group; at last the kill signal to what is left of it.
async fn end(child: &mut Child, group: Pid, ending: Ending) -> io::Result<()> {
    if let Some(limit) = ending.interrupt {
        signal(group, Signal::INT);
        if let Ok(ended) = timeout(limit, child.wait()).await {
            ended?;
            if is_empty(group) {
                return Ok(());
            }
        }
    }
    signal(group, Signal::TERM);
    let quiet = async {
        child.wait().await?;
        until_empty(group).await;
        io::Result::Ok(())
    };
    if let Ok(ended) = timeout(ending.terminate, quiet).await {
        return ended;
    }
    let _ = kill_process_group(group, Signal::KILL);
    child.wait().await.map(drop)
}

fn signal(group: Pid, signal: Signal) {
    let _ = kill_process_group(group, signal);
    // A stopped process acts on the signal only when it goes on.
    let _ = kill_process_group(group, Signal::CONT);
}

/// Waits until a group whose leader was waited for has no process left.
async fn until_empty(group: Pid) {
    while !is_empty(group) {
        sleep(LOOK).await;
    }
}

/// Whether a group whose leader was waited for has no process left. Its number may then be given
/// to another, so nobody may use it any more.
pub(super) fn is_empty(group: Pid) -> bool {
    bury(group);
    test_kill_process_group(group).is_err()
}

/// Waits for the ended members of a group whose leader was waited for: they are children of this
/// process when their own parents are gone.
pub(super) fn bury(group: Pid) {
    while let Ok(Some(_)) = waitpgid(group, WaitOptions::NOHANG) {}
}

/// The exit code as a shell tells it.
fn code(status: ExitStatus) -> i32 {
    let signaled = || status.signal().map_or(1, |signal| 128 + signal);
    status.code().unwrap_or_else(signaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_gives_128_and_its_number() {
        assert_eq!(code(ExitStatus::from_raw(3 << 8)), 3);
        assert_eq!(code(ExitStatus::from_raw(9)), 137);
    }
}
