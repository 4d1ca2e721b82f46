//! The list of projects.

use askama::Template;
use maillon_protocol::api::{Project, RunState};

use crate::Frame;
use crate::html::Html;
use crate::status::Status as _;

/// All projects that somebody sees.
#[derive(Debug, Template)]
#[template(path = "projects.html")]
pub struct ProjectsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The projects.
    pub projects: Vec<Project>,
    /// The part of the name that was searched for.
    pub search: String,
}

/// How many bars a sparkline has.
const BARS: usize = 20;

/// The last runs as bars, the newest one on the right: tall where all was well.
fn spark(health: &[RunState]) -> Html {
    let good = health
        .iter()
        .filter(|state| **state == RunState::Success)
        .count();
    let mut html = Html::new();
    html.raw_fmt(format_args!(
        "<svg class=\"spark\" viewBox=\"0 0 158 22\" role=\"img\" aria-label=\"{good} of the last {} runs succeeded\">",
        health.len()
    ));
    for bar in 0..BARS {
        let x = (BARS - 1 - bar) * 8;
        let Some(state) = health.get(bar) else {
            html.raw_fmt(format_args!(
                "<rect class=\"none\" x=\"{x}\" y=\"18\" width=\"6\" height=\"4\" rx=\"1\"/>"
            ));
            continue;
        };
        let height = match state {
            RunState::Success => 22,
            RunState::Unstable | RunState::Manual | RunState::Running | RunState::Pending => 16,
            _ => 11,
        };
        let look = state.look();
        html.raw_fmt(format_args!(
            "<rect class=\"{}\" x=\"{x}\" y=\"{}\" width=\"6\" height=\"{height}\" rx=\"1\"><title>{}</title></rect>",
            look.class,
            22 - height,
            look.word
        ));
    }
    html.raw("</svg>");
    html
}
