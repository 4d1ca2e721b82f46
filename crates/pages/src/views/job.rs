//! A job and its log.

use askama::Template;
use maillon_protocol::api::{Job, JobState, LogWindow, Note, RunSummary, Step, Waiting};

use crate::Frame;
use crate::ansi::Painter;
use crate::format;
use crate::html::Html;
use crate::markdown;
use crate::status::Status as _;

/// A job and its log.
#[derive(Debug, Template)]
#[template(path = "job.html")]
pub struct JobPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Its run.
    pub run: RunSummary,
    /// The job.
    pub job: Job,
    /// Lines of its log; None: the viewer may not see them.
    pub log: Option<LogWindow>,
    /// Why it waits.
    pub waiting: Option<Waiting>,
}

/// How many lines a page of the log has without scripts; also the size of the windows that scripts ask for.
pub const WINDOW: u64 = 500;

impl JobPage {
    fn base(&self) -> String {
        super::run::address(&self.run.project, self.run.number)
    }

    fn address(&self) -> String {
        format!("{}/jobs/{}", self.base(), self.job.summary.id)
    }

    fn rows(&self) -> Html {
        self.log.as_ref().map_or_else(Html::new, rows)
    }

    fn first(&self) -> u64 {
        self.log.as_ref().map_or(1, |log| log.first)
    }

    fn last(&self) -> u64 {
        let count = self.log.as_ref().map_or(0, |log| log.lines.len());
        (self.first() + u64::try_from(count).unwrap_or(0)).saturating_sub(1)
    }

    fn total(&self) -> u64 {
        self.log.as_ref().map_or(0, |log| log.total)
    }

    fn is_complete(&self) -> bool {
        self.log.as_ref().is_none_or(|log| log.complete)
    }

    fn earlier(&self) -> Option<u64> {
        (self.first() > 1).then(|| self.first().saturating_sub(WINDOW).max(1))
    }

    fn later(&self) -> Option<u64> {
        (self.last() < self.total()).then(|| self.last() + 1)
    }

    /// Its steps for the script: it folds their lines.
    fn steps_json(&self) -> String {
        let step = |step: &Step| {
            serde_json::json!({
                "id": step.id,
                "parent": step.parent,
                "name": step.name,
                "line": step.line,
                "last": step.end_line,
                "folded": step.collapsed,
                "class": step.state.map_or("s-running", |state| state.look().class),
                "icon": step.state.map_or("running", |state| state.look().icon),
                "word": step.state.map_or("Running", |state| state.look().word),
                "from": step.started_at,
                "to": step.finished_at,
            })
        };
        let steps: Vec<serde_json::Value> = self.job.steps.iter().map(step).collect();
        serde_json::Value::Array(steps).to_string()
    }

    fn file(&self, path: &str) -> String {
        super::artifacts::file(&self.address(), path)
    }

    fn may_be_canceled(&self) -> bool {
        matches!(
            self.state(),
            JobState::Waiting | JobState::Queued | JobState::Running
        )
    }

    fn state(&self) -> JobState {
        self.job.summary.state
    }

    fn wait(&self) -> Option<String> {
        let summary = &self.job.summary;
        let wait = summary.started_at?.checked_sub(summary.queued_at?)?;
        Some(format::duration(wait))
    }

    fn notes(&self) -> &[Note] {
        &self.job.annotations
    }
}

/// Lines of a log as rows: what the script asks for while somebody scrolls.
#[derive(Debug)]
pub struct LogRows(pub LogWindow);

impl LogRows {
    /// The HTML: one element around the rows.
    pub fn html(&self) -> Html {
        let window = &self.0;
        let mut html = Html::new();
        html.raw_fmt(format_args!(
            "<div data-first=\"{}\" data-total=\"{}\" data-complete=\"{}\">",
            window.first, window.total, window.complete
        ));
        html.raw(rows(window).as_str()).raw("</div>");
        html
    }
}

/// The rows of a window: number, time, text.
fn rows(window: &LogWindow) -> Html {
    let mut html = Html::new();
    let mut painter = Painter::default();
    for (number, line) in (window.first..).zip(&window.lines) {
        let stamp = format::stamp(line.at);
        let clock = stamp.get(11..19).unwrap_or_default();
        html.raw_fmt(format_args!(
            "<div class=\"ln\" id=\"L{number}\"><a class=\"no\" href=\"#L{number}\" tabindex=\"-1\">{number}</a>\
             <time class=\"ts\" datetime=\"{stamp}\" data-fixed>{clock}</time><span class=\"tx\">"
        ));
        html.raw(painter.line(&line.text).as_str())
            .raw("</span></div>");
    }
    html
}
