//! One picture of a run: the graph by stage, what runs, the totals.

use maillon_model::event::Phase;
use maillon_model::{JobId, JobStatus, Timestamp};

use super::region::Line;
use super::width::{columns, fit};
use crate::console::{Painter, Tone};
use crate::run::board::{Board, JobState, PipelineState, Progress, Standing};
use crate::run::{lines, text};

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// A stage's name takes at most this many columns.
const WIDEST_STAGE: usize = 16;
/// A running job's name takes at most this many columns.
const WIDEST_NAME: usize = 32;

/// One picture of a run.
pub(super) struct Frame<'a> {
    pub board: &'a Board,
    pub now: Timestamp,
    pub painter: Painter,
    /// Columns and rows of the terminal.
    pub size: (usize, usize),
    /// Which picture this is, for what turns.
    pub turn: usize,
}

impl Frame<'_> {
    /// Its lines, no wider and together no higher than the terminal.
    pub(super) fn lines(&self) -> Vec<Line> {
        if self.board.jobs.is_empty() || self.board.status.is_some() {
            return Vec::new();
        }
        let room = self.size.1.saturating_sub(2).max(2);
        let running: Vec<&JobState> = self.running().collect();
        let stages = self.stages(room.saturating_sub(running.len() + 1).max(room / 3));
        let shown = running.len().min(room.saturating_sub(stages.len() + 1));
        let mut lines = stages;
        lines.extend(running.iter().take(shown).map(|job| self.running_line(job)));
        lines.push(self.totals(running.len() - shown));
        lines
    }

    fn running(&self) -> impl Iterator<Item = &JobState> {
        self.board
            .jobs
            .values()
            .filter(|job| job.standing() == Standing::Running)
    }

    /// The width that is used: the last column stays free, where terminals differ about wrapping.
    fn width(&self) -> usize {
        self.size.0.saturating_sub(1)
    }

    fn stages(&self, room: usize) -> Vec<Line> {
        let pipelines = self.board.pipelines.iter();
        let all: Vec<Line> = pipelines
            .flat_map(|pipeline| self.pipeline(pipeline))
            .collect();
        let hidden = all.len().saturating_sub(room);
        all.into_iter().skip(hidden).collect()
    }

    fn pipeline<'b>(&'b self, pipeline: &'b PipelineState) -> impl Iterator<Item = Line> + 'b {
        let names = pipeline.stages.iter().map(|stage| columns(&stage.name));
        let width = names.max().unwrap_or_default().min(WIDEST_STAGE);
        let indent = if pipeline.parent.is_some() { "  " } else { "" };
        pipeline.stages.iter().map(move |stage| {
            let name = fit(&stage.name, width);
            let padding = " ".repeat(width.saturating_sub(columns(&name)));
            let mut row = Row::new(self.painter, self.width());
            row.push(Tone::Dim, &format!("{indent}{name}{padding}"));
            self.jobs_of(&stage.jobs, &mut row);
            row.line()
        })
    }

    /// The jobs of a stage, as many as fit; the others by number. Where not all fit, those that
    /// ended well come last.
    fn jobs_of(&self, ids: &[JobId], row: &mut Row) {
        let mut jobs: Vec<&JobState> = ids
            .iter()
            .filter_map(|id| self.board.jobs.get(id))
            .collect();
        let all: usize = jobs.iter().map(|job| width_of(job)).sum();
        if all > row.room {
            jobs.sort_by_key(|job| weight(job.standing()));
        }
        for (number, job) in jobs.iter().enumerate() {
            let rest = jobs.len() - number;
            let more = if rest > 1 {
                columns(&format!("  +{rest}"))
            } else {
                0
            };
            if row.room < width_of(job) + more {
                row.push(Tone::Dim, &format!("  +{rest}"));
                return;
            }
            self.job(job, row);
        }
    }

    fn job(&self, job: &JobState, row: &mut Row) {
        let standing = job.standing();
        let sign = format!("  {} ", mark(standing, self.turn));
        row.push(lines::tone(standing), &sign);
        let tone = if standing == Standing::Running {
            Tone::Strong
        } else {
            Tone::Dim
        };
        row.push(tone, job.entry.name.as_str());
    }

    fn running_line(&self, job: &JobState) -> Line {
        let mut row = Row::new(self.painter, self.width());
        row.push(Tone::Active, mark(Standing::Running, self.turn));
        row.push(
            Tone::Strong,
            &format!(" {}", fit(job.entry.name.as_str(), WIDEST_NAME)),
        );
        row.push(
            Tone::Dim,
            &format!("  {}", text::elapsed(job.duration(self.now))),
        );
        if let Some(step) = job.current_step() {
            row.push(Tone::Active, &format!("  {}", step.name));
        } else if let Some(work) = job.work.and_then(describe) {
            row.push(Tone::Active, &format!("  {work}"));
        }
        // A step prints its name first.
        let step = job.current_step();
        if step.is_none_or(|step| step.name != job.last_line) {
            let line = format!("  {}", job.last_line.replace('\t', " "));
            row.push(Tone::Dim, &line);
        }
        row.line()
    }

    fn totals(&self, hidden: usize) -> Line {
        let board = self.board;
        let counted = [
            (Tone::Active, self.running().count(), "running"),
            (Tone::Dim, board.count(Standing::Queued), "queued"),
            (Tone::Dim, board.count(Standing::Waiting), "waiting"),
            (
                Tone::Good,
                board.count(Standing::Ended(JobStatus::Success)),
                "passed",
            ),
            (
                Tone::Bad,
                board.jobs.values().filter(|job| job.has_failed()).count(),
                "failed",
            ),
            (
                Tone::Warn,
                board.count(Standing::Allowed),
                "allowed to fail",
            ),
        ];
        let mut row = Row::new(self.painter, self.width());
        row.push(Tone::Dim, &text::elapsed(board.duration(self.now)));
        for (tone, count, what) in counted.into_iter().filter(|(_, count, _)| *count > 0) {
            row.push(Tone::Dim, " · ");
            row.push(tone, &format!("{count} {what}"));
        }
        if hidden > 0 {
            row.push(Tone::Dim, &format!(" (+{hidden} not shown)"));
        }
        row.line()
    }
}

