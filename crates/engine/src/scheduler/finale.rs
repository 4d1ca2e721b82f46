//! The end of a run: what nobody will decide any more is decided here.

use std::collections::VecDeque;

use maillon_model::{JobId, JobStatus};
use rustc_hash::FxHashMap;

use super::{Course, Scheduler};
use crate::Command;
use crate::composite::Standing;
use crate::group::{Group, GroupId};
use crate::readiness::Basis;
use crate::state::Phase;
use crate::verdict::Ending;

/// The manual job that keeps each job from running.
type Blockers = FxHashMap<JobId, JobId>;

impl Scheduler {
    /// Nothing is under way: settles the rest and gives the verdict.
    pub(super) fn finish(&mut self) {
        let verdict = self.verdict();
        if !self.jobs.all_settled() {
            self.settle_rest();
        }
        self.course = Course::Done;
        self.emit(Command::Done(verdict));
    }

    fn settle_rest(&mut self) {
        let rest = self.jobs.unsettled();
        let blockers = self.blockers(&rest);
        for job in rest {
            let ending = self.ending_of_rest(job, &blockers);
            self.close(job, ending);
        }
    }

    fn ending_of_rest(&self, job: JobId, blockers: &Blockers) -> Ending {
        let blocker = blockers
            .get(&job)
            .map(|id| &self.group_of(*id).job(*id).name);
        match (self.jobs[job].phase, blocker) {
            (Phase::Manual, _) => Ending::because(JobStatus::Manual, "nobody played it"),
            (Phase::Child(_), Some(blocker)) => Ending::because(
                JobStatus::Manual,
                format!("its child pipeline waits for manual job `{blocker}`"),
            ),
            (Phase::Queued, _) => Ending::skipped(self.never_free(job).to_owned()),
            (_, Some(blocker)) if self.jobs[job].basis == Basis::Needs => {
                Ending::skipped(format!("waits for manual job `{blocker}`"))
            }
            (_, Some(blocker)) => Ending::skipped(format!("blocked by manual job `{blocker}`")),
            (_, None) => Ending::skipped("what it waits for never ended".to_owned()),
        }
    }

    fn never_free(&self, job: JobId) -> &'static str {
        match self.group_of(job).job(job).concurrency {
            Some(_) => "its concurrency group never became free",
            None => "its resource group never became free",
        }
    }

    /// Finds for each of the jobs the manual job that it waits for, along needs and stages.
    fn blockers(&self, rest: &[JobId]) -> Blockers {
        let mut found = Blockers::default();
        let manual = rest
            .iter()
            .filter(|job| self.jobs[**job].phase == Phase::Manual);
        self.spread(manual.map(|job| (*job, *job)).collect(), &mut found);
        // A child pipeline blocks its parent, and that the stages after it: from the innermost out.
        for id in (0..self.groups.len()).rev().map(GroupId) {
            self.spread(self.blocked_by_stage(id, rest, &found), &mut found);
            let group = self.group(id);
            if let (Some(parent), Some(blocker)) =
                (group.parent, self.blocker_of(group, rest, &found))
            {
                self.spread(VecDeque::from([(parent, blocker)]), &mut found);
            }
        }
        found
    }

    /// Carries blockers on to those who need the blocked.
    fn spread(&self, mut reached: VecDeque<(JobId, JobId)>, found: &mut Blockers) {
        while let Some((job, blocker)) = reached.pop_front() {
            if found.contains_key(&job) {
                continue;
            }
            found.insert(job, blocker);
            reached.extend(
                self.group_of(job)
                    .dependents(job)
                    .map(|next| (next, blocker)),
            );
        }
    }

    /// The jobs that wait for a stage that never ends.
    fn blocked_by_stage(
        &self,
        id: GroupId,
        rest: &[JobId],
        found: &Blockers,
    ) -> VecDeque<(JobId, JobId)> {
        let Some(blocker) = self.blocker_of(self.group(id), rest, found) else {
            return VecDeque::new();
        };
        own(self.group(id), rest)
            .filter(|job| self.jobs[*job].phase == Phase::Waiting)
            .filter(|job| self.jobs[*job].basis == Basis::Stages)
            .map(|job| (job, blocker))
            .collect()
    }

    /// What keeps a pipeline's stage from its end.
    fn blocker_of(&self, group: &Group, rest: &[JobId], found: &Blockers) -> Option<JobId> {
        own(group, rest)
            .filter(|job| group.holds_up(*job) && self.jobs[*job].standing == Standing::Pending)
            .find_map(|job| found.get(&job).copied())
    }
}

/// Those of a pipeline among sorted ids.
fn own<'a>(group: &Group, rest: &'a [JobId]) -> impl Iterator<Item = JobId> + use<'a> {
    let ids = group.range();
    let start = rest.partition_point(|job| *job < ids.start);
    let end = rest.partition_point(|job| *job < ids.end);
    rest.get(start..end).unwrap_or_default().iter().copied()
}
