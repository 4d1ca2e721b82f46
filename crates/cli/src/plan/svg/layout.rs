//! Where everything stands: stages from left to right, within a stage as many columns as its jobs
//! need each other, within a column the jobs near those that they need.

use std::collections::HashMap;

use maillon_model::job::Needs;
use maillon_model::{Job, JobName, Pipeline};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::plan::stages::{self, Stage};

/// Between a panel's border and what is in it.
pub(super) const PADDING: usize = 14;
/// From a box's left border to its text.
pub(super) const TEXT_START: usize = 26;

const HEADER: usize = 32;
const BOX_HEIGHT: usize = 36;
const ROW_GAP: usize = 10;
const COLUMN_GAP: usize = 44;
const PANEL_GAP: usize = 40;
const MARGIN: usize = 16;
const LETTER: usize = 8;
/// Names are cut to this many columns of a terminal; the tooltip has the whole name.
const NAME: usize = 36;
const NARROWEST: usize = 96;

/// A whole picture.
pub(super) struct Layout<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) panels: Vec<Panel<'a>>,
    pub(super) nodes: Vec<Node<'a>>,
    /// From the needed to the one that needs.
    pub(super) edges: Vec<(Node<'a>, Node<'a>)>,
}

/// A stage.
pub(super) struct Panel<'a> {
    pub(super) name: &'a str,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Whether a job of it waits for all stages before.
    pub(super) waits: bool,
}

/// A job.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) job: &'a Job,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl<'a> Layout<'a> {
    pub(super) fn of(pipeline: &'a Pipeline) -> Self {
        let mut drawing = Drawing::default();
        for stage in stages::with_jobs(pipeline) {
            drawing.stage(&stage);
        }
        let height = drawing.lowest + PADDING;
        for panel in &mut drawing.panels {
            panel.height = height - panel.y;
        }
        Self {
            width: drawing.right.saturating_sub(PANEL_GAP).max(MARGIN) + MARGIN,
            height: height + MARGIN,
            edges: drawing.edges(),
            panels: drawing.panels,
            nodes: drawing.nodes,
        }
    }
}

/// A picture that grows to the right.
struct Drawing<'a> {
    right: usize,
    lowest: usize,
    panels: Vec<Panel<'a>>,
    nodes: Vec<Node<'a>>,
    positions: HashMap<&'a JobName, usize>,
}

impl Default for Drawing<'_> {
    fn default() -> Self {
        Self {
            right: MARGIN,
            lowest: MARGIN + HEADER,
            panels: Vec::new(),
            nodes: Vec::new(),
            positions: HashMap::new(),
        }
    }
}

impl<'a> Drawing<'a> {
    fn stage(&mut self, stage: &Stage<'a>) {
        let left = self.right;
        let mut x = left + PADDING;
        for mut column in columns(stage) {
            column.sort_by_cached_key(|job| self.height_of_needs(job));
            let width = column_width(stage.name, &column);
            self.column(&column, x, width);
            x += width + COLUMN_GAP;
        }
        let right = x - COLUMN_GAP + PADDING;
        self.panels.push(Panel {
            name: stage.name,
            x: left,
            y: MARGIN,
            width: right - left,
            height: 0,
            waits: stage.jobs.iter().any(|job| job.needs == Needs::StageOrder),
        });
        self.right = right + PANEL_GAP;
    }

    fn column(&mut self, jobs: &[&'a Job], x: usize, width: usize) {
        let mut y = MARGIN + HEADER;
        for job in jobs {
            self.positions.insert(&job.name, self.nodes.len());
            self.nodes.push(Node {
                job,
                x,
                y,
                width,
                height: BOX_HEIGHT,
            });
            self.lowest = self.lowest.max(y + BOX_HEIGHT);
            y += BOX_HEIGHT + ROW_GAP;
        }
    }

    /// How far down those stand that a job needs, on average; those without needs keep the top.
    fn height_of_needs(&self, job: &Job) -> usize {
        let heights: Vec<usize> = self.needed(job).map(|node| node.y).collect();
        heights.iter().sum::<usize>() / heights.len().max(1)
    }

    fn needed(&self, job: &'a Job) -> impl Iterator<Item = &Node<'a>> {
        let needs = match &job.needs {
            Needs::StageOrder => &[][..],
            Needs::Jobs(needs) => needs,
        };
        let positions = needs
            .iter()
            .filter_map(|need| self.positions.get(&need.job));
        positions.filter_map(|position| self.nodes.get(*position))
    }

    fn edges(&self) -> Vec<(Node<'a>, Node<'a>)> {
        let to = self.nodes.iter();
        to.flat_map(|to| self.needed(to.job).map(|from| (*from, *to)))
            .collect()
    }
}

/// The jobs of a stage by how long the chain of needs within the stage is that leads to each.
fn columns<'a>(stage: &Stage<'a>) -> Vec<Vec<&'a Job>> {
    let depths = Depths::of(stage);
    let mut columns: Vec<Vec<&Job>> = Vec::new();
    for (job, depth) in stage.jobs.iter().zip(depths.0) {
        if columns.len() <= depth {
            columns.resize_with(depth + 1, Vec::new);
        }
        if let Some(column) = columns.get_mut(depth) {
            column.push(job);
        }
    }
    columns
}

struct Depths(Vec<usize>);

impl Depths {
    /// Steps from those without needs in the stage outwards (needs have no circle).
    fn of(stage: &Stage<'_>) -> Self {
        let positions: HashMap<&JobName, usize> =
            stage.jobs.iter().map(|job| &job.name).zip(0..).collect();
        let mut open = vec![0_usize; stage.jobs.len()];
        let mut needed_by = vec![Vec::new(); stage.jobs.len()];
        for (dependent, job) in stage.jobs.iter().enumerate() {
            let Needs::Jobs(needs) = &job.needs else {
                continue;
            };
            for needed in needs.iter().filter_map(|need| positions.get(&need.job)) {
                open[dependent] += 1;
                needed_by[*needed].push(dependent);
            }
        }
        let mut depths = vec![0; stage.jobs.len()];
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
        Self(depths)
    }
}

fn column_width(stage: &str, jobs: &[&Job]) -> usize {
    let texts = jobs.iter().map(|job| {
        let name = shortened(job.name.as_str()).width() * LETTER;
        name.max(super::notes(job).width() * LETTER * 3 / 4)
    });
    let widest = texts.max().unwrap_or_default() + TEXT_START + PADDING;
    widest.max(NARROWEST).max(shortened(stage).width() * LETTER)
}

/// A name that fits into a box.
pub(super) fn shortened(name: &str) -> String {
    if name.width() <= NAME {
        return name.to_owned();
    }
    let mut width = 1;
    let fits = |letter: &char| {
        width += letter.width().unwrap_or_default();
        width <= NAME
    };
    name.chars().take_while(fits).collect::<String>() + "…"
}
