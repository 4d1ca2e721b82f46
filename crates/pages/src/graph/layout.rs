//! Where everything stands, in pixels: stages from left to right, within a stage as many columns as its boxes
//! need each other; within a column the boxes near those that they need, and lanes for curves that pass.

use std::collections::HashMap;

use super::nodes::Pipeline;

pub(super) const BOX_HEIGHT: usize = 36;
pub(super) const PADDING: usize = 12;
pub(super) const HEADER: usize = 34;
const ROW_GAP: usize = 8;
const LANE_HEIGHT: usize = 6;
const COLUMN_GAP: usize = 40;
const PANEL_GAP: usize = 36;
const LETTER: usize = 8;
/// Names are cut to this many letters; the tooltip has the whole name.
const NAME: usize = 30;
/// Room for the icon before a name and the duration behind it.
const AROUND_NAME: usize = 100;
/// A column with more boxes goes on beside itself.
const TALLEST: usize = 16;
/// Above this many boxes times columns a long curve takes the straight way.
const LANES: usize = 100_000;

/// A pipeline's picture, from its own upper left corner.
pub(super) struct Layout {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) panels: Vec<Panel>,
    /// Of each node.
    pub(super) boxes: Vec<Place>,
    pub(super) edges: Vec<Edge>,
}

/// A stage.
pub(super) struct Panel {
    pub(super) x: usize,
    pub(super) width: usize,
    /// Whether a box of it waits for all stages before.
    pub(super) waits: bool,
}

/// Where a box is.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
}

/// A need: from one box to another one, along the lanes that it takes.
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Left end, right end and height of each.
    pub(super) lanes: Vec<(usize, usize, usize)>,
}

#[derive(Clone, Copy)]
enum Slot {
    Node(usize),
    Lane(usize),
}

#[derive(Default)]
struct Column {
    stage: usize,
    nodes: Vec<usize>,
    lanes: Vec<usize>,
}

impl Layout {
    pub(super) fn of(pipeline: &Pipeline<'_>) -> Self {
        let (columns, column_of) = columns(pipeline);
        let mut drawing = Drawing {
            pipeline,
            columns,
            column_of,
            boxes: vec![Place::default(); pipeline.nodes.len()],
            lanes: HashMap::new(),
            spans: Vec::new(),
            lowest: 0,
        };
        let panels = drawing.panels();
        drawing.finish(panels)
    }
}

/// The columns from left to right, and the column of each node.
fn columns(pipeline: &Pipeline<'_>) -> (Vec<Column>, Vec<usize>) {
    let depths = depths(pipeline);
    let mut columns: Vec<Column> = Vec::new();
    let mut column_of = vec![0; pipeline.nodes.len()];
    for stage in 0..pipeline.stages.len() {
        let of_stage = |node: &usize| pipeline.nodes[*node].stage == stage;
        let nodes: Vec<usize> = (0..pipeline.nodes.len()).filter(of_stage).collect();
        let deepest = nodes
            .iter()
            .map(|node| depths[*node])
            .max()
            .unwrap_or_default();
        for depth in 0..=deepest {
            let here: Vec<usize> = nodes
                .iter()
                .copied()
                .filter(|node| depths[*node] == depth)
                .collect();
            for nodes in here.chunks(TALLEST) {
                for node in nodes {
                    column_of[*node] = columns.len();
                }
                columns.push(Column {
                    stage,
                    nodes: nodes.to_vec(),
                    lanes: Vec::new(),
                });
            }
        }
    }
    open_lanes(pipeline, &mut columns, &column_of);
    (columns, column_of)
}

fn open_lanes(pipeline: &Pipeline<'_>, columns: &mut [Column], column_of: &[usize]) {
    if columns.len() * column_of.len() > LANES {
        return;
    }
    let mut reach = column_of.to_vec();
    for (node, column) in pipeline.nodes.iter().zip(column_of) {
        for needed in &node.needs {
            reach[*needed] = reach[*needed].max(*column);
        }
    }
    for (node, (from, to)) in column_of.iter().zip(reach).enumerate() {
        for column in columns.iter_mut().take(to).skip(from + 1) {
            column.lanes.push(node);
        }
    }
}

/// How long the chain of needs within its stage is that leads to each node. Needs that go round in a circle
/// (wrong definitions) end it.
fn depths(pipeline: &Pipeline<'_>) -> Vec<usize> {
    let nodes = &pipeline.nodes;
    let within = |node: usize| {
        let needs = nodes[node].needs.iter().copied();
        needs.filter(move |needed| nodes[*needed].stage == nodes[node].stage)
    };
    let mut open: Vec<usize> = (0..nodes.len()).map(|node| within(node).count()).collect();
    let mut needed_by = vec![Vec::new(); nodes.len()];
    for node in 0..nodes.len() {
        within(node).for_each(|needed| needed_by[needed].push(node));
    }
    let mut depths = vec![0; nodes.len()];
    let mut reached: Vec<usize> = (0..nodes.len()).filter(|node| open[*node] == 0).collect();
    while let Some(node) = reached.pop() {
        for dependent in &needed_by[node] {
            depths[*dependent] = depths[*dependent].max(depths[node] + 1);
            open[*dependent] -= 1;
            if open[*dependent] == 0 {
                reached.push(*dependent);
            }
        }
    }
    depths
}

