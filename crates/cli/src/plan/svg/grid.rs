//! Which column each job stands in: stages from left to right, within a stage as many columns as
//! its jobs need each other.

use std::collections::HashMap;

use maillon_model::job::Needs;
use maillon_model::{Job, JobName, Pipeline};

use crate::plan::stages::{self, Stage};

/// Above this many jobs times columns a long curve takes the straight way.
const LANES: usize = 200_000;

/// The jobs in columns.
pub(super) struct Grid<'a> {
    /// In the order of stages.
    pub(super) jobs: Vec<&'a Job>,
    pub(super) stages: Vec<StageColumns<'a>>,
    pub(super) columns: Vec<Column>,
    /// For each job the jobs that it needs.
    pub(super) needs: Vec<Vec<usize>>,
    /// For each job its column.
    pub(super) column_of: Vec<usize>,
}

/// The columns of a stage.
pub(super) struct StageColumns<'a> {
    pub(super) name: &'a str,
    /// Whether a job of it waits for all stages before.
    pub(super) waits: bool,
    pub(super) count: usize,
}

/// What stands in a column.
#[derive(Default)]
pub(super) struct Column {
    pub(super) jobs: Vec<usize>,
    /// Jobs that are needed by some behind this column: their curves pass here.
    pub(super) lanes: Vec<usize>,
}

impl<'a> Grid<'a> {
    pub(super) fn of(pipeline: &'a Pipeline) -> Self {
        let stages = stages::with_jobs(pipeline);
        let jobs: Vec<&Job> = stages
            .iter()
            .flat_map(|stage| stage.jobs.iter().copied())
            .collect();
        let mut grid = Self {
            needs: needs(&jobs),
            jobs,
            stages: Vec::new(),
            columns: Vec::new(),
            column_of: Vec::new(),
        };
        for stage in &stages {
            grid.add(stage);
        }
        grid.open_lanes();
        grid
    }

    fn add(&mut self, stage: &Stage<'a>) {
        let (first_job, first_column) = (self.column_of.len(), self.columns.len());
        let depths = depths(
            self.needs.get(first_job..first_job + stage.jobs.len()),
            first_job,
        );
        let count = depths.iter().max().map_or(0, |deepest| deepest + 1);
        self.columns
            .resize_with(first_column + count, Column::default);
        for (job, depth) in (first_job..).zip(depths) {
            let column = first_column + depth;
            self.column_of.push(column);
            if let Some(column) = self.columns.get_mut(column) {
                column.jobs.push(job);
            }
        }
        self.stages.push(StageColumns {
            name: stage.name,
            waits: stage.jobs.iter().any(|job| job.needs == Needs::StageOrder),
            count,
        });
    }

    fn open_lanes(&mut self) {
        if self.jobs.len() * self.columns.len() > LANES {
            return;
        }
        let mut reach = self.column_of.clone();
        for (needs, column) in self.needs.iter().zip(&self.column_of) {
            for needed in needs {
                reach[*needed] = reach[*needed].max(*column);
            }
        }
        for (job, (from, to)) in self.column_of.iter().zip(reach).enumerate() {
            for column in self.columns.iter_mut().take(to).skip(from + 1) {
                column.lanes.push(job);
            }
        }
    }
}

fn needs(jobs: &[&Job]) -> Vec<Vec<usize>> {
    let positions: HashMap<&JobName, usize> = jobs.iter().map(|job| &job.name).zip(0..).collect();
    let of = |job: &&Job| match &job.needs {
        Needs::StageOrder => Vec::new(),
        Needs::Jobs(needs) => {
            let known = needs.iter().filter_map(|need| positions.get(&need.job));
            known.copied().collect()
        }
    };
    jobs.iter().map(of).collect()
}

/// How long the chain of needs within a stage is that leads to each of its jobs.
///
/// Steps from those without needs in the stage outwards; needs have no circle.
fn depths(needs: Option<&[Vec<usize>]>, first: usize) -> Vec<usize> {
    let needs = needs.unwrap_or_default();
    let inside = |job: &usize| job.checked_sub(first).filter(|job| *job < needs.len());
    let mut open = vec![0_usize; needs.len()];
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (dependent, needs) in needs.iter().enumerate() {
        for needed in needs.iter().filter_map(inside) {
            open[dependent] += 1;
            needed_by[needed].push(dependent);
        }
    }
    let mut depths = vec![0; needs.len()];
    let mut reached: Vec<usize> = (0..open.len()).filter(|job| open[*job] == 0).collect();
    while let Some(job) = reached.pop() {
        for dependent in &needed_by[job] {
            depths[*dependent] = depths[*dependent].max(depths[job] + 1);
            open[*dependent] -= 1;
            if open[*dependent] == 0 {
                reached.push(*dependent);
            }
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::{job, needing, pipeline};

    #[test]
    fn a_chain_within_a_stage_takes_columns_and_long_needs_take_lanes() {
        let jobs = vec![
            job("a", 0),
            needing("b", 1, &["a"]),
            needing("c", 1, &["b"]),
            needing("d", 2, &["a", "c"]),
        ];
        let pipeline = pipeline(&["x", "y", "z"], jobs);
        let grid = Grid::of(&pipeline);
        assert_eq!(grid.column_of, [0, 1, 2, 3]);
        let lanes: Vec<&[usize]> = grid.columns.iter().map(|column| &*column.lanes).collect();
        assert_eq!(lanes, [&[][..], &[0], &[0], &[]]);
        let counts: Vec<usize> = grid.stages.iter().map(|stage| stage.count).collect();
        assert_eq!(counts, [1, 2, 1]);
    }
}
