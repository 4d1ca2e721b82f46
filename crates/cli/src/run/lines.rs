//! Events as prefixed lines `job | text`: what is printed where there is no terminal, and run.log.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use maillon_model::event::JobEntry;
use maillon_model::{Event, EventKind, JobId, JobStatus};

use super::board::{Board, JobState, Standing};
use super::pipeline_words::{Shown, shown};
use super::text;
use crate::console::{Painter, Tone};

/// Names longer than this are not aligned.
const WIDEST: usize = 30;

/// Makes lines of events.
#[derive(Debug)]
pub(crate) struct Lines {
    painter: Painter,
    marks: Marks,
    prefixes: BTreeMap<JobId, Vec<u8>>,
    width: usize,
}

/// What becomes of Jenkins' marks of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    /// They stand there: in what is kept.
    Kept,
    /// Only stages are shown: to people.
    Hidden,
}

impl Lines {
    /// Lines with or without colours.
    pub(crate) fn new(painter: Painter, marks: Marks) -> Self {
        Self {
            painter,
            marks,
            prefixes: BTreeMap::new(),
            width: 0,
        }
    }

    /// Appends what an event says.
    pub(crate) fn write(&mut self, event: &Event, board: &Board, out: &mut Vec<u8>) {
        match &event.kind {
            EventKind::PipelineAdded { jobs, .. } => self.widen(jobs),
            EventKind::Log { job, text } => self.log(*job, text, board, out),
            EventKind::JobStarted { job, attempt } if attempt.0 > 1 => {
                self.say(
                    Some(*job),
                    Tone::Active,
                    &format!("started, try {}", attempt.0),
                    board,
                    out,
                );
            }
            EventKind::JobStarted { job, .. } => {
                self.say(Some(*job), Tone::Active, "started", board, out);
            }
            EventKind::Notice { job, text } => self.say(*job, Tone::Warn, text, board, out),
            EventKind::JobFinished {
                job, retries: true, ..
            } => self.say(Some(*job), Tone::Warn, "failed; tries again", board, out),
            EventKind::JobSettled { job, .. } => {
                if let Some(state) = board.jobs.get(job) {
                    self.say(
                        Some(*job),
                        tone(state.standing()),
                        &end(state, board),
                        board,
                        out,
                    );
                }
            }
            _ => {}
        }
    }

    fn widen(&mut self, jobs: &[JobEntry]) {
        let widths = jobs
            .iter()
            .map(|job| unicode_width::UnicodeWidthStr::width(job.name.as_str()));
        let widest = widths
            .filter(|width| *width <= WIDEST)
            .max()
            .unwrap_or_default();
        if widest > self.width {
            self.width = widest;
            self.prefixes.clear();
        }
    }

    /// Appends a piece of log, each line behind its job's name. No allocation per line.
    fn log(&mut self, job: JobId, log: &str, board: &Board, out: &mut Vec<u8>) {
        let colors = self.painter.colors;
        let all_plain = text::is_plain(log);
        let (painter, marks) = (self.painter, self.marks);
        let prefix = self.prefix(job, board);
        for line in log.strip_suffix('\n').unwrap_or(log).split('\n') {
            let before = out.len();
            let heading = match (marks, shown(line)) {
                (Marks::Hidden, Shown::Hidden) => continue,
                (Marks::Hidden, Shown::Heading(name)) => Some(name),
                _ => None,
            };
            out.extend_from_slice(prefix);
            if let Some(name) = heading {
                out.extend_from_slice(
                    painter
                        .paint(Tone::Strong, format_args!("── {name}"))
                        .as_bytes(),
                );
            } else if all_plain {
                out.extend_from_slice(line.as_bytes());
            } else if text::clean_line(line, colors, out).is_none() {
                out.truncate(before);
                continue;
            }
            out.push(b'\n');
        }
    }

