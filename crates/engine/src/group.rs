//! One pipeline of a run: its jobs' ids, who waits for whom, and how far its stages are.

use std::ops::Range;
use std::sync::Arc;

use maillon_model::job::Needs;
use maillon_model::{Job, JobId, JobName, Pipeline, RunStatus};
use rustc_hash::FxHashMap;

use crate::composite::{Standing, Tally};
use crate::matrix::Matrices;
use crate::verdict::{self, Infrastructure};

/// The position of a pipeline among those of the run; the run's own is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupId(pub(crate) usize);

/// One pipeline of a run.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) pipeline: Arc<Pipeline>,
    pub(crate) parent: Option<JobId>,
    pub(crate) canceled: Option<Arc<str>>,
    pub(crate) infrastructure: Infrastructure,
    pub(crate) matrices: Matrices,
    first: JobId,
    stages: Vec<Stage>,
    /// All jobs of the stages before `frontier`.
    prior: Stage,
    /// The first stage that is not known to be at its end.
    frontier: usize,
    positions: FxHashMap<JobName, u32>,
    dependents: Edges,
}

/// The jobs of a stage.
#[derive(Debug, Default)]
struct Stage {
    tally: Tally,
    /// Those that wait for the stages before.
    in_order: Vec<JobId>,
    /// The first in the definition that failed.
    culprit: Option<JobId>,
}

impl Group {
    pub(crate) fn new(pipeline: Arc<Pipeline>, parent: Option<JobId>, first: JobId) -> Self {
        let mut stages = Vec::new();
        stages.resize_with(pipeline.stages.len().max(1), Stage::default);
        let positions = positions(&pipeline);
        let mut group = Self {
            dependents: Edges::of(&pipeline, &positions),
            matrices: Matrices::of(&pipeline, first),
            positions,
            pipeline,
            parent,
            canceled: None,
            infrastructure: Infrastructure::Held,
            first,
            stages,
            prior: Stage::default(),
            frontier: 0,
        };
        group.fill_stages();
        group
    }

    fn fill_stages(&mut self) {
        let pipeline = Arc::clone(&self.pipeline);
        for (id, job) in self.ids().zip(&pipeline.jobs) {
            if let Some(stage) = self.stages.get_mut(rank(job)) {
                stage.tally.add(Standing::Pending);
                if job.needs == Needs::StageOrder {
                    stage.in_order.push(id);
                }
            }
        }
    }

    /// The ids of its jobs: from the first to before the last.
    pub(crate) fn range(&self) -> Range<JobId> {
        let count = u32::try_from(self.pipeline.jobs.len()).unwrap_or(u32::MAX);
        self.first..JobId(self.first.0.saturating_add(count))
    }

    /// The ids of its jobs.
    pub(crate) fn ids(&self) -> impl Iterator<Item = JobId> + use<> {
        let Range { start, end } = self.range();
        (start.0..end.0).map(JobId)
    }

    /// A job's id by its name.
    pub(crate) fn id_of(&self, name: &JobName) -> Option<JobId> {
        let index = self.positions.get(name)?;
        Some(JobId(self.first.0 + index))
    }

    /// A job of this pipeline.
    pub(crate) fn job(&self, id: JobId) -> &Job {
        &self.pipeline.jobs[self.index(id)]
    }

    /// The jobs that wait for this one by name.
    pub(crate) fn dependents(&self, id: JobId) -> impl Iterator<Item = JobId> {
        let first = self.first.0;
        let targets = self.dependents.from(self.index(id)).iter();
        targets.map(move |target| JobId(first + target))
    }

    fn index(&self, id: JobId) -> usize {
        to_index(id.0.saturating_sub(self.first.0))
    }

    /// Notes that a job's standing changed.
    pub(crate) fn shift(&mut self, id: JobId, from: Standing, to: Standing) {
        let rank = rank(self.job(id));
        let stage = match self.stages.get_mut(rank) {
            Some(stage) if rank >= self.frontier => stage,
            _ => &mut self.prior,
        };
        stage.tally.shift(from, to);
        if to == Standing::Failed {
            stage.culprit = earliest(stage.culprit, Some(id));
        }
    }

