//! How a job reaches its end, and what that means for the others.

use maillon_model::job::{Needs, When};
use maillon_model::pipeline::OnJobFailure;
use maillon_model::{JobId, JobStatus};

use super::Scheduler;
use crate::Command;
use crate::composite::{Composite, Standing};
use crate::group::GroupId;
use crate::readiness::Basis;
use crate::state::Phase;
use crate::verdict::{Ending, Infrastructure};

impl Scheduler {
    /// A job is at its end.
    pub(super) fn settle(&mut self, job: JobId, ending: Ending) {
        let standing = ending.standing();
        let group = self.jobs[job].group;
        if standing == Standing::Failed && ending.status == JobStatus::Errored {
            self.groups[group.0].infrastructure = Infrastructure::Failed;
        }
        self.close(job, ending);
        // Before it gives anything free, so that none takes it that is to end.
        if standing == Standing::Failed {
            self.after_failure(job, group);
        }
        self.leave_gates(job);
        self.stand(job, standing);
    }

    /// Notes a job's end without effect on the others.
    pub(super) fn close(&mut self, job: JobId, ending: Ending) {
        self.jobs.enter(job, Phase::Settled(ending.status));
        self.emit(Command::Settled {
            job,
            status: ending.status,
            allowed: ending.allowed,
            reason: ending.reason,
        });
    }

    /// Changes where a job stands, and tells those that wait for it.
    pub(super) fn stand(&mut self, job: JobId, to: Standing) {
        let from = std::mem::replace(&mut self.jobs[job].standing, to);
        if from == to {
            return;
        }
        let id = self.jobs[job].group;
        let group = &mut self.groups[id.0];
        group.shift(job, from, to);
        for dependent in group.dependents(job) {
            self.jobs[dependent].needs.shift(from, to);
            self.agenda.push_back(dependent);
        }
        self.advance(id);
    }

    /// Opens the stages whose turn has come; at the end of the last one a waiting parent ends too.
    pub(super) fn advance(&mut self, id: GroupId) {
        let group = &mut self.groups[id.0];
        while let Some(opened) = group.advance() {
            self.agenda.extend(opened);
        }
        if group.is_complete() {
            self.child_ended(id);
        }
    }

    fn after_failure(&mut self, job: JobId, id: GroupId) {
        let group = self.group(id);
        if group.pipeline.on_job_failure == OnJobFailure::Cancel && group.canceled.is_none() {
            let reason = format!("canceled, because `{}` failed", group.job(job).name);
            self.cancel_groups(&self.family(id), &reason.into());
        }
        self.fail_fast(job);
    }

    /// A failed cell ends the other cells of its matrix.
    fn fail_fast(&mut self, job: JobId) {
        let group = self.group_of(job);
        let Some(cells) = group.matrices.ended_by(job).map(<[JobId]>::to_vec) else {
            return;
        };
        let reason = format!("canceled, because `{}` failed", group.job(job).name);
        self.cancel_jobs(&cells, &reason.into());
    }

    /// Why a job is skipped after what was before it.
    pub(super) fn why_skipped(&self, job: JobId, before: Composite) -> String {
        let state = &self.jobs[job];
        if state.when == When::OnFailure && before == Composite::Success {
            return "nothing before it failed".to_owned();
        }
        match state.basis {
            Basis::Needs => self.why_by_needs(job, before),
            Basis::Stages => self.why_by_stages(job, before),
        }
    }

    fn why_by_needs(&self, job: JobId, before: Composite) -> String {
        let find = |standing| self.need_that_stands(job, standing);
        match before {
            Composite::Skipped => find(Standing::Ignored)
                .map(|name| format!("waits for manual job `{name}`"))
                .or_else(|| {
                    let name = find(Standing::Skipped)?;
                    Some(format!("`{name}`, which it needs, was skipped"))
                }),
            Composite::Failed => find(Standing::Failed).map(|name| format!("`{name}` failed")),
            Composite::Canceled => {
                find(Standing::Canceled).map(|name| format!("`{name}` was canceled"))
            }
            Composite::Success => None,
        }
        .unwrap_or_else(|| "by what it needs".to_owned())
    }

    /// The first need, in the order of the definition, that stands there.
    fn need_that_stands(&self, job: JobId, standing: Standing) -> Option<&str> {
        let group = self.group_of(job);
        let Needs::Jobs(needs) = &group.job(job).needs else {
            return None;
        };
        let mut ids = needs.iter().filter_map(|need| group.id_of(&need.job));
        let id = ids.find(|id| self.jobs[*id].standing == standing)?;
        Some(group.job(id).name.as_str())
    }

    fn why_by_stages(&self, job: JobId, before: Composite) -> String {
        let group = self.group_of(job);
        match (before, group.culprit()) {
            (Composite::Failed, Some(culprit)) => format!("`{}` failed", group.job(culprit).name),
            (Composite::Failed, None) => "an earlier job failed".to_owned(),
            (Composite::Canceled, _) => "an earlier job was canceled".to_owned(),
            (Composite::Skipped | Composite::Success, _) => "no job before it ran".to_owned(),
        }
    }
}
