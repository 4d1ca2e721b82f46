//! What stands at the end: what failed and why, what to do next, the totals.

mod annotations;
mod log_end;
mod markdown;

use std::fmt::Write as _;
use std::path::Path;

use maillon_model::{JobStatus, Outcome, RunStatus};

use super::board::{Board, JobState, Standing, StepState};
use super::junit::TestResults;
use super::text::{self, plural, shell_word};
use crate::console::{Painter, Tone, Verbosity};
use crate::folder::RunFolder;

/// How many failed tests, and failed jobs, are told about at length.
const TESTS: usize = 10;
const JOBS: usize = 20;

/// What stands at the end.
pub(crate) struct Summary<'a> {
    pub board: &'a Board,
    pub folder: &'a RunFolder,
    /// The current directory: paths below it are shown from here.
    pub here: &'a Path,
    pub painter: Painter,
    pub verbosity: Verbosity,
    /// The failed tests of a job's own reports, masked.
    pub tests: &'a dyn Fn(&JobState) -> TestResults,
}

impl Summary<'_> {
    /// The whole text.
    pub(crate) fn text(&self) -> String {
        let failed: Vec<&JobState> = self
            .board
            .jobs
            .values()
            .filter(|job| job.has_failed())
            .collect();
        let mut out = self.documents();
        for job in failed.iter().take(JOBS) {
            self.failed_job(job, &mut out);
        }
        if failed.len() > JOBS {
            let _ = writeln!(
                out,
                "\n{} failed, which are in {}",
                plural(failed.len() - JOBS, "more job"),
                self.relative(&self.folder.path)
            );
        }
        self.annotations(&mut out);
        if self.verbosity == Verbosity::Normal {
            self.others(&mut out);
        }
        if !out.is_empty() {
            out.push('\n');
        }
        self.totals(failed.len(), &mut out);
        out
    }

    fn failed_job(&self, job: &JobState, out: &mut String) {
        let painter = self.painter;
        let name = painter.paint(Tone::Bad, format_args!("✘ {}", job.entry.name));
        let _ = writeln!(
            out,
            "\n{name}  {}",
            painter.paint(Tone::Dim, super::lines::end(job, self.board))
        );
        if let Some(Outcome::Failed(failure)) = job.outcome()
            && let Some(command) = &failure.command
        {
            self.field("command", command, out);
        }
        if let Some(step) = failed_step(job) {
            self.field("step", &step.name, out);
        }
        self.failed_tests(job, out);
        let log = self.folder.job_log(&job.entry.name);
        self.log_end(job, &log, out);
        if log.is_file() {
            self.field("log", &self.relative(&log), out);
        }
        let again = shell_word(self.board.root_of(job.entry.id));
        self.field(
            "again",
            &painter.paint(Tone::Strong, format_args!("maillon rerun {again}")),
            out,
        );
    }

    fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.here).unwrap_or(path);
        path.display().to_string()
    }

    fn field(&self, name: &str, value: &str, out: &mut String) {
        let mut lines = value.lines();
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(
            out,
            "  {} {first}",
            self.painter.paint(Tone::Dim, format_args!("{name:<8}"))
        );
        for line in lines {
            let _ = writeln!(out, "           {line}");
        }
    }

    fn failed_tests(&self, job: &JobState, out: &mut String) {
        let tests = (self.tests)(job);
        if tests.failed.is_empty() {
            return;
        }
        self.field(
            "tests",
            &format!("{} of {} failed", tests.failed.len(), tests.total),
            out,
        );
        for test in tests.failed.iter().take(TESTS) {
            let class = if test.class.is_empty() {
                String::new()
            } else {
                format!("{} ", test.class)
            };
            let name = self
                .painter
                .paint(Tone::Bad, format_args!("{class}{}", test.name));
            let message = test.message.lines().next().unwrap_or_default();
            let _ = writeln!(out, "           {name}: {message}");
        }
        if tests.failed.len() > TESTS {
            let _ = writeln!(out, "           and {} more", tests.failed.len() - TESTS);
        }
    }

    /// Jobs whose failure was allowed, and jobs that wait for somebody.
    fn others(&self, out: &mut String) {
        let allowed = self.names(|job| job.standing() == Standing::Allowed);
        let manual = self.names(|job| job.standing() == Standing::Ended(JobStatus::Manual));
        if let Some(first) = allowed.first() {
            let hint = format!("maillon logs {}", shell_word(first));
            let _ = write!(
                out,
                "\n{} {}  {}",
                self.painter
                    .paint(Tone::Warn, "! failed, which is allowed:"),
                list(&allowed),
                self.painter.paint(Tone::Dim, hint)
            );
        }
        if let Some(first) = manual.first() {
            let hint = format!("maillon run {}", shell_word(first));
            let _ = write!(
                out,
                "\n{} {}  {}",
                self.painter.paint(Tone::Dim, "▷ waiting for somebody:"),
                list(&manual),
                self.painter.paint(Tone::Dim, hint)
            );
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }

    fn names(&self, which: impl Fn(&JobState) -> bool) -> Vec<&str> {
        let jobs = self.board.jobs.values().filter(|job| which(job));
        jobs.map(|job| job.entry.name.as_str()).collect()
    }

    fn totals(&self, failed: usize, out: &mut String) {
        let board = self.board;
        let status = board.status.unwrap_or(RunStatus::Errored);
        let tone = match status {
            RunStatus::Success => Tone::Good,
            RunStatus::Skipped => Tone::Dim,
            RunStatus::Unstable | RunStatus::Aborted => Tone::Warn,
            RunStatus::Failed | RunStatus::Invalid | RunStatus::Errored => Tone::Bad,
        };
        let counts = [
            (board.count(Standing::Ended(JobStatus::Success)), "passed"),
            (failed, "failed"),
            (board.count(Standing::Allowed), "allowed to fail"),
            (
                board.count(Standing::Ended(JobStatus::Canceled)),
                "canceled",
            ),
            (board.count(Standing::Ended(JobStatus::Skipped)), "skipped"),
            (board.count(Standing::Ended(JobStatus::Manual)), "manual"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let time = text::duration(board.duration(board.last));
        let _ = write!(
            out,
            "{}: {} in {time}",
            self.painter.paint(tone, status),
            counts.join(", ")
        );
        if failed > 1 {
            let _ = write!(
                out,
                "  {}",
                self.painter
                    .paint(Tone::Dim, "again: maillon rerun --failed")
            );
        }
        out.push('\n');
    }
}

/// The step that failed a job: the innermost.
fn failed_step(job: &JobState) -> Option<&StepState> {
    let failed = |step: &&StepState| step.status == Some(JobStatus::Failed) && !step.allowed;
    let mut step = job.steps_of(None).find(failed)?;
    while let Some(inner) = job.steps_of(Some(step.id)).find(failed) {
        step = inner;
    }
    Some(step)
}

/// The first few of many names.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::board::tests::board_after;
    use super::super::junit::FailedTest;
    use super::*;
    use maillon_model::RunId;

    fn summary(log: &str, tests: &dyn Fn(&JobState) -> TestResults) -> String {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("jobs")).unwrap();
        let folder = RunFolder {
            id: RunId::new("r"),
            path: root.path().to_owned(),
        };
        std::fs::write(folder.job_log(&"test".into()), log).unwrap();
        let board = board_after(99);
        let summary = Summary {
            board: &board,
            folder: &folder,
            here: root.path(),
            painter: Painter::PLAIN,
            verbosity: Verbosity::Normal,
            tests,
        };
        summary.text()
    }

    #[test]
    fn the_failed_job_comes_first_with_all_that_helps() {
        let text = summary("$ make test\nerror: it does not work\nbye\n", &|_| {
            TestResults::default()
        });
        insta::assert_snapshot!(text, @r"

        ✘ test  failed in 200ms: exit code 3
          command  make test
          | $ make test
          | error: it does not work
          | bye
          log      jobs/test.log
          again    maillon rerun test

        failed: 1 passed, 1 failed, 1 skipped in 1.3s
        ");
    }

    #[test]
    fn error_lines_are_lifted_out_of_a_long_log() {
        let log = format!("main.c:3: error: no semicolon\n{}", "noise\n".repeat(40));
        let text = summary(&log, &|_| TestResults::default());
        assert!(
            text.contains("  > main.c:3: error: no semicolon\n  ⋮\n  | noise\n"),
            "{text}"
        );
    }

    #[test]
    fn failed_tests_are_named() {
        let text = summary("", &|_| TestResults {
            total: 7,
            failed: vec![FailedTest {
                class: "Suite".into(),
                name: "case".into(),
                message: "1 != 2".into(),
                text: String::new(),
            }],
        });
        assert!(
            text.contains("  tests    1 of 7 failed\n           Suite case: 1 != 2\n"),
            "{text}"
        );
    }
}