    fn say(
        &mut self,
        job: Option<JobId>,
        tone: Tone,
        text: &str,
        board: &Board,
        out: &mut Vec<u8>,
    ) {
        let painter = self.painter;
        match job {
            Some(job) => out.extend_from_slice(self.prefix(job, board)),
            None => out.extend_from_slice(b"maillon | "),
        }
        for (number, line) in text.lines().enumerate() {
            let indent = if number == 0 { "" } else { "  " };
            // Writing to a vector does not fail.
            let _ = writeln!(out, "{indent}{}", painter.paint(tone, line));
        }
    }

    fn prefix(&mut self, job: JobId, board: &Board) -> &[u8] {
        let (painter, width) = (self.painter, self.width);
        self.prefixes.entry(job).or_insert_with(|| {
            let name = board.name(job);
            let padding = width.saturating_sub(unicode_width::UnicodeWidthStr::width(name));
            let bar = painter.paint(Tone::Dim, "|");
            format!(
                "{}{} {bar} ",
                painter.paint(Tone::Strong, name),
                " ".repeat(padding)
            )
            .into_bytes()
        })
    }
}

/// `success in 1.2s, coverage 87.5%`, `failed in 0.3s: exit code 1`, `skipped: build failed`
pub(crate) fn end(state: &JobState, board: &Board) -> String {
    let Some(settled) = &state.settled else {
        return String::new();
    };
    // Writing to a string does not fail.
    let mut text = settled.status.to_string();
    if state.started.is_some() {
        let _ = write!(text, " in {}", text::duration(state.duration(board.last)));
    }
    if state.attempts > 1 {
        let _ = write!(text, " after {} tries", state.attempts);
    }
    if settled.allowed {
        text += " (allowed)";
    }
    if let Some(reason) = &settled.reason {
        let _ = write!(text, ": {reason}");
    }
    if let Some(coverage) = state.result.as_ref().and_then(|result| result.coverage) {
        let _ = write!(text, ", coverage {coverage}%");
    }
    text
}

/// What a standing looks like.
pub(crate) fn tone(standing: Standing) -> Tone {
    use JobStatus::{Aborted, Canceled, Errored, Failed, Manual, Skipped, Success, Unstable};
    match standing {
        Standing::Waiting | Standing::Queued | Standing::Ended(Skipped | Manual) => Tone::Dim,
        Standing::Running => Tone::Active,
        Standing::Ended(Success) => Tone::Good,
        Standing::Ended(Failed | Aborted | Errored) => Tone::Bad,
        Standing::Allowed | Standing::Ended(Canceled | Unstable) => Tone::Warn,
    }
}

#[cfg(test)]
mod tests {
    use super::super::board::tests::events;
    use super::*;
    use crate::console::Colors;

    fn lines(painter: Painter) -> String {
        let (mut lines, mut board, mut out) = (
            Lines::new(painter, Marks::Hidden),
            Board::default(),
            Vec::new(),
        );
        for event in events() {
            board.apply(&event);
            lines.write(&event, &board, &mut out);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_line_names_its_job() {
        insta::assert_snapshot!(lines(Painter::PLAIN), @r"
        build  | started
        build  | compiling
        build  | success in 200ms
        test   | started
        test   | $ make test
        test   | error: it does not work
        test   | bye
        test   | failed in 200ms: exit code 3
        deploy | skipped: test failed
        ");
    }

    #[test]
    fn coverage_is_told_at_the_end() {
        let mut board = super::super::board::tests::board_after(99);
        let build = board.jobs.get_mut(&JobId(0)).unwrap();
        build.result.as_mut().unwrap().coverage = Some(87.5);
        let text = end(&board.jobs[&JobId(0)], &board);
        assert_eq!(text, "success in 200ms, coverage 87.5%");
    }

    #[test]
    fn colours_of_jobs_pass_where_colours_are_on() {
        let text = lines(Painter { colors: Colors::On });
        assert!(text.contains("\x1b[32mcompiling\x1b[0m\n"), "{text:?}");
    }
}
