//! What Linux tells of processes under `/proc`. Empty elsewhere.

use std::fs;

/// A line of `/proc/PID/stat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) pid: u32,
    pub(crate) state: char,
    pub(crate) parent: u32,
    pub(crate) group: u32,
    pub(crate) session: u32,
    /// Clock ticks after the boot.
    pub(crate) start: u64,
}

impl Stat {
    pub(crate) fn read(pid: u32) -> Option<Self> {
        Self::parse(pid, &fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// The program's name in parentheses may hold anything, also spaces and parentheses.
    fn parse(pid: u32, text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(')')?;
        let mut fields = rest.split_ascii_whitespace();
        let state = fields.next()?.chars().next()?;
        let mut number = || fields.next()?.parse::<u32>().ok();
        let (parent, group, session) = (number()?, number()?, number()?);
        let start = fields.nth(15)?.parse().ok()?;
        Some(Self {
            pid,
            state,
            parent,
            group,
            session,
            start,
        })
    }

    pub(crate) fn is_zombie(&self) -> bool {
        matches!(self.state, 'Z' | 'X')
    }
}

/// The numbers of all processes.
pub(super) fn pids() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

/// All processes.
pub(super) fn all() -> Vec<Stat> {
    pids().into_iter().filter_map(Stat::read).collect()
}

/// A variable in the environment with which a process started; None also where that is not ours to
/// read.
pub(super) fn variable(pid: u32, name: &str) -> Option<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    environment.split(|byte| *byte == 0).find_map(|entry| {
        let value = entry.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
        String::from_utf8(value.to_vec()).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_parentheses() {
        let text = "7 (a) (b) c) S 1 7 5 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 9 9";
        let stat = Stat::parse(7, text).unwrap();
        let expected = Stat {
            pid: 7,
            state: 'S',
            parent: 1,
            group: 7,
            session: 5,
            start: 4242,
        };
        assert_eq!(stat, expected);
        assert_eq!(Stat::parse(7, "nonsense"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_among_all() {
        let me = std::process::id();
        assert!(all().iter().any(|stat| stat.pid == me && !stat.is_zombie()));
    }
}
