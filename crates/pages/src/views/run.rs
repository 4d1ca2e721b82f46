//! A run.

use askama::Template;
use maillon_protocol::api::{JobState, JobSummary, Note, Run, Waiting};

use crate::Frame;
use crate::format;
use crate::graph::{self, Wishes};
use crate::html::Html;
use crate::status::Status as _;

/// How a run's jobs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunView {
    /// As a graph.
    #[default]
    Graph,
    /// Against the time.
    Timeline,
    /// As a table.
    Jobs,
}

impl RunView {
    /// What the address says.
    pub fn parse(word: &str) -> Self {
        match word {
            "timeline" => Self::Timeline,
            "jobs" => Self::Jobs,
            _ => Self::Graph,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Timeline => "timeline",
            Self::Jobs => "jobs",
        }
    }
}

/// A run.
#[derive(Debug, Template)]
#[template(path = "run.html")]
pub struct RunPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The run.
    pub run: Run,
    /// Failed tests and what else its jobs point at.
    pub notes: Vec<Note>,
    /// Why jobs of it wait.
    pub waiting: Vec<Waiting>,
    /// How its jobs are shown.
    pub view: RunView,
    /// The matrices that are open in the graph.
    pub open: Vec<String>,
}

/// So many notes are shown at once.
const NOTES: usize = 12;
/// A timeline has so many marks of time at most.
const MARKS: u64 = 8;

impl RunPage {
    fn base(&self) -> String {
        address(&self.run.summary.project, self.run.summary.number)
    }

    fn views(&self) -> [(&'static str, &'static str, bool); 3] {
        let views = [
            (RunView::Graph, "Graph"),
            (RunView::Timeline, "Timeline"),
            (RunView::Jobs, "Jobs"),
        ];
        views.map(|(view, text)| (view.as_str(), text, view == self.view))
    }

    fn graph(&self) -> Html {
        let base = self.base();
        let wishes = Wishes {
            base: &base,
            open: &self.open,
            now: self.frame.now,
        };
        graph::render(&self.run, &wishes)
    }

    fn timeline(&self) -> Timeline {
        Timeline::of(&self.run.jobs, self.frame.now)
    }

    fn failures(&self) -> Vec<&JobSummary> {
        let failed = |job: &&JobSummary| {
            matches!(
                job.state,
                JobState::Failed | JobState::Errored | JobState::Aborted
            ) && !job.allow_failure
        };
        self.run.jobs.iter().filter(failed).collect()
    }

    /// What waits for an agent or its turn, rather than for other jobs.
    fn held(&self) -> Vec<&Waiting> {
        let queued = |id: u32| {
            self.run
                .jobs
                .iter()
                .any(|job| job.id == id && job.state == JobState::Queued)
        };
        self.waiting
            .iter()
            .filter(|waiting| queued(waiting.job))
            .take(NOTES)
            .collect()
    }

    fn manual(&self) -> Vec<&JobSummary> {
        self.run
            .jobs
            .iter()
            .filter(|job| job.state == JobState::Manual)
            .collect()
    }

    /// Errors first.
    fn notes_in_order(&self) -> Vec<&Note> {
        let mut notes: Vec<&Note> = self.notes.iter().collect();
        notes.sort_by_key(|note| match note.level.as_str() {
            "test" => 0,
            "error" => 1,
            "warning" => 2,
            _ => 3,
        });
        notes
    }

    fn job_id(&self, name: &str) -> Option<u32> {
        self.run
            .jobs
            .iter()
            .find(|job| job.name == name)
            .map(|job| job.id)
    }

    fn counts(&self) -> Vec<(crate::status::Look, usize)> {
        let mut counts: Vec<(crate::status::Look, usize)> = Vec::new();
        for look in self.run.jobs.iter().map(JobSummary::look) {
            match counts.iter_mut().find(|(known, _)| *known == look) {
                Some((_, count)) => *count += 1,
                None => counts.push((look, 1)),
            }
        }
        counts
    }

    fn has_failures(&self) -> bool {
        !self.failures().is_empty()
    }
}

/// The address of a run's page.
pub(crate) fn address(project: &str, number: u64) -> String {
    format!("/projects/{}/runs/{number}", format::segment(project))
}

/// Jobs against the time, in percent of the whole.
struct Timeline {
    marks: Vec<(String, String)>,
    rows: Vec<Bar>,
}

struct Bar {
    queued_from: String,
    queued_for: String,
    from: String,
    length: String,
}

impl Timeline {
    fn of(jobs: &[JobSummary], now: u64) -> Self {
        let begin = |job: &JobSummary| job.queued_at.or(job.started_at);
        let start = jobs.iter().filter_map(begin).min().unwrap_or(now);
        let ends = jobs.iter().filter(|job| begin(job).is_some());
        let end = ends
            .map(|job| job.finished_at.unwrap_or(now))
            .max()
            .unwrap_or(now);
        let whole = end.saturating_sub(start).max(1);
        let bar = |job: &JobSummary| {
            let queued = begin(job).unwrap_or(end);
            let started = job.started_at.unwrap_or_else(|| {
                job.finished_at
                    .unwrap_or(if begin(job).is_some() { now } else { queued })
            });
            let finished = if begin(job).is_some() {
                job.finished_at.unwrap_or(now)
            } else {
                queued
            };
            Bar {
                queued_from: percent(queued.saturating_sub(start), whole),
                queued_for: percent(started.saturating_sub(queued), whole),
                from: percent(started.saturating_sub(start), whole),
                length: percent(finished.saturating_sub(started), whole),
            }
        };
        Self {
            marks: marks(whole),
            rows: jobs.iter().map(bar).collect(),
        }
    }
}

fn percent(part: u64, whole: u64) -> String {
    let thousandths = part.min(whole) * 100_000 / whole.max(1);
    format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000)
}

/// Round times at even distances: where, and what they are called.
fn marks(whole: u64) -> Vec<(String, String)> {
    const STEPS: [u64; 16] = [
        100, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
        1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
    ];
    let fits = |step: &&u64| whole / **step <= MARKS;
    let step = STEPS.iter().find(fits).copied().unwrap_or(whole.max(1));
    let times = (1..)
        .map(|index| index * step)
        .take_while(|time| *time < whole - whole / 20);
    times
        .map(|time| (percent(time, whole), format::duration(time)))
        .collect()
}
