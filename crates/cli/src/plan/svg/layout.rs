//! Where everything stands, in pixels: within a column the jobs near those that they need, and lanes
//! for curves that pass.

use std::collections::HashMap;

use maillon_model::{Job, Pipeline};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::grid::{Grid, StageColumns};

/// Between a panel's border and what is in it.
pub(super) const PADDING: usize = 14;
/// From a box's left border to its text.
pub(super) const TEXT_START: usize = 26;

const HEADER: usize = 32;
const BOX_HEIGHT: usize = 36;
const LANE_HEIGHT: usize = 4;
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
    pub(super) edges: Vec<Edge>,
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
pub(super) struct Node<'a> {
    pub(super) job: &'a Job,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// A need: from where it starts, along the lanes that it takes, to where it ends.
pub(super) struct Edge {
    pub(super) start: (usize, usize),
    /// Left end, right end and height of each.
    pub(super) lanes: Vec<(usize, usize, usize)>,
    pub(super) end: (usize, usize),
}

impl<'a> Layout<'a> {
    pub(super) fn of(pipeline: &'a Pipeline) -> Self {
        let grid = Grid::of(pipeline);
        let mut drawing = Drawing::new(&grid);
        for stage in &grid.stages {
            drawing.stage(stage);
        }
        drawing.into_layout()
    }
}

/// What stands in a column below each other.
#[derive(Clone, Copy)]
enum Slot {
    Job(usize),
    Lane(usize),
}

/// The horizontal room of a column.
#[derive(Clone, Copy)]
struct Span {
    left: usize,
    right: usize,
}

/// A picture that grows to the right.
struct Drawing<'g, 'a> {
    grid: &'g Grid<'a>,
    right: usize,
    lowest: usize,
    panels: Vec<Panel<'a>>,
    columns: Vec<Span>,
    /// The middle of each job's box.
    middles: Vec<usize>,
    /// The height of lanes by job and column.
    lanes: HashMap<(usize, usize), usize>,
}

impl<'g, 'a> Drawing<'g, 'a> {
    fn new(grid: &'g Grid<'a>) -> Self {
        Self {
            grid,
            right: MARGIN,
            lowest: MARGIN + HEADER,
            panels: Vec::new(),
            columns: Vec::new(),
            middles: vec![0; grid.jobs.len()],
            lanes: HashMap::new(),
        }
    }

    fn stage(&mut self, stage: &StageColumns<'a>) {
        let left = self.right;
        let mut x = left + PADDING;
        for _ in 0..stage.count {
            let right = x + self.column_width(stage.name);
            self.column(Span { left: x, right });
            x = right + COLUMN_GAP;
        }
        let right = x - COLUMN_GAP + PADDING;
        self.panels.push(Panel {
            name: stage.name,
            x: left,
            y: MARGIN,
            width: right - left,
            height: 0,
            waits: stage.waits,
        });
        self.right = right + PANEL_GAP;
    }

    fn column_width(&self, stage: &str) -> usize {
        let column = self.grid.columns.get(self.columns.len());
        let jobs = column.into_iter().flat_map(|column| &column.jobs);
        let texts = jobs.filter_map(|job| self.grid.jobs.get(*job)).map(|job| {
            let name = shortened(job.name.as_str()).width() * LETTER;
            name.max(super::notes(job).width() * LETTER * 3 / 4)
        });
        let widest = texts.max().unwrap_or_default() + TEXT_START + PADDING;
        widest.max(NARROWEST).max(shortened(stage).width() * LETTER)
    }

    /// Fills the next column from the top.
    fn column(&mut self, span: Span) {
        let column = self.columns.len();
        let mut y = MARGIN + HEADER;
        for slot in self.slots(column) {
            match slot {
                Slot::Job(job) => {
                    self.middles[job] = y + BOX_HEIGHT / 2;
                    y += BOX_HEIGHT + ROW_GAP;
                }
                Slot::Lane(job) => {
                    self.lanes.insert((job, column), y + LANE_HEIGHT / 2);
                    y += LANE_HEIGHT + ROW_GAP;
                }
            }
            self.lowest = self.lowest.max(y - ROW_GAP);
        }
        self.columns.push(span);
    }

    fn slots(&self, column: usize) -> Vec<Slot> {
        let Some(content) = self.grid.columns.get(column) else {
            return Vec::new();
        };
        let jobs = content.jobs.iter().map(|job| Slot::Job(*job));
        let lanes = content.lanes.iter().map(|job| Slot::Lane(*job));
        let mut slots: Vec<Slot> = jobs.chain(lanes).collect();
        slots.sort_by_cached_key(|slot| match slot {
            Slot::Job(job) => self.height_of_needs(*job, column),
            Slot::Lane(job) => self.arrives(*job, column),
        });
        slots
    }

    /// How far down what a job needs arrives, on average; those without needs keep the top.
    fn height_of_needs(&self, job: usize, column: usize) -> usize {
        let needs = self.grid.needs.get(job).map_or(&[][..], Vec::as_slice);
        let heights = needs.iter().map(|needed| self.arrives(*needed, column));
        heights.sum::<usize>() / needs.len().max(1)
    }

    /// The height in which a job's curve comes to a column.
    fn arrives(&self, job: usize, column: usize) -> usize {
        let lane = column
            .checked_sub(1)
            .and_then(|before| self.lanes.get(&(job, before)));
        lane.or_else(|| self.middles.get(job))
            .copied()
            .unwrap_or_default()
    }

    fn into_layout(mut self) -> Layout<'a> {
        let bottom = self.lowest + PADDING;
        for panel in &mut self.panels {
            panel.height = bottom - panel.y;
        }
        Layout {
            width: self.right.saturating_sub(PANEL_GAP).max(MARGIN) + MARGIN,
            height: bottom + MARGIN,
            nodes: self.nodes(),
            edges: self.edges(),
            panels: self.panels,
        }
    }

    fn span(&self, job: usize) -> Span {
        let column = self.grid.column_of.get(job);
        let span = column.and_then(|column| self.columns.get(*column));
        span.copied().unwrap_or(Span { left: 0, right: 0 })
    }

    fn nodes(&self) -> Vec<Node<'a>> {
        let jobs = self.grid.jobs.iter().zip(&self.middles).enumerate();
        jobs.map(|(index, (job, middle))| {
            let Span { left, right } = self.span(index);
            Node {
                job,
                x: left,
                y: middle - BOX_HEIGHT / 2,
                width: right - left,
                height: BOX_HEIGHT,
            }
        })
        .collect()
    }

    fn edges(&self) -> Vec<Edge> {
        let needs = self.grid.needs.iter().enumerate();
        needs
            .flat_map(|(job, needs)| needs.iter().map(move |needed| self.edge(*needed, job)))
            .collect()
    }

    fn edge(&self, from: usize, to: usize) -> Edge {
        let between = self.grid.column_of[from] + 1..self.grid.column_of[to];
        let lanes = between.filter_map(|column| {
            let span = self.columns.get(column)?;
            Some((span.left, span.right, *self.lanes.get(&(from, column))?))
        });
        Edge {
            start: (self.span(from).right, self.middles[from]),
            lanes: lanes.collect(),
            end: (self.span(to).left, self.middles[to]),
        }
    }
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
