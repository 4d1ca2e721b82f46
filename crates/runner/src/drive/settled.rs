//! How the jobs of a pipeline ended.

use maillon_model::JobName;
use maillon_model::spec::Settled;
use rustc_hash::FxHashMap;

/// How jobs ended, in the order in which they did.
#[derive(Debug, Default)]
pub(super) struct Ends {
    all: Vec<Settled>,
    positions: FxHashMap<JobName, usize>,
}

impl Ends {
    /// Notes an end. It may come a second time, of a job that was skipped and then did run.
    pub(super) fn add(&mut self, settled: Settled) {
        let known = self.positions.get(&settled.job);
        if let Some(earlier) = known.and_then(|at| self.all.get_mut(*at)) {
            *earlier = settled;
            return;
        }
        self.positions.insert(settled.job.clone(), self.all.len());
        self.all.push(settled);
    }

    /// How a job ended.
    pub(super) fn of(&self, job: &JobName) -> Option<&Settled> {
        self.all.get(*self.positions.get(job)?)
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Settled] {
        &self.all
    }
}
