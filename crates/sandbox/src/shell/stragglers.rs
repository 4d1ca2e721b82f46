//! Ends what the processes of a sandbox left behind, also daemons that left their group.
//!
//! On Linux this process is the "subreaper" of all that it starts: a process whose parent ended
//! becomes its child, wherever it fled to. So the stragglers of a sandbox are those children of this
//! process that carry its cookie or belong to one of its groups, and all of their descendants.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};
use tokio::time::sleep;

use super::cookie::{self, Cookie};
use super::group::bury;
use super::leaders;
use super::proc::{self, Stat};

/// How often is looked for stragglers before giving up: some seconds.
const ROUNDS: u32 = 60;

/// Makes this process the parent of all orphans among its descendants.
pub(super) fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        // Where it fails (it can't since Linux 3.4), daemons survive until the next start reaps.
        let _ = rustix::process::set_child_subreaper(Pid::from_raw(1));
    }
}

/// Kills and waits for all stragglers of a sandbox whose commands have ended.
pub(super) async fn end(cookie: &Cookie, groups: &[Pid]) -> io::Result<()> {
    for round in 0..ROUNDS {
        if !has_children() {
            return Ok(());
        }
        let mut killed = 0;
        for stat in stragglers(cookie, groups) {
            killed += usize::from(kill(stat.pid));
        }
        for group in groups {
            end_group(*group);
        }
        if killed == 0 {
            return Ok(());
        }
        sleep(pause(round)).await;
    }
    Err(io::Error::other("some do not die"))
}

fn pause(round: u32) -> Duration {
    Duration::from_millis(u64::from(round * 4).clamp(1, 100))
}

/// Whether this process has any child, dead or alive; orphans are its children too.
#[cfg(target_os = "linux")]
fn has_children() -> bool {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::All, look), Err(rustix::io::Errno::CHILD))
}

#[cfg(not(target_os = "linux"))]
fn has_children() -> bool {
    true
}

/// Without `/proc`, the groups are all that is known of stragglers.
fn end_group(group: Pid) {
    if cfg!(not(target_os = "linux")) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    bury(group);
}

fn stragglers(cookie: &Cookie, groups: &[Pid]) -> Vec<Stat> {
    let all = proc::all();
    let me = std::process::id();
    let mine = |stat: &&Stat| stat.parent == me && belongs(stat, cookie, groups);
    let roots: Vec<u32> = all.iter().filter(mine).map(|stat| stat.pid).collect();
    bury_daemons(&all, me);
    let victims = with_descendants(roots, &all);
    all.into_iter()
        .filter(|stat| victims.contains(&stat.pid) && !stat.is_zombie())
        .collect()
}

/// The cookie decides; for a process that hides its environment, its group.
fn belongs(stat: &Stat, cookie: &Cookie, groups: &[Pid]) -> bool {
    match proc::variable(stat.pid, cookie::VARIABLE) {
        Some(value) => cookie.is_in(&value),
        None => pid(stat.group).is_some_and(|group| groups.contains(&group)),
    }
}

fn with_descendants(roots: Vec<u32>, all: &[Stat]) -> BTreeSet<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for stat in all {
        children.entry(stat.parent).or_default().push(stat.pid);
    }
    let mut found = BTreeSet::new();
    let mut open = roots;
    while let Some(pid) = open.pop() {
        if found.insert(pid) {
            open.extend(children.get(&pid).into_iter().flatten());
        }
    }
    found
}

/// Waits for dead children of another session. Only jobs' commands start sessions: these are
/// orphaned daemons, and nobody else waits for them.
fn bury_daemons(all: &[Stat], me: u32) {
    let Some(session) = all
        .iter()
        .find(|stat| stat.pid == me)
        .map(|stat| stat.session)
    else {
        return;
    };
    let dead = |stat: &&Stat| stat.parent == me && stat.is_zombie() && stat.session != session;
    let orphans = all
        .iter()
        .filter(dead)
        .filter(|stat| !leaders::contains(stat.pid));
    for stat in orphans {
        let _ = waitpid(pid(stat.pid), WaitOptions::NOHANG);
    }
}

fn kill(number: u32) -> bool {
    pid(number).is_some_and(|pid| kill_process(pid, Signal::KILL).is_ok())
}

fn pid(number: u32) -> Option<Pid> {
    i32::try_from(number).ok().and_then(Pid::from_raw)
}

/// Kills all processes of sandboxes whose owner is gone; returns how many sandboxes there were.
pub(super) fn reap() -> usize {
    let mut sandboxes = BTreeSet::new();
    for _ in 0..ROUNDS {
        let killed = reap_once(&mut sandboxes);
        if killed == 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    sandboxes.len()
}

fn reap_once(sandboxes: &mut BTreeSet<String>) -> usize {
    let me = std::process::id();
    let mut killed = 0;
    for number in proc::pids().into_iter().filter(|number| *number != me) {
        let Some(value) = proc::variable(number, cookie::VARIABLE) else {
            continue;
        };
        let Some(orphaned) = cookie::orphaned(&value) else {
            continue;
        };
        if kill(number) {
            sandboxes.insert(orphaned.to_owned());
            killed += 1;
        }
    }
    killed
}
