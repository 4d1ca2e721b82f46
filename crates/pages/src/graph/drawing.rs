//! The picture as SVG.

use crate::format;
use crate::html::Html;
use crate::status::Status as _;

use super::Wishes;
use super::layout::{self, BOX_HEIGHT, Edge, HEADER, Layout, PADDING, Place};
use super::nodes::{self, Node, Pipeline};

/// Room around everything.
const MARGIN: usize = 1;
/// Above a child pipeline: its name and what started it.
const CHILD_HEADER: usize = 34;

pub(super) fn draw(pipelines: &[Pipeline<'_>], wishes: &Wishes<'_>) -> Html {
    let layouts: Vec<Layout> = pipelines.iter().map(Layout::of).collect();
    let widest = layouts.iter().map(|layout| layout.width).max().unwrap_or(0) + 2 * MARGIN;
    let heights = layouts.iter().map(|layout| layout.height + CHILD_HEADER);
    let height = (heights.sum::<usize>() + 2 * MARGIN).saturating_sub(CHILD_HEADER);
    let mut html = Html::new();
    html.raw_fmt(format_args!(
        "<svg class=\"picture\" width=\"{widest}\" height=\"{height}\" viewBox=\"0 0 {widest} {height}\" role=\"group\" aria-label=\"Jobs and what they need\">"
    ));
    let mut y = MARGIN;
    let mut first = 0;
    for (pipeline, layout) in pipelines.iter().zip(&layouts) {
        if pipeline.parent.is_some() {
            title(&mut html, pipeline, y);
            y += CHILD_HEADER;
        }
        html.raw_fmt(format_args!("<g transform=\"translate({MARGIN} {y})\">"));
        Panel {
            pipeline,
            layout,
            wishes,
            first,
        }
        .draw(&mut html);
        html.raw("</g>");
        y += layout.height;
        first += pipeline.nodes.len();
    }
    html.raw("</svg>");
    html
}

fn title(html: &mut Html, pipeline: &Pipeline<'_>, y: usize) {
    let name = pipeline.parent.map_or("", |parent| parent.name.as_str());
    html.raw_fmt(format_args!(
        "<text class=\"child\" x=\"{PADDING}\" y=\"{}\">",
        y + 22
    ));
    html.text(name)
        .raw("<tspan class=\"faint\"> starts</tspan></text>");
}

struct Panel<'d, 'a> {
    pipeline: &'d Pipeline<'a>,
    layout: &'d Layout,
    wishes: &'d Wishes<'d>,
    /// The number of its first node in the picture.
    first: usize,
}

impl Panel<'_, '_> {
    fn draw(&self, html: &mut Html) {
        self.stages(html);
        for edge in &self.layout.edges {
            self.edge(html, edge);
        }
        for (index, (node, place)) in self
            .pipeline
            .nodes
            .iter()
            .zip(&self.layout.boxes)
            .enumerate()
        {
            self.node(html, index, node, *place);
        }
    }

    fn stages(&self, html: &mut Html) {
        let height = self.layout.height;
        for (panel, name) in self.layout.panels.iter().zip(&self.pipeline.stages) {
            let (x, width) = (panel.x, panel.width);
            html.raw_fmt(format_args!(
                "<rect class=\"stage\" x=\"{x}\" y=\"0\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
            ));
            html.raw_fmt(format_args!(
                "<text class=\"stage-name\" x=\"{}\" y=\"22\">",
                x + PADDING
            ));
            html.text(&layout::shortened(name)).raw("</text>");
        }
        for pair in self.layout.panels.windows(2) {
            if let [before, after] = pair
                && after.waits
            {
                let (from, to) = (before.x + before.width + 5, after.x - 6);
                html.raw_fmt(format_args!(
                    "<path class=\"order\" d=\"M{from} 17H{to}m-5 -4l5 4l-5 4\"/>"
                ));
            }
        }
    }

    fn edge(&self, html: &mut Html, edge: &Edge) {
        let (from, to) = (self.layout.boxes[edge.from], self.layout.boxes[edge.to]);
        let middle = BOX_HEIGHT / 2;
        let mut at = (from.x + from.width, from.y + middle);
        html.raw_fmt(format_args!(
            "<path class=\"edge\" data-from=\"{}\" data-to=\"{}\" d=\"M{} {}",
            self.first + edge.from,
            self.first + edge.to,
            at.0,
            at.1
        ));
        for (left, right, y) in &edge.lanes {
            curve(html, at, (*left, *y));
            html.raw_fmt(format_args!("H{right}"));
            at = (*right, *y);
        }
        curve(html, at, (to.x, to.y + middle));
        html.raw("\"/>");
    }

    fn node(&self, html: &mut Html, index: usize, node: &Node<'_>, place: Place) {
        let look = node.look();
        let Place { x, y, width } = place;
        let matrix = if node.is_matrix() { " matrix" } else { "" };
        html.raw_fmt(format_args!(
            "<a class=\"node {}{matrix}\" data-node=\"{}\" data-row href=\"",
            look.class,
            self.first + index
        ));
        html.text(&self.address(node))
            .raw("\" aria-label=\"")
            .text(&said(node, self.wishes.now))
            .raw("\"><title>");
        html.text(&tooltip(node)).raw("</title>");
        if node.is_matrix() {
            html.raw_fmt(format_args!(
                "<rect class=\"behind\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{BOX_HEIGHT}\" rx=\"6\"/>",
                x + 3,
                y + 3
            ));
        }
        html.raw_fmt(format_args!(
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX_HEIGHT}\" rx=\"6\"/>\
             <use class=\"icon\" href=\"#i-{}\" x=\"{}\" y=\"{}\" width=\"16\" height=\"16\"/>",
            look.icon,
            x + 10,
            y + 10
        ));
        let baseline = y + BOX_HEIGHT / 2 + 5;
        html.raw_fmt(format_args!(
            "<text class=\"name\" x=\"{}\" y=\"{baseline}\">",
            x + 34
        ));
        html.text(&layout::shortened(node.label)).raw("</text>");
        self.aside(html, node, x + width - 10, baseline);
        if node.is_matrix() {
            shares(html, node, place);
        }
        html.raw("</a>");
    }

    /// At the right end of a box: how long the job took, or how many copies there are.
    fn aside(&self, html: &mut Html, node: &Node<'_>, x: usize, baseline: usize) {
        html.raw_fmt(format_args!(
            "<text class=\"took\" x=\"{x}\" y=\"{baseline}\" text-anchor=\"end\""
        ));
        match node.jobs.as_slice() {
            [job] => {
                if let (Some(started), None) = (job.started_at, job.finished_at) {
                    html.raw_fmt(format_args!(" data-since=\"{started}\""));
                }
                html.raw(">").text(&took(node, self.wishes.now));
            }
            copies => {
                let ended = copies.iter().filter(|job| job.state.is_over()).count();
                html.raw_fmt(format_args!(">{ended}/{}", copies.len()));
            }
        }
        html.raw("</text>");
    }

    fn address(&self, node: &Node<'_>) -> String {
        match node.jobs.as_slice() {
            [job] => format!("{}/jobs/{}", self.wishes.base, job.id),
            copies => {
                let name = copies.first().map_or("", |job| nodes::template(&job.name));
                let open = self.wishes.open.iter().map(String::as_str).chain([name]);
                let open: Vec<String> = open
                    .map(|name| format!("open={}", format::segment(name)))
                    .collect();
                format!("{}?{}", self.wishes.base, open.join("&"))
            }
        }
    }
}

