//! Concurrency groups over several runs of a repository on this machine: one run of a group goes on,
//! and at most one waits. Who comes later takes the place of the one that waits, unless the group has
//! a queue.
//!
//! Each place is a file that its holder keeps locked, with the holder's process in it; a lock ends
//! with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;
use std::time::Duration;

use maillon_model::JobName;
use maillon_model::job::{Concurrency, InProgress, Queue};
use maillon_runner::Places;
use maillon_runner::places::slug;
use rustix::process::{Pid, Signal, kill_process};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// How often a place that is taken is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The places that a run holds, for as long as this lives.
#[derive(Debug, Default)]
pub(super) struct Turn {
    _held: Vec<Seat>,
}

/// What became of waiting.
pub(super) enum Taken {
    /// It is this run's turn.
    Turn(Turn),
    /// Somebody wished the run to end: a person, or a newer run.
    Canceled,
}

impl Turn {
    /// Waits until this run may go on in all of its groups. They are taken in one order, so that two
    /// runs never wait for each other.
    pub(super) async fn take(
        groups: &[Concurrency],
        places: &Places,
        stop: &CancellationToken,
        say: impl Fn(&str),
    ) -> Result<Taken, Failure> {
        let mut groups: Vec<&Concurrency> = groups.iter().collect();
        groups.sort_by(|a, b| a.group.cmp(&b.group));
        groups.dedup_by(|a, b| a.group == b.group);
        let mut held = Vec::new();
        for group in groups {
            match take_one(group, places, stop, &say).await? {
                Some(seat) => held.push(seat),
                None => return Ok(Taken::Canceled),
            }
        }
        Ok(Taken::Turn(Self { _held: held }))
    }
}

async fn take_one(
    group: &Concurrency,
    places: &Places,
    stop: &CancellationToken,
    say: &impl Fn(&str),
) -> Result<Option<Seat>, Failure> {
    let seat = |name: &str| Seat::open(places, &group.group, name);
    let (mut running, mut pending) = (seat("running")?, seat("pending")?);
    if running.try_take()? {
        return Ok(Some(running));
    }
    say(&format!(
        "waits: another run of the concurrency group `{}` goes on",
        group.group
    ));
    let mut asked = None;
    while group.queue == Queue::One && !pending.try_take()? {
        pending.ask_to_leave(&mut asked)?;
        if look_again(stop).await.is_canceled() {
            return Ok(None);
        }
    }
    let mut asked = None;
    while !running.try_take()? {
        if group.in_progress == InProgress::Cancel {
            running.ask_to_leave(&mut asked)?;
        }
        if look_again(stop).await.is_canceled() {
            return Ok(None);
        }
    }
    Ok(Some(running))
}

/// What happened while waiting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waited {
    TimePassed,
    Canceled,
}

impl Waited {
    fn is_canceled(self) -> bool {
        self == Self::Canceled
    }
}

async fn look_again(stop: &CancellationToken) -> Waited {
    tokio::select! {
        () = stop.cancelled() => Waited::Canceled,
        () = tokio::time::sleep(LOOK) => Waited::TimePassed,
    }
}

/// A place of a group.
#[derive(Debug)]
struct Seat {
    file: File,
    path: PathBuf,
}

impl Seat {
    fn open(places: &Places, group: &str, name: &str) -> Result<Self, Failure> {
        let folder = places.state.join("concurrency");
        std::fs::create_dir_all(&folder).map_err(|error| Failure::io("make", &folder, &error))?;
        let path = folder.join(format!("{}.{name}", slug(&JobName::new(group))));
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| Failure::io("open", &path, &error))?;
        Ok(Self { file, path })
    }

    fn failed(&self, doing: &'static str, error: &std::io::Error) -> Failure {
        Failure::io(doing, &self.path, error)
    }

    /// Takes the place where it is free, and notes who holds it.
    fn try_take(&mut self) -> Result<bool, Failure> {
        match self.file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(self.failed("lock", &error)),
        }
        let id = std::process::id().to_string();
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(id.as_bytes()));
        written.map_err(|error| self.failed("write", &error))?;
        Ok(true)
    }

    /// Asks the holder to end, once.
    fn ask_to_leave(&mut self, asked: &mut Option<Pid>) -> Result<(), Failure> {
        let mut text = String::new();
        self.file
            .rewind()
            .and_then(|()| self.file.read_to_string(&mut text))
            .map_err(|error| self.failed("read", &error))?;
        let holder = text.trim().parse().ok().and_then(Pid::from_raw);
        if let Some(holder) = holder.filter(|holder| *asked != Some(*holder)) {
            // It may have ended by itself: then the place is free at the next look.
            let _ = kill_process(holder, Signal::TERM);
            *asked = Some(holder);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(root: &std::path::Path) -> Places {
        Places {
            repository: root.to_owned(),
            state: root.join(".maillon"),
            cache: root.join("cache"),
        }
    }

    fn group(name: &str) -> Concurrency {
        Concurrency {
            group: name.into(),
            in_progress: InProgress::Keep,
            queue: Queue::One,
        }
    }

    #[tokio::test]
    async fn a_group_is_held_until_its_turn_ends() {
        let root = tempfile::tempdir().unwrap();
        let places = places(root.path());
        let stop = CancellationToken::new();
        let groups = [group("deploy"), group("deploy"), group("other")];
        let first = Turn::take(&groups, &places, &stop, |_| {}).await.unwrap();
        let wanted = [group("deploy")];
        let waiting = Turn::take(&wanted, &places, &stop, |_| {});
        tokio::pin!(waiting);
        let early = tokio::time::timeout(3 * LOOK, &mut waiting).await;
        assert!(early.is_err());
        drop(first);
        assert!(matches!(waiting.await.unwrap(), Taken::Turn(_)));
    }

    #[tokio::test]
    async fn waiting_ends_when_somebody_wishes() {
        let root = tempfile::tempdir().unwrap();
        let places = places(root.path());
        let stop = CancellationToken::new();
        let groups = [group("deploy")];
        let _first = Turn::take(&groups, &places, &stop, |_| {}).await.unwrap();
        stop.cancel();
        let second = Turn::take(&groups, &places, &stop, |_| {}).await.unwrap();
        assert!(matches!(second, Taken::Canceled));
    }
}
