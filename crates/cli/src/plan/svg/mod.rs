//! A plan as a picture: a panel for each stage, a box for each job, a curve for each need.

mod grid;
mod layout;

use std::fmt::Write as _;

use maillon_model::job::{AllowFailure, ChildStrategy, Needs, When, Work};
use maillon_model::{Job, Pipeline};

use layout::{Edge, Layout, Node, Panel};

/// How the picture looks, in light and in dark surroundings.
const STYLE: &str = "\
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #1f2328 }
  .panel { fill: #f6f8fa; stroke: #d1d9e0 }
  .title { font-weight: 600; fill: #59636e }
  .job rect { fill: #ffffff; stroke: #8c959f }
  .job.manual rect { stroke-dasharray: 5 3 }
  .note { font-size: 10.5px; fill: #59636e }
  .need { fill: none; stroke: #0969da; stroke-opacity: .55; stroke-width: 1.4 }
  .order { fill: none; stroke: #8c959f; stroke-width: 2.2 }
  .dot { fill: #1a7f37 } .dot.manual { fill: #9a6700 } .dot.failure { fill: #cf222e } .dot.child { fill: #8250df }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .panel { fill: #151b23; stroke: #3d444d }
    .title, .note { fill: #9198a1 }
    .job rect { fill: #0d1117; stroke: #656c76 }
    .need { stroke: #4493f8 } .order { stroke: #656c76 }
    .dot { fill: #3fb950 } .dot.manual { fill: #d29922 } .dot.failure { fill: #f85149 } .dot.child { fill: #ab7df8 }
  }
";

/// The plan as a document of its own.
pub(crate) fn render(pipeline: &Pipeline) -> String {
    let layout = Layout::of(pipeline);
    let (width, height) = (layout.width, layout.height);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n",
        escape(pipeline.name.as_deref().unwrap_or("pipeline"))
    );
    for panel in &layout.panels {
        draw_panel(&mut text, panel);
    }
    for pair in layout.panels.windows(2) {
        if let [before, after] = pair {
            draw_order(&mut text, before, after);
        }
    }
    for edge in &layout.edges {
        draw_need(&mut text, edge);
    }
    for node in &layout.nodes {
        draw_job(&mut text, node);
    }
    text + "</svg>\n"
}

fn draw_panel(text: &mut String, panel: &Panel<'_>) {
    let Panel {
        x,
        y,
        width,
        height,
        ..
    } = panel;
    let _ = writeln!(
        text,
        "<rect class=\"panel\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>\
         <text class=\"title\" x=\"{}\" y=\"{}\">{}</text>",
        x + layout::PADDING,
        y + 20,
        escape(panel.name)
    );
}

/// An arrow between two stages, where the second one waits for the first.
fn draw_order(text: &mut String, before: &Panel<'_>, after: &Panel<'_>) {
    if !after.waits {
        return;
    }
    let (from, to, y) = (before.x + before.width + 4, after.x - 4, before.y + 16);
    let _ = writeln!(
        text,
        "<path class=\"order\" d=\"M{from} {y}H{to}m-6 -5l6 5l-6 5\"/>"
    );
}

fn draw_need(text: &mut String, edge: &Edge) {
    let (x, y) = edge.start;
    let _ = write!(text, "<path class=\"need\" d=\"M{x} {y}");
    let mut at = edge.start;
    for (left, right, y) in &edge.lanes {
        curve(text, at, (*left, *y));
        let _ = write!(text, "H{right}");
        at = (*right, *y);
    }
    curve(text, at, edge.end);
    text.push_str("\"/>\n");
}

fn curve(text: &mut String, (x1, y1): (usize, usize), (x2, y2): (usize, usize)) {
    let bend = (x2.saturating_sub(x1) / 2).max(16);
    let (out, back) = (x1 + bend, x2.saturating_sub(bend));
    let _ = write!(text, "C{out} {y1} {back} {y2} {x2} {y2}");
}

fn draw_job(text: &mut String, node: &Node<'_>) {
    let Node {
        job,
        x,
        y,
        width,
        height,
    } = node;
    let kind = kind(job);
    let notes = notes(job);
    let middle = y + height / 2;
    let (name_y, note_y) = if notes.is_empty() {
        (middle + 4, 0)
    } else {
        (middle - 2, middle + 12)
    };
    let _ = write!(
        text,
        "<g class=\"job {kind}\"><title>{}</title>\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\
         <circle class=\"dot {kind}\" cx=\"{}\" cy=\"{middle}\" r=\"4\"/>\
         <text x=\"{}\" y=\"{name_y}\">{}</text>",
        escape(&tooltip(job)),
        x + 14,
        x + layout::TEXT_START,
        escape(&layout::shortened(job.name.as_str())),
    );
    if !notes.is_empty() {
        let x = x + layout::TEXT_START;
        let _ = write!(
            text,
            "<text class=\"note\" x=\"{x}\" y=\"{note_y}\">{}</text>",
            escape(&notes)
        );
    }
    text.push_str("</g>\n");
}

fn kind(job: &Job) -> &'static str {
    match (job.when, &job.work) {
        (When::Manual, _) => "manual",
        (When::OnFailure, _) => "failure",
        (_, Work::Child { .. }) => "child",
        _ => "",
    }
}

fn notes(job: &Job) -> String {
    if job.skipped.is_some() {
        return "is skipped".to_owned();
    }
    let mut notes = Vec::new();
    if !matches!(job.when, When::OnSuccess | When::Late) {
        notes.push(super::when_word(job.when).replace('_', " "));
    }
    if job.allow_failure != AllowFailure::Never && job.when != When::Manual {
        notes.push("may fail".to_owned());
    }
    if matches!(&job.needs, Needs::Jobs(needs) if needs.is_empty()) {
        notes.push("starts at once".to_owned());
    }
    match job.work {
        Work::Body(_) => {}
        Work::Child {
            strategy: ChildStrategy::Inline,
            ..
        } => notes.push("several jobs".to_owned()),
        Work::Child { .. } => notes.push("child pipeline".to_owned()),
    }
    notes.join(" · ")
}

fn tooltip(job: &Job) -> String {
    if let Some(why) = &job.skipped {
        return why.clone();
    }
    match &job.needs {
        Needs::StageOrder => job.name.to_string(),
        Needs::Jobs(needs) => {
            let names: Vec<&str> = needs.iter().map(|need| need.job.as_str()).collect();
            format!("{} needs: {}", job.name, names.join(", "))
        }
    }
}

/// Text for XML; characters that XML has not become a space.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::{example, job, pipeline};

    #[test]
    fn a_picture_has_every_job_stage_and_need() {
        let picture = render(&example());
        let count = |part: &str| picture.matches(part).count();
        assert_eq!(count("<g class=\"job"), 5);
        assert_eq!(count("class=\"panel\""), 3);
        assert_eq!(count("class=\"need\""), 3);
        assert!(picture.contains("unit: [a]") && picture.ends_with("</svg>\n"));
    }

    #[test]
    fn names_are_escaped() {
        let picture = render(&pipeline(&["<b>"], vec![job("a & \"<script>\u{7}", 0)]));
        assert!(picture.contains("a &amp; &quot;&lt;script&gt; "));
        assert!(!picture.contains("<script>") && !picture.contains("<b>"));
    }
}
