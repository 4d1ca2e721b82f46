//! Which process owns a sandbox, written so that another process can tell whether it is gone.

use std::fmt;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Belongs;

/// A process, told apart from a later one with the same number, and from one of another machine or
/// another PID namespace (a container that talks to the same engine).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    realm: String,
    pid: u32,
    start: String,
}

impl Owner {
    /// The process with this number here and now; gone from the beginning where there is none.
    pub(crate) fn of(pid: u32) -> Self {
        Self {
            realm: realm(),
            pid,
            start: start_of(pid).unwrap_or_else(|| "gone".to_owned()),
        }
    }

    /// Reads what `Display` wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            realm: parts.next()?.to_owned(),
            pid: parts.next()?.parse().ok()?,
            start: parts.next()?.to_owned(),
        })
    }

    /// Whether it goes on here. The machine may have been given another name meanwhile: the boot and the time
    /// since then tell enough.
    pub(crate) fn is_alive(&self) -> bool {
        start_of(self.pid).as_ref() == Some(&self.start)
    }

    /// Its number.
    pub(crate) fn number(&self) -> Option<rustix::process::Pid> {
        rustix::process::Pid::from_raw(i32::try_from(self.pid).ok()?)
    }

    /// Whether it has certainly ended. Of a process elsewhere nothing is certain.
    pub(crate) fn is_gone(&self) -> bool {
        self.realm == realm() && start_of(self.pid).as_ref() != Some(&self.start)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.realm, self.pid, self.start)
    }
}

/// A name for a sandbox: whoever ends a sandbox goes by its name, so no other
/// has it, not even one of another run with the same name.
pub(crate) fn unique_name(belongs: &Belongs) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let serial = NEXT.fetch_add(1, Ordering::Relaxed);
    let (me, attempt) = (std::process::id(), belongs.attempt.0);
    format!("{}-{}-{attempt}-{me}-{serial}", belongs.run, belongs.job)
}

/// Where process numbers mean the same: this machine and PID namespace, as a hash, because the
/// machine's identity is nobody's business.
fn realm() -> String {
    let machine = fs::read("/etc/machine-id").unwrap_or_default();
    let name = fs::read("/proc/sys/kernel/hostname").unwrap_or_default();
    let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let namespace = namespace.as_os_str().as_encoded_bytes();
    format!("{:016x}", fnv1a(&[&machine, &name, namespace].concat()))
}

/// A hash that stays the same over versions and platforms.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// When a process started: the boot, and the clock ticks since then.
#[cfg(target_os = "linux")]
fn start_of(pid: u32) -> Option<String> {
    let stat = crate::shell::proc::Stat::read(pid)?;
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let boot = boot.split('-').next().unwrap_or_default().trim().to_owned();
    (!stat.is_zombie()).then(|| format!("{boot}-{}", stat.start))
}

/// Without `/proc` only whether it lives: the time is the same for all.
#[cfg(not(target_os = "linux"))]
fn start_of(pid: u32) -> Option<String> {
    use rustix::process::{Pid, test_kill_process};
    let pid = Pid::from_raw(i32::try_from(pid).ok()?)?;
    let lives = test_kill_process(pid) != Err(rustix::io::Errno::SRCH);
    lives.then(|| "alive".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_lives() {
        let owner = Owner::of(std::process::id());
        assert!(!owner.is_gone());
        assert_eq!(Owner::parse(&owner.to_string()), Some(owner));
    }

    #[test]
    fn a_number_without_a_process_is_gone() {
        assert!(Owner::of(u32::MAX - 1).is_gone());
    }

    #[test]
    fn a_number_that_was_given_again_is_gone() {
        let mut owner = Owner::of(std::process::id());
        owner.start.push('0');
        assert!(owner.is_gone());
    }

    #[test]
    fn of_another_machine_nothing_is_certain() {
        let mut owner = Owner::of(u32::MAX - 1);
        owner.realm = "elsewhere".to_owned();
        assert!(!owner.is_gone());
    }
}
