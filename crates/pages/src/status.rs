//! How states look: a colour, an icon, a word.

use maillon_protocol::api::{AgentState, JobState, JobSummary, MergeState, RunState, RunSummary};

use crate::html::Html;

/// How a state looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// The class of its colour.
    pub(crate) class: &'static str,
    /// Its icon.
    pub(crate) icon: &'static str,
    /// Its word.
    pub(crate) word: &'static str,
}

const fn look(class: &'static str, icon: &'static str, word: &'static str) -> Look {
    Look { class, icon, word }
}

impl Look {
    /// Icon and word.
    pub(crate) fn badge(self) -> Html {
        self.with_classes("status")
    }

    /// Icon and word on the colour's soft ground.
    pub(crate) fn pill(self) -> Html {
        self.with_classes("status pill")
    }

    /// The icon; the word for those who can't see it.
    pub(crate) fn mark(self) -> Html {
        let Self { class, icon, word } = self;
        let mut html = Html::new();
        html.raw_fmt(format_args!(
            "<span class=\"status {class}\" title=\"{word}\">"
        ));
        svg(&mut html, icon);
        html.raw_fmt(format_args!("<span class=\"unseen\">{word}</span></span>"));
        html
    }

    fn with_classes(self, classes: &str) -> Html {
        let Self { class, icon, word } = self;
        let mut html = Html::new();
        html.raw_fmt(format_args!("<span class=\"{classes} {class}\">"));
        svg(&mut html, icon);
        html.raw_fmt(format_args!("{word}</span>"));
        html
    }
}

fn svg(html: &mut Html, icon: &str) {
    let spin = if icon == "running" { " spin" } else { "" };
    html.raw_fmt(format_args!(
        "<svg class=\"icon{spin}\" aria-hidden=\"true\"><use href=\"#i-{icon}\"/></svg>"
    ));
}

/// What has a look.
pub(crate) trait Status {
    /// Its look.
    fn look(&self) -> Look;
}

impl Status for RunState {
    fn look(&self) -> Look {
        match self {
            Self::Pending => look("s-waiting", "waiting", "Pending"),
            Self::Running => look("s-running", "running", "Running"),
            Self::Manual => look("s-manual", "manual", "Needs you"),
            Self::Success => look("s-success", "success", "Success"),
            Self::Failed => look("s-failed", "failed", "Failed"),
            Self::Unstable => look("s-unstable", "warning", "Unstable"),
            Self::Aborted => look("s-canceled", "canceled", "Canceled"),
            Self::Skipped => look("s-skipped", "skipped", "Skipped"),
            Self::Invalid => look("s-failed", "invalid", "Invalid"),
            Self::Errored => look("s-errored", "errored", "Errored"),
        }
    }
}

impl Status for JobState {
    fn look(&self) -> Look {
        match self {
            Self::Waiting => look("s-waiting", "waiting", "Waiting"),
            Self::Queued => look("s-waiting", "queued", "Queued"),
            Self::Running => look("s-running", "running", "Running"),
            Self::Canceling => look("s-canceled", "running", "Canceling"),
            Self::Manual => look("s-manual", "manual", "Manual"),
            Self::Success => look("s-success", "success", "Success"),
            Self::Failed => look("s-failed", "failed", "Failed"),
            Self::Unstable => look("s-unstable", "warning", "Unstable"),
            Self::Skipped => look("s-skipped", "skipped", "Skipped"),
            Self::Canceled => look("s-canceled", "canceled", "Canceled"),
            Self::Aborted => look("s-canceled", "canceled", "Aborted"),
            Self::Errored => look("s-errored", "errored", "Errored"),
        }
    }
}

impl Status for JobSummary {
    fn look(&self) -> Look {
        if self.state == JobState::Failed && self.allow_failure {
            return look("s-unstable", "warning", "Failed, allowed");
        }
        self.state.look()
    }
}

impl Status for RunSummary {
    fn look(&self) -> Look {
        self.state.look()
    }
}

impl Status for AgentState {
    fn look(&self) -> Look {
        match self {
            Self::Online => look("s-success", "success", "Online"),
            Self::Offline => look("s-skipped", "canceled", "Offline"),
            Self::Draining => look("s-manual", "waiting", "Draining"),
            Self::Blocked => look("s-failed", "failed", "Blocked"),
        }
    }
}

impl Status for MergeState {
    fn look(&self) -> Look {
        match self {
            Self::Open => look("s-running", "merge", "Open"),
            Self::WhenGreen => look("s-manual", "waiting", "When green"),
            Self::Merged => look("s-success", "success", "Merged"),
            Self::Closed => look("s-canceled", "canceled", "Closed"),
        }
    }
}

/// How bad a note is.
pub(crate) fn level(level: &str) -> Look {
    match level {
        "error" => look("s-failed", "failed", "Error"),
        "test" => look("s-failed", "failed", "Failed test"),
        "warning" => look("s-unstable", "warning", "Warning"),
        _ => look("s-running", "info", "Notice"),
    }
}