struct Drawing<'p, 'a> {
    pipeline: &'p Pipeline<'a>,
    columns: Vec<Column>,
    column_of: Vec<usize>,
    boxes: Vec<Place>,
    lanes: HashMap<(usize, usize), usize>,
    /// Left and right end of each column.
    spans: Vec<(usize, usize)>,
    lowest: usize,
}

impl Drawing<'_, '_> {
    fn panels(&mut self) -> Vec<Panel> {
        let mut left = 0;
        let stages = 0..self.pipeline.stages.len();
        stages.map(|stage| self.panel(stage, &mut left)).collect()
    }

    fn panel(&mut self, stage: usize, left: &mut usize) -> Panel {
        let start = *left;
        let mut x = start + PADDING;
        for column in 0..self.columns.len() {
            if self.columns[column].stage != stage {
                continue;
            }
            let width = self.width_of(column);
            self.fill(column, x, width);
            x += width + COLUMN_GAP;
        }
        let width = (x - COLUMN_GAP + PADDING).saturating_sub(start);
        *left = start + width + PANEL_GAP;
        let waits = |node: &super::nodes::Node<'_>| node.stage == stage && node.waits;
        Panel {
            x: start,
            width,
            waits: self.pipeline.nodes.iter().any(waits),
        }
    }

    fn width_of(&self, column: usize) -> usize {
        let nodes = self.columns[column].nodes.iter();
        let letters = nodes.map(|node| self.pipeline.nodes[*node].label.chars().count().min(NAME));
        let stage = self.pipeline.stages.get(self.columns[column].stage);
        let title = stage.map_or(0, |stage| stage.chars().count().min(NAME) * LETTER);
        (letters.max().unwrap_or(0) * LETTER + AROUND_NAME).max(title)
    }

    /// Fills a column from the top.
    fn fill(&mut self, column: usize, x: usize, width: usize) {
        let mut y = HEADER;
        for slot in self.slots(column) {
            let height = match slot {
                Slot::Node(node) => {
                    self.boxes[node] = Place { x, y, width };
                    BOX_HEIGHT
                }
                Slot::Lane(node) => {
                    self.lanes.insert((node, column), y + LANE_HEIGHT / 2);
                    LANE_HEIGHT
                }
            };
            y += height + ROW_GAP;
        }
        self.lowest = self.lowest.max(y.saturating_sub(ROW_GAP));
        self.spans.push((x, x + width));
    }

    fn slots(&self, column: usize) -> Vec<Slot> {
        let content = &self.columns[column];
        let nodes = content.nodes.iter().map(|node| Slot::Node(*node));
        let lanes = content.lanes.iter().map(|node| Slot::Lane(*node));
        let mut slots: Vec<Slot> = nodes.chain(lanes).collect();
        slots.sort_by_cached_key(|slot| match slot {
            Slot::Node(node) => self.height_of_needs(*node, column),
            Slot::Lane(node) => self.arrives(*node, column),
        });
        slots
    }

    /// How far down what a node needs arrives, on average; those without needs keep the top.
    fn height_of_needs(&self, node: usize, column: usize) -> usize {
        let needs = &self.pipeline.nodes[node].needs;
        let heights = needs.iter().map(|needed| self.arrives(*needed, column));
        heights.sum::<usize>() / needs.len().max(1)
    }

    /// The height in which a node's curve comes to a column.
    fn arrives(&self, node: usize, column: usize) -> usize {
        let lane = column
            .checked_sub(1)
            .and_then(|before| self.lanes.get(&(node, before)));
        lane.copied()
            .unwrap_or_else(|| self.boxes[node].y + BOX_HEIGHT / 2)
    }

    fn finish(self, panels: Vec<Panel>) -> Layout {
        let last = panels.last().map_or(0, |panel| panel.x + panel.width);
        let edges = self.edges();
        Layout {
            width: last,
            height: self.lowest + PADDING,
            panels,
            boxes: self.boxes,
            edges,
        }
    }

    fn edges(&self) -> Vec<Edge> {
        let nodes = self.pipeline.nodes.iter().enumerate();
        let needs = nodes.flat_map(|(to, node)| node.needs.iter().map(move |from| (*from, to)));
        needs.map(|(from, to)| self.edge(from, to)).collect()
    }

    fn edge(&self, from: usize, to: usize) -> Edge {
        let between = self.column_of[from] + 1..self.column_of[to];
        let lanes = between.filter_map(|column| {
            let (left, right) = *self.spans.get(column)?;
            Some((left, right, *self.lanes.get(&(from, column))?))
        });
        Edge {
            from,
            to,
            lanes: lanes.collect(),
        }
    }
}

/// A name that fits into a box.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).collect::<String>() + "…"
}