    /// The jobs that wait for no stage, at the beginning.
    pub(crate) fn opening(&self) -> &[JobId] {
        self.stages.first().map_or(&[], |stage| &stage.in_order)
    }

    /// Steps over a stage at its end, and gives those whose turn comes by that; None where the
    /// stage goes on.
    pub(crate) fn advance(&mut self) -> Option<&[JobId]> {
        let ended = self.stages.get(self.frontier)?;
        if self.prior.tally.any(Standing::Pending) || ended.tally.any(Standing::Pending) {
            return None;
        }
        self.prior.tally.absorb(&ended.tally);
        self.prior.culprit = earliest(self.prior.culprit, ended.culprit);
        self.frontier += 1;
        Some(
            self.stages
                .get(self.frontier)
                .map_or(&[], |stage| &stage.in_order),
        )
    }

    /// All jobs before the stage that goes on.
    pub(crate) fn prior(&self) -> &Tally {
        &self.prior.tally
    }

    /// The first job of the stages before that failed.
    pub(crate) fn culprit(&self) -> Option<JobId> {
        self.prior.culprit
    }

    /// Whether the job stands in the stage that goes on, or in one before it.
    pub(crate) fn holds_up(&self, id: JobId) -> bool {
        rank(self.job(id)) <= self.frontier
    }

    /// All jobs.
    fn tally(&self) -> Tally {
        let mut all = self.prior.tally;
        let open = self.stages.iter().skip(self.frontier);
        open.for_each(|stage| all.absorb(&stage.tally));
        all
    }

    /// The status of the pipeline as far as it is.
    pub(crate) fn status(&self) -> RunStatus {
        verdict::of_pipeline(&self.tally(), self.infrastructure)
    }

    /// Whether every job that has to be is at its end.
    pub(crate) fn is_complete(&self) -> bool {
        self.frontier >= self.stages.len() && !self.prior.tally.any(Standing::Pending)
    }
}

/// The position of a job's stage; a job without a stage stands in the first.
pub(crate) fn rank(job: &Job) -> usize {
    job.stage.map_or(0, |stage| to_index(stage.0))
}

fn earliest(one: Option<JobId>, other: Option<JobId>) -> Option<JobId> {
    one.into_iter().chain(other).min()
}

pub(crate) fn to_index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Edges from a job to those that need it, one list after the other in one block.
#[derive(Debug)]
struct Edges {
    starts: Vec<usize>,
    targets: Vec<u32>,
}

impl Edges {
    fn of(pipeline: &Pipeline, positions: &FxHashMap<JobName, u32>) -> Self {
        let pairs = pairs(pipeline, positions);
        let mut starts = vec![0; pipeline.jobs.len() + 1];
        for (needed, _) in &pairs {
            starts[needed + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut targets = vec![0; pairs.len()];
        let mut next = starts.clone();
        for (needed, dependent) in pairs {
            targets[next[needed]] = dependent;
            next[needed] += 1;
        }
        Self { starts, targets }
    }

    fn from(&self, index: usize) -> &[u32] {
        let bounds = self.starts.get(index).zip(self.starts.get(index + 1));
        bounds
            .and_then(|(start, end)| self.targets.get(*start..*end))
            .unwrap_or_default()
    }
}

fn positions(pipeline: &Pipeline) -> FxHashMap<JobName, u32> {
    let named = pipeline.jobs.iter().map(|job| job.name.clone());
    named.zip(0..).collect()
}

/// Who is needed, and who needs it, by position; in the order of those who need.
fn pairs(pipeline: &Pipeline, positions: &FxHashMap<JobName, u32>) -> Vec<(usize, u32)> {
    let mut pairs = Vec::new();
    for (dependent, job) in (0..).zip(&pipeline.jobs) {
        let Needs::Jobs(needs) = &job.needs else {
            continue;
        };
        let known = needs.iter().filter_map(|need| positions.get(&need.job));
        pairs.extend(known.map(|needed| (to_index(*needed), dependent)));
    }
    pairs
}
