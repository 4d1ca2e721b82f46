//! Concurrency groups: one job of each runs, and at most one waits.

use std::sync::Arc;

use maillon_model::JobId;
use rustc_hash::FxHashMap;

/// All concurrency groups of a run; a child pipeline shares those of its parent.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    groups: FxHashMap<Arc<str>, Turn>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    holder: Option<JobId>,
    pending: Option<JobId>,
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

    /// Gives the turn to the job, or lets it wait in the place of who waited so far.
    pub(crate) fn ask(&mut self, name: &Arc<str>, job: JobId) -> Answer {
        let turn = self.groups.entry(Arc::clone(name)).or_default();
        match turn.holder {
            Some(holder) if holder != job => Answer::Waits {
                holder,
                replaced: turn.pending.replace(job),
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
        if turn.pending == Some(job) {
            turn.pending = None;
        }
        if turn.holder != Some(job) {
            return None;
        }
        turn.holder = None;
        turn.pending.take()
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
        assert_eq!(turns.ask(&name, a), Answer::Held);
        assert_eq!(turns.ask(&name, b), waits(None));
        assert_eq!(turns.ask(&name, c), waits(Some(b)));
        assert_eq!(turns.leave(&name, b), None);
        assert_eq!(turns.leave(&name, a), Some(c));
        assert_eq!(turns.ask(&name, c), Answer::Held);
        assert_eq!(turns.leave(&name, c), None);
        assert_eq!(turns.holder(&name), None);
    }

    #[test]
    fn who_gives_up_waiting_is_not_named() {
        let [a, b] = [0, 1].map(JobId);
        let name: Arc<str> = "deploy".into();
        let mut turns = Turns::default();
        turns.ask(&name, a);
        turns.ask(&name, b);
        turns.leave(&name, b);
        assert_eq!(turns.leave(&name, a), None);
    }
}
