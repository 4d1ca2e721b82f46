//! The cells of matrices: which end together, and how many run at a time.

use std::collections::VecDeque;

use maillon_model::job::{FailFast, Strategy};
use maillon_model::pipeline::StageIndex;
use maillon_model::{Job, JobId, JobName, Pipeline};
use rustc_hash::FxHashMap;

use crate::group::to_index;
use crate::resources::Grant;

/// The matrices of one pipeline.
#[derive(Debug, Default)]
pub(crate) struct Matrices {
    all: Vec<Matrix>,
    /// The matrix of each cell.
    of: FxHashMap<JobId, usize>,
}

/// Jobs with a strategy that share stage and template.
#[derive(Debug)]
struct Matrix {
    strategy: Strategy,
    cells: Vec<JobId>,
    /// Those that take one of the places that `max_parallel` leaves.
    inside: Vec<JobId>,
    waiting: VecDeque<JobId>,
}

impl Matrices {
    /// The matrices of a pipeline whose first job has this id.
    pub(crate) fn of(pipeline: &Pipeline, first: JobId) -> Self {
        let mut matrices = Self::default();
        let mut known: FxHashMap<(Option<StageIndex>, &JobName), usize> = FxHashMap::default();
        for (job, id) in pipeline.jobs.iter().zip(first.0..) {
            let Some(strategy) = job.strategy else {
                continue;
            };
            let at = known.entry(key(job)).or_insert(matrices.all.len());
            matrices.add(*at, strategy, JobId(id));
        }
        matrices
    }

    fn add(&mut self, at: usize, strategy: Strategy, cell: JobId) {
        self.of.insert(cell, at);
        if let Some(matrix) = self.all.get_mut(at) {
            return matrix.cells.push(cell);
        }
        self.all.push(Matrix {
            strategy,
            cells: vec![cell],
            inside: Vec::new(),
            waiting: VecDeque::new(),
        });
    }

    /// Gives the cell a place among those that run, or lets it wait.
    pub(crate) fn enter(&mut self, cell: JobId) -> Grant {
        self.matrix(cell)
            .map_or(Grant::Held, |matrix| matrix.enter(cell))
    }

    /// Takes the cell's place, where it has one, and names who waits longest for it.
    /// Whoever is named may not want it any more: then ask [`Matrices::next`].
    pub(crate) fn leave(&mut self, cell: JobId) -> Option<JobId> {
        let matrix = self.matrix(cell)?;
        let place = matrix.inside.iter().position(|inside| *inside == cell)?;
        matrix.inside.swap_remove(place);
        matrix.waiting.pop_front()
    }

    /// Names the next who waits for a place beside this cell.
    pub(crate) fn next(&mut self, cell: JobId) -> Option<JobId> {
        self.matrix(cell)?.waiting.pop_front()
    }

    /// The cells that end when this one fails, itself among them.
    pub(crate) fn ended_by(&self, cell: JobId) -> Option<&[JobId]> {
        let matrix = self.all.get(*self.of.get(&cell)?)?;
        (matrix.strategy.fail_fast == FailFast::Cancel).then_some(&matrix.cells)
    }

    fn matrix(&mut self, cell: JobId) -> Option<&mut Matrix> {
        self.all.get_mut(*self.of.get(&cell)?)
    }
}

impl Matrix {
    fn enter(&mut self, cell: JobId) -> Grant {
        let Some(most) = self.strategy.max_parallel else {
            return Grant::Held;
        };
        if self.inside.contains(&cell) {
            return Grant::Held;
        }
        if self.inside.len() < to_index(most.get()) {
            self.inside.push(cell);
            return Grant::Held;
        }
        self.waiting.push_back(cell);
        Grant::Waits
    }
}

fn key(job: &Job) -> (Option<StageIndex>, &JobName) {
    (job.stage, &job.template)
}
