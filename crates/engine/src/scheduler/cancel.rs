//! Ending what goes on.

use std::sync::Arc;

use maillon_model::{JobId, Outcome};

use super::{Course, Scheduler};
use crate::Command;
use crate::group::GroupId;
use crate::state::Phase;
use crate::verdict::Ending;

impl Scheduler {
    /// Ends the whole run: nothing starts any more.
    pub(super) fn cancel_all(&mut self) {
        if self.course == Course::Canceled {
            return;
        }
        self.course = Course::Canceled;
        let all: Vec<GroupId> = (0..self.groups.len()).map(GroupId).collect();
        self.cancel_groups(&all, &"the run was canceled".into());
    }

    /// Ends one job, by somebody's wish; also a manual one that nobody is to play any more.
    pub(super) fn cancel_one(&mut self, job: JobId) {
        match self.jobs.phase(job) {
            None => {}
            Some(Phase::Manual) => {
                let allow = &self.group_of(job).job(job).allow_failure;
                let mut ending = Ending::of(Outcome::Canceled, allow);
                ending.reason = Some("the job was canceled".to_owned());
                self.settle(job, ending);
            }
            Some(_) => self.cancel_jobs(&[job], &"the job was canceled".into()),
        }
    }

    /// Ends pipelines. All are marked before any job ends, so that none of their jobs takes what
    /// another one gives free.
    pub(super) fn cancel_groups(&mut self, ids: &[GroupId], reason: &Arc<str>) {
        for id in ids {
            let mark = &mut self.groups[id.0].canceled;
            mark.get_or_insert_with(|| Arc::clone(reason));
        }
        for id in ids {
            for job in self.group(*id).ids() {
                self.cancel(job, reason);
            }
        }
    }

    /// A pipeline and its child pipelines, all the way down.
    pub(super) fn family(&self, id: GroupId) -> Vec<GroupId> {
        let mut family = vec![id];
        let groups = (0..).map(GroupId).zip(&self.groups);
        for (child, group) in groups {
            let parent = group.parent.map(|parent| self.jobs[parent].group);
            // A parent stands before its children.
            if parent.is_some_and(|parent| family.contains(&parent)) {
                family.push(child);
            }
        }
        family
    }

    /// Ends a job: at once where nothing runs, else when its try has answered. A manual job stays.
    fn cancel(&mut self, job: JobId, reason: &Arc<str>) {
        match self.jobs[job].phase {
            Phase::Waiting | Phase::Delayed(_) | Phase::Queued | Phase::Elsewhere => {
                self.settle(job, Ending::canceled(reason));
            }
            Phase::Running => {
                self.jobs.enter(job, Phase::Canceling);
                self.emit(Command::Cancel { job });
            }
            Phase::Child(id) if self.group(id).canceled.is_none() => {
                self.cancel_groups(&self.family(id), reason);
            }
            // What is decided or made settles the job when it comes.
            Phase::Deciding
            | Phase::Expanding
            | Phase::Child(_)
            | Phase::Manual
            | Phase::Canceling
            | Phase::Settled(_) => {}
        }
    }

    /// Ends jobs. All are marked before any of them ends, so that none takes what another one gives
    /// free.
    pub(super) fn cancel_jobs(&mut self, jobs: &[JobId], reason: &Arc<str>) {
        for job in jobs {
            let mark = &mut self.jobs[*job].canceled;
            mark.get_or_insert_with(|| Arc::clone(reason));
        }
        for job in jobs {
            self.cancel(*job, reason);
        }
    }

    /// Why a job is to end: alone, or with its pipeline.
    pub(super) fn doom(&self, job: JobId) -> Option<Arc<str>> {
        let alone = self.jobs[job].canceled.as_ref();
        alone.or(self.group_of(job).canceled.as_ref()).cloned()
    }
}