/// What part of a matrix stands how: a bar at the bottom of its box.
fn shares(html: &mut Html, node: &Node<'_>, place: Place) {
    let order = [
        "s-success",
        "s-unstable",
        "s-failed",
        "s-errored",
        "s-running",
        "s-manual",
    ];
    let room = place.width - 20;
    let mut x = place.x + 10;
    for class in order {
        let count = node
            .jobs
            .iter()
            .filter(|job| job.look().class == class)
            .count();
        let width = room * count / node.jobs.len().max(1);
        if width > 0 {
            html.raw_fmt(format_args!(
                "<rect class=\"share {class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"3\"/>",
                place.y + BOX_HEIGHT - 5
            ));
        }
        x += width;
    }
}

fn took(node: &Node<'_>, now: u64) -> String {
    let [job] = node.jobs.as_slice() else {
        return String::new();
    };
    let took = job
        .started_at
        .map(|started| job.finished_at.unwrap_or(now).saturating_sub(started));
    took.map_or_else(String::new, format::duration)
}

/// What a screen reader says.
fn said(node: &Node<'_>, now: u64) -> String {
    let word = node.look().word;
    if node.is_matrix() {
        return format!(
            "{}: {} copies, {word}; shows them",
            node.label,
            node.jobs.len()
        );
    }
    let took = took(node, now);
    let name = node.jobs.first().map_or("", |job| job.name.as_str());
    if took.is_empty() {
        format!("{name}: {word}")
    } else {
        format!("{name}: {word}, {took}")
    }
}

fn tooltip(node: &Node<'_>) -> String {
    let Some(job) = node.jobs.first() else {
        return String::new();
    };
    if node.is_matrix() {
        return format!("{}: {} copies", node.label, node.jobs.len());
    }
    let mut text = format!("{}: {}", job.name, job.look().word);
    if let Some(reason) = &job.reason {
        text = format!("{text}\n{reason}");
    }
    match job.needs.as_deref() {
        Some(needs) if !needs.is_empty() => format!("{text}\nneeds {}", needs.join(", ")),
        _ => text,
    }
}

fn curve(html: &mut Html, (x1, y1): (usize, usize), (x2, y2): (usize, usize)) {
    let bend = (x2.saturating_sub(x1) / 2).max(16);
    let (out, back) = (x1 + bend, x2.saturating_sub(bend));
    html.raw_fmt(format_args!("C{out} {y1} {back} {y2} {x2} {y2}"));
}

const _: () = assert!(HEADER > 22, "a stage's name stands above its boxes");
