//! Concurrency groups: one job of each runs, and at most one waits unless the group has a queue.

use std::collections::VecDeque;
use std::sync::Arc;

use maillon_model::JobId;
use maillon_model::job::Queue;
use rustc_hash::FxHashMap;

/// All concurrency groups of a run; a child pipeline shares those of its parent.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    groups: FxHashMap<Arc<str>, Turn>,
}

#[derive(Clone, Debug, Default)]
struct Turn {
    holder: Option<JobId>,
    pending: VecDeque<JobId>,
}

impl Turn {
    /// Lets a job wait; names who has to make room for it.
    fn wait(&mut self, job: JobId, queue: Queue) -> Option<JobId> {
        let replaced = match queue {
            Queue::One => self.pending.pop_back(),
            Queue::All => None,
        };
        self.pending.push_back(job);
        replaced
    }
}

/// The answer to the wish for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is the job's turn.
    Held,
    /// The job waits.
    Waits {
        /// Whose turn it is.
        holder: JobId,
        /// Who waited before it, and does not any more.
        replaced: Option<JobId>,
    },
}

impl Turns {
    /// Whose turn it is.
    pub(crate) fn holder(&self, name: &str) -> Option<JobId> {
        self.groups.get(name)?.holder
    }

    /// Gives the turn to the job, or lets it wait: behind who waits, or in their place.
    pub(crate) fn ask(&mut self, name: &Arc<str>, job: JobId, queue: Queue) -> Answer {
        let turn = self.groups.entry(Arc::clone(name)).or_default();
        match turn.holder {
            Some(holder) if holder != job => Answer::Waits {
                holder,
                replaced: turn.wait(job, queue),
            },
            _ => {
                turn.holder = Some(job);
                Answer::Held
            }
        }
    }

    /// Takes the job out of its group. Where it was its turn, names who waits for it; whoever is
    /// named waits no more, and has to ask.
    pub(crate) fn leave(&mut self, name: &str, job: JobId) -> Option<JobId> {
        let turn = self.groups.get_mut(name)?;
        turn.pending.retain(|waiting| *waiting != job);
        if turn.holder != Some(job) {
            return None;
        }
        turn.holder = None;
        turn.pending.pop_front()
    }

    /// Who waits next, where the one named before does not want the turn any more.
    pub(crate) fn next(&mut self, name: &str) -> Option<JobId> {
        self.groups.get_mut(name)?.pending.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_later_takes_the_place_of_who_waits() {
        let [a, b, c] = [0, 1, 2].map(JobId);
        let name: Arc<str> = "deploy".into();
        let mut turns = Turns::default();
        let waits = |replaced| Answer::Waits {
            holder: a,
            replaced,
        };
        assert_eq!(turns.ask(&name, a, Queue::One), Answer::Held);
        assert_eq!(turns.ask(&name, b, Queue::One), waits(None));
        assert_eq!(turns.ask(&name, c, Queue::One), waits(Some(b)));
        assert_eq!(turns.leave(&name, b), None);
        assert_eq!(turns.leave(&name, a), Some(c));
        assert_eq!(turns.ask(&name, c, Queue::One), Answer::Held);
        assert_eq!(turns.leave(&name, c), None);
        assert_eq!(turns.holder(&name), None);
    }

    #[test]
    fn who_gives_up_waiting_is_not_named() {
        let [a, b] = [0, 1].map(JobId);
        let name: Arc<str> = "deploy".into();
        let mut turns = Turns::default();
        turns.ask(&name, a, Queue::One);
        turns.ask(&name, b, Queue::One);
        turns.leave(&name, b);
        assert_eq!(turns.leave(&name, a), None);
    }

    #[test]
    fn in_a_queue_all_wait_for_their_turn() {
        let [a, b, c] = [0, 1, 2].map(JobId);
        let name: Arc<str> = "deploy".into();
        let mut turns = Turns::default();
        for job in [a, b, c] {
            let answer = turns.ask(&name, job, Queue::All);
            assert!(!matches!(
                answer,
                Answer::Waits {
                    replaced: Some(_),
                    ..
                }
            ));
        }
        assert_eq!(turns.leave(&name, a), Some(b));
        assert_eq!(turns.next(&name), Some(c));
    }
}
