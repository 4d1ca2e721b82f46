//! What a scheduler knows of each job.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

use maillon_model::job::{Needs, When};
use maillon_model::{Job, JobId, JobStatus, Pipeline, Timestamp};

use crate::composite::{Composite, Standing, Tally};
use crate::group::{Group, GroupId, to_index};
use crate::readiness::Basis;

/// What a job does just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It waits for what is before it.
    Waiting,
    /// It waits for a time.
    Delayed(Timestamp),
    /// It waits for somebody to play it.
    Manual,
    /// The dialect decides over it.
    Deciding,
    /// It waits for a slot, or for others that may not run beside it.
    Queued,
    /// It waits for its turn among all runs.
    Elsewhere,
    /// A try runs.
    Running,
    /// A try was told to end.
    Canceling,
    /// Its child pipeline is made.
    Expanding,
    /// It waits for its child pipeline.
    Child(GroupId),
    /// It is at its end.
    Settled(JobStatus),
}

impl Phase {
    /// Whether something will be heard of it without further doing.
    fn is_busy(self) -> bool {
        self.takes_slot()
            || matches!(
                self,
                Self::Deciding | Self::Expanding | Self::Delayed(_) | Self::Elsewhere
            )
    }

    fn takes_slot(self) -> bool {
        matches!(self, Self::Running | Self::Canceling)
    }

    fn is_settled(self) -> bool {
        matches!(self, Self::Settled(_))
    }
}

/// One job of a run.
#[derive(Debug)]
pub(crate) struct JobState {
    pub(crate) group: GroupId,
    pub(crate) when: When,
    pub(crate) phase: Phase,
    pub(crate) standing: Standing,
    /// How many tries have begun.
    pub(crate) tries: u32,
    pub(crate) basis: Basis,
    /// The jobs that it needs by name.
    pub(crate) needs: Tally,
    /// Why it is to end, where somebody wishes that of it alone.
    pub(crate) canceled: Option<Arc<str>>,
    /// What it becomes as soon as it may.
    pub(crate) child: Option<Arc<Pipeline>>,
}

impl JobState {
    pub(crate) fn new(group: GroupId, when: When, job: &Job) -> Self {
        Self {
            group,
            when,
            phase: Phase::Waiting,
            standing: Standing::Pending,
            tries: 0,
            basis: match job.needs {
                Needs::StageOrder => Basis::Stages,
                Needs::Jobs(_) => Basis::Needs,
            },
            needs: Tally::default(),
            canceled: None,
            child: None,
        }
    }

    /// The status of what it waits for; None while that is not at its end.
    ///
    /// One skipped need decides over the others, but `always` still waits for all of them, and so
    /// does a late decision.
    pub(crate) fn before(&self, group: &Group) -> Option<Composite> {
        match self.basis {
            Basis::Stages => group.prior().of_stages(),
            Basis::Needs if matches!(self.when, When::Always | When::Late) => {
                self.needs.of_stages().and_then(|_| self.needs.of_needs())
            }
            Basis::Needs => self.needs.of_needs(),
        }
    }
}

/// All jobs of a run by their ids, and how many of them are where.
///
/// Ids are given by [`Jobs::push`] alone, one after the other; an id from outside goes through
/// [`Jobs::phase`] first, so that indexing always hits.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    states: Vec<JobState>,
    busy: usize,
    slots_taken: usize,
    settled: usize,
}

impl Jobs {
    /// The id of the next job.
    pub(crate) fn next_id(&self) -> JobId {
        JobId(u32::try_from(self.states.len()).unwrap_or(u32::MAX))
    }

    pub(crate) fn push(&mut self, state: JobState) {
        self.states.push(state);
    }

    /// What a job does; None where there is no such job.
    pub(crate) fn phase(&self, id: JobId) -> Option<Phase> {
        self.states.get(to_index(id.0)).map(|state| state.phase)
    }

    /// Lets a job do something else.
    pub(crate) fn enter(&mut self, id: JobId, phase: Phase) {
        let old = std::mem::replace(&mut self[id].phase, phase);
        recount(&mut self.busy, old.is_busy(), phase.is_busy());
        recount(&mut self.slots_taken, old.takes_slot(), phase.takes_slot());
        recount(&mut self.settled, old.is_settled(), phase.is_settled());
    }

    /// Whether something will be heard without further doing.
    pub(crate) fn any_busy(&self) -> bool {
        self.busy > 0
    }

    /// Whether somebody can play a job.
    pub(crate) fn any_manual(&self) -> bool {
        self.states.iter().any(|state| state.phase == Phase::Manual)
    }

    pub(crate) fn slots_taken(&self) -> usize {
        self.slots_taken
    }

    pub(crate) fn all_settled(&self) -> bool {
        self.settled == self.states.len()
    }

    /// Those that are not settled, in the order of their ids.
    pub(crate) fn unsettled(&self) -> Vec<JobId> {
        let states = (0..).map(JobId).zip(&self.states);
        states
            .filter(|(_, state)| !state.phase.is_settled())
            .map(|(id, _)| id)
            .collect()
    }
}

fn recount(count: &mut usize, before: bool, after: bool) {
    *count = (*count + usize::from(after)).saturating_sub(usize::from(before));
}

impl Index<JobId> for Jobs {
    type Output = JobState;

    fn index(&self, id: JobId) -> &JobState {
        &self.states[to_index(id.0)]
    }
}

impl IndexMut<JobId> for Jobs {
    fn index_mut(&mut self, id: JobId) -> &mut JobState {
        &mut self.states[to_index(id.0)]
    }
}
