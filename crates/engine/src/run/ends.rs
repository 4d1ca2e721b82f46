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

    /// How some jobs ended, in the order in which they did.
    pub(super) fn of<'a>(&self, jobs: impl Iterator<Item = &'a JobName>) -> Vec<Settled> {
        let positions = jobs.filter_map(|job| self.positions.get(job));
        let mut positions: Vec<usize> = positions.copied().collect();
        positions.sort_unstable();
        let ends = positions.into_iter().filter_map(|at| self.all.get(at));
        ends.cloned().collect()
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Settled] {
        &self.all
    }
}