/// The columns of a job in its stage's line.
fn width_of(job: &JobState) -> usize {
    columns(job.entry.name.as_str()) + 4
}

/// What matters most comes first.
fn weight(standing: Standing) -> u8 {
    match standing {
        Standing::Running => 0,
        Standing::Ended(JobStatus::Failed | JobStatus::Errored | JobStatus::Aborted) => 1,
        Standing::Queued => 2,
        Standing::Waiting => 3,
        Standing::Allowed | Standing::Ended(_) => 4,
    }
}

/// A sign for a standing.
pub(super) fn mark(standing: Standing, turn: usize) -> &'static str {
    match standing {
        Standing::Running => SPINNER.get(turn % SPINNER.len()).copied().unwrap_or("*"),
        Standing::Waiting => "·",
        Standing::Queued => "…",
        Standing::Allowed => "!",
        Standing::Ended(JobStatus::Success) => "✔",
        Standing::Ended(
            JobStatus::Failed | JobStatus::Errored | JobStatus::Aborted | JobStatus::Unstable,
        ) => "✘",
        Standing::Ended(JobStatus::Skipped) => "○",
        Standing::Ended(JobStatus::Canceled) => "⊘",
        Standing::Ended(JobStatus::Manual) => "▷",
    }
}

/// `pull 12.0 MB of 40.1 MB`; None for what needs no word.
fn describe(work: Progress) -> Option<String> {
    let (name, counts_bytes) = match work.phase {
        Phase::Checkout => ("checkout", false),
        Phase::Pull => ("pull", true),
        Phase::Services => ("services", false),
        Phase::CacheRestore => ("cache", true),
        Phase::ArtifactsDownload => ("artifacts", true),
        Phase::Script => return None,
        Phase::CacheSave => ("saving cache", true),
        Phase::ArtifactsUpload => ("saving artifacts", true),
        Phase::Cleanup => ("clean-up", false),
    };
    let amount = |n: u64| {
        if counts_bytes {
            text::bytes(n)
        } else {
            n.to_string()
        }
    };
    Some(match (work.done, work.total) {
        (0, None) => name.to_owned(),
        (done, None) => format!("{name} {}", amount(done)),
        (done, Some(total)) => format!("{name} {} of {}", amount(done), amount(total)),
    })
}

/// A line that is filled from the left as far as there is room.
struct Row {
    painter: Painter,
    room: usize,
    pieces: Vec<(String, String)>,
}

impl Row {
    fn new(painter: Painter, room: usize) -> Self {
        Self {
            painter,
            room,
            pieces: Vec::new(),
        }
    }

    fn push(&mut self, tone: Tone, text: &str) {
        let text = fit(text, self.room);
        if text.is_empty() {
            return;
        }
        self.room = self.room.saturating_sub(columns(&text));
        let painted = self.painter.paint(tone, &text);
        self.pieces.push((text, painted));
    }

    fn line(self) -> Line {
        Line::of(&self.pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::board::tests::board_after;

    fn picture(events: usize, size: (usize, usize)) -> Vec<String> {
        let board = board_after(events);
        let frame = Frame {
            board: &board,
            now: Timestamp(2000),
            painter: Painter::PLAIN,
            size,
            turn: 0,
        };
        frame.lines().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_picture_shows_stages_and_what_runs() {
        assert_eq!(
            picture(5, (60, 20)),
            [
                "build   ⠋ build",
                "test    · test",
                "deploy  · deploy",
                "⠋ build  0.7s  compiling",
                "1.0s · 1 running · 2 waiting",
            ]
        );
    }

    #[test]
    fn a_picture_is_never_wider_or_higher_than_the_terminal() {
        for size in [(1, 1), (2, 2), (8, 4), (20, 5), (200, 50)] {
            for events in 0..12 {
                let board = board_after(events);
                let frame = Frame {
                    board: &board,
                    now: Timestamp(2000),
                    painter: Painter::PLAIN,
                    size,
                    turn: 3,
                };
                let lines = frame.lines();
                assert!(
                    lines.iter().all(|line| line.columns < size.0.max(1)),
                    "{size:?}"
                );
                assert!(lines.len() <= size.1.max(3), "{size:?}: {}", lines.len());
            }
        }
    }

    #[test]
    fn nothing_is_drawn_when_all_is_over() {
        assert_eq!(picture(99, (60, 20)), [""; 0]);
    }

    #[test]
    fn progress_has_words() {
        let words = |phase, done, total| describe(Progress { phase, done, total });
        assert_eq!(
            words(Phase::Pull, 12_000_000, Some(40_100_000)).as_deref(),
            Some("pull 12.0 MB of 40.1 MB")
        );
        assert_eq!(
            words(Phase::Services, 1, Some(2)).as_deref(),
            Some("services 1 of 2")
        );
        assert_eq!(words(Phase::Script, 0, None), None);
    }
}
