//! Pipelines that join the run, and jobs that wait for their child pipeline.

use std::sync::Arc;

use maillon_model::job::{ChildStrategy, Work};
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::{JobId, Outcome, Pipeline};

use super::Scheduler;
use crate::composite::Standing;
use crate::group::{Group, GroupId};
use crate::readiness::Basis;
use crate::selection::{Chosen, Earlier};
use crate::state::{JobState, Phase};
use crate::verdict::{self, Ending};
use crate::{Command, Expansion};

impl Scheduler {
    /// A pipeline joins the run.
    pub(super) fn add(&mut self, chosen: &Chosen, parent: Option<JobId>) {
        let id = GroupId(self.groups.len());
        let first = self.jobs.next_id();
        let pipeline = Arc::clone(chosen.pipeline());
        for (job, when) in pipeline.jobs.iter().zip(chosen.whens()) {
            self.jobs.push(JobState::new(id, *when, job));
        }
        let group = Group::new(Arc::clone(&pipeline), parent, first);
        for dependent in group.ids().flat_map(|job| group.dependents(job)) {
            self.jobs[dependent].needs.add(Standing::Pending);
        }
        self.groups.push(group);
        self.emit(Command::Added {
            parent,
            first,
            pipeline,
        });
        self.open(id, chosen.settled());
    }

    /// Settles what an earlier run decided, and puts those onto the agenda that wait for nothing.
    fn open(&mut self, id: GroupId, settled: &[(usize, Earlier)]) {
        let ids: Vec<JobId> = self.group(id).ids().collect();
        for (index, earlier) in settled {
            if let Some(job) = ids.get(*index) {
                self.settle(*job, Ending::earlier(*earlier));
            }
        }
        let by_needs = |job: &JobId| self.jobs[*job].basis == Basis::Needs;
        let by_needs = ids.into_iter().filter(by_needs);
        self.agenda.extend(by_needs);
        self.agenda.extend(self.groups[id.0].opening());
        self.agenda.make_contiguous().sort_unstable();
        self.advance(id);
    }

    /// What becomes of a job is known.
    pub(super) fn expanded(&mut self, job: JobId, result: Result<Expansion, String>) {
        let Some(phase @ (Phase::Deciding | Phase::Expanding)) = self.jobs.phase(job) else {
            return;
        };
        if let Some(reason) = self.doom(job) {
            return self.settle(job, Ending::canceled(&reason));
        }
        match result {
            Ok(Expansion::Run) if self.has_body(job) => self.queue(job),
            Ok(Expansion::Run) => self.end_parent(job, invalid("no pipeline was made of it")),
            Ok(Expansion::Skip(reason)) => self.settle(job, Ending::skipped(reason)),
            Ok(Expansion::Child(pipeline)) => self.becomes(job, pipeline, phase),
            Err(message) => self.end_parent(job, invalid(message)),
        }
    }

    /// A job becomes a pipeline; one that was decided over has not waited for its turn yet.
    fn becomes(&mut self, job: JobId, pipeline: Arc<Pipeline>, phase: Phase) {
        self.jobs[job].child = Some(pipeline);
        match phase {
            Phase::Deciding => self.queue(job),
            _ => self.admit(job),
        }
    }

    pub(super) fn add_child(&mut self, job: JobId, pipeline: &Arc<Pipeline>) {
        let chosen = Chosen::all(pipeline, self.manual);
        // Before its jobs, because a child pipeline whose jobs are all decided at once ends in `add`.
        self.jobs
            .enter(job, Phase::Child(GroupId(self.groups.len())));
        let strategy = self.strategy(job);
        self.add(&chosen, Some(job));
        if strategy == ChildStrategy::Detached {
            self.end_parent(job, Outcome::Success);
        }
    }

    fn strategy(&self, job: JobId) -> ChildStrategy {
        match self.group_of(job).job(job).work {
            Work::Child { strategy, .. } => strategy,
            // A dialect that makes a pipeline of a body puts that in its place.
            Work::Body(_) => ChildStrategy::Inline,
        }
    }

    fn has_body(&self, job: JobId) -> bool {
        matches!(self.group_of(job).job(job).work, Work::Body(_))
    }

    /// A pipeline is at its end: the job that waits for it ends with its result.
    pub(super) fn child_ended(&mut self, id: GroupId) {
        let group = self.group(id);
        let Some(parent) = group.parent else { return };
        let status = group.status();
        if self.jobs[parent].phase != Phase::Child(id) {
            return;
        }
        match self.strategy(parent) {
            ChildStrategy::Detached => {}
            ChildStrategy::Depend => self.end_parent(parent, verdict::of_child(status)),
            ChildStrategy::Inline => {
                let allow = &self.group_of(parent).job(parent).allow_failure;
                self.settle(parent, verdict::of_inline(status, allow));
            }
        }
    }

    fn end_parent(&mut self, job: JobId, outcome: Outcome) {
        let ending = Ending::of(outcome, &self.group_of(job).job(job).allow_failure);
        self.settle(job, ending);
    }
}

fn invalid(message: impl Into<String>) -> Outcome {
    Outcome::Failed(Failure {
        kind: FailureKind::Definition,
        exit_code: None,
        message: message.into(),
        command: None,
    })
}
