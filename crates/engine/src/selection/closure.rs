//! Which jobs come along with named ones.

use std::collections::VecDeque;

use maillon_model::job::{Needs, When};
use maillon_model::{JobName, Pipeline};
use rustc_hash::FxHashMap;

use super::{Fate, ManualJobs, NeededJobs, Selection};
use crate::group::rank;

/// The fate of each job of a pipeline of which some are named.
///
/// A named job is played, and so is a manual job that one needs by name, for without it the named
/// one could not run. A manual job that would only come along with its stage stays away, together
/// with those that need it: nobody asked for it, and it would keep the named ones waiting.
pub(super) fn fates(pipeline: &Pipeline, named: &[usize], selection: &Selection) -> Vec<Fate> {
    let mut closure = Closure::new(pipeline, selection);
    let fate = match selection.needs {
        NeededJobs::With => Fate::Played,
        NeededJobs::Without => Fate::Alone,
    };
    for job in named {
        closure.take(*job, fate);
    }
    if selection.needs == NeededJobs::With {
        closure.follow();
    }
    match selection.manual {
        ManualJobs::Wait => closure.leave_manual_jobs(),
        ManualJobs::Play => closure.play_manual_jobs(),
    }
    closure.fates
}

struct Closure<'a> {
    pipeline: &'a Pipeline,
    selection: &'a Selection,
    positions: FxHashMap<&'a JobName, usize>,
    stages: Vec<Vec<usize>>,
    /// The stages before this one are taken.
    stages_taken: usize,
    fates: Vec<Fate>,
    /// Taken, but not yet followed.
    taken: VecDeque<usize>,
}

impl<'a> Closure<'a> {
    fn new(pipeline: &'a Pipeline, selection: &'a Selection) -> Self {
        let names = pipeline.jobs.iter().map(|job| &job.name);
        let mut stages = vec![Vec::new(); pipeline.stages.len().max(1)];
        for (position, job) in pipeline.jobs.iter().enumerate() {
            if let Some(stage) = stages.get_mut(rank(job)) {
                stage.push(position);
            }
        }
        Self {
            pipeline,
            selection,
            positions: names.zip(0..).collect(),
            stages,
            stages_taken: 0,
            fates: vec![Fate::Out; pipeline.jobs.len()],
            taken: VecDeque::new(),
        }
    }

    /// Takes a job in, or raises the fate of one that is in.
    fn take(&mut self, position: usize, fate: Fate) {
        let Some((job, slot)) = self
            .pipeline
            .jobs
            .get(position)
            .zip(self.fates.get_mut(position))
        else {
            return;
        };
        let raises = matches!((*slot, fate), (Fate::Out, _) | (Fate::In, Fate::Played));
        if raises && job.when != When::Never {
            *slot = fate;
            self.taken.push_back(position);
        }
    }

    /// Takes in what the taken ones wait for, and so on; an earlier run's result needs nothing more.
    fn follow(&mut self) {
        while let Some(position) = self.taken.pop_front() {
            let job = &self.pipeline.jobs[position];
            if self.selection.settled.contains_key(&job.name) {
                continue;
            }
            match &job.needs {
                Needs::StageOrder => self.take_stages_before(rank(job)),
                Needs::Jobs(needs) => {
                    let fate = self.fates[position];
                    for need in needs {
                        if let Some(position) = self.positions.get(&need.job).copied() {
                            self.take(position, fate);
                        }
                    }
                }
            }
        }
    }

    fn take_stages_before(&mut self, end: usize) {
        for stage in self.stages_taken..end {
            let jobs = self
                .stages
                .get_mut(stage)
                .map(std::mem::take)
                .unwrap_or_default();
            for job in jobs {
                self.take(job, Fate::In);
            }
        }
        self.stages_taken = self.stages_taken.max(end);
    }

    fn play_manual_jobs(&mut self) {
        let along = self.fates.iter_mut().filter(|fate| **fate == Fate::In);
        along.for_each(|fate| *fate = Fate::Played);
    }

    fn leave_manual_jobs(&mut self) {
        let needed_by = self.needed_by();
        let jobs = self.pipeline.jobs.iter().zip(&self.fates).enumerate();
        let mut left: Vec<usize> = jobs
            .filter(|(_, (job, fate))| job.when == When::Manual && **fate == Fate::In)
            .map(|(position, _)| position)
            .collect();
        while let Some(position) = left.pop() {
            self.fates[position] = Fate::Out;
            let dependents = needed_by.get(&position).into_iter().flatten();
            left.extend(dependents.filter(|dependent| self.fates[**dependent] == Fate::In));
        }
    }

    /// Who needs whom among those that came along.
    fn needed_by(&self) -> FxHashMap<usize, Vec<usize>> {
        let mut needed_by: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (dependent, job) in self.pipeline.jobs.iter().enumerate() {
            let Needs::Jobs(needs) = &job.needs else {
                continue;
            };
            for position in needs
                .iter()
                .filter_map(|need| self.positions.get(&need.job))
            {
                needed_by.entry(*position).or_default().push(dependent);
            }
        }
        needed_by
    }
}
