//! The end of a failed job's log: the lines that say why.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::{Summary, failed_step};
use crate::console::Tone;
use crate::run::board::JobState;
use crate::run::pipeline_words::{Shown, begins, ends_stage, shown};

/// How much of the end of a log is looked at.
const LOOKED_AT: u64 = 256 * 1024;
/// How many of its last lines are shown.
const LAST_LINES: usize = 12;
/// Beginnings of lines that follow a job's script: what comes then is not why it failed.
const AFTER_SCRIPT: [&str; 3] = [
    "Running after script...",
    "Creating cache ",
    "Uploading artifacts",
];
/// How many lines that tell of errors are lifted out of what is before these.
const LIFTED: usize = 6;
impl Summary<'_> {
    /// Its last lines, and before them those that tell of errors.
    pub(super) fn log_end(&self, job: &JobState, log: &Path, out: &mut String) {
        let text = end_of(log);
        let lines: Vec<&str> = text.lines().collect();
        let lines = match failed_step(job) {
            Some(step) => of_step(&lines, &step.name),
            None => of_script(&lines),
        };
        let lines: Vec<&str> = lines
            .iter()
            .copied()
            .filter(|line| shown(line) == Shown::Line)
            .collect();
        let (before, last) = lines.split_at(lines.len().saturating_sub(LAST_LINES));
        let lifted: Vec<&str> = before
            .iter()
            .copied()
            .filter(|line| tells_of_error(line))
            .take(LIFTED)
            .collect();
        for line in &lifted {
            let _ = writeln!(
                out,
                "  {} {}",
                self.painter.paint(Tone::Bad, ">"),
                self.painter.paint(Tone::Bad, line)
            );
        }
        if !lifted.is_empty() && !last.is_empty() {
            let _ = writeln!(out, "  {}", self.painter.paint(Tone::Dim, "⋮"));
        }
        for line in last {
            let bar = self.painter.paint(Tone::Dim, "|");
            let line = if tells_of_error(line) {
                self.painter.paint(Tone::Bad, line)
            } else {
                (*line).to_owned()
            };
            let _ = writeln!(out, "  {bar} {line}");
        }
    }
}

/// The last lines of a file, without a cut-off first one.
fn end_of(path: &Path) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(LOOKED_AT)))?;
        file.take(LOOKED_AT).read_to_end(&mut text)?;
        if length > LOOKED_AT {
            let first = text
                .iter()
                .position(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            text.drain(..first);
        }
        Ok(text)
    };
    // A job that printed nothing has no log.
    read()
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .unwrap_or_default()
}

/// Whether a line looks as if it told of an error. `0 errors` and the trace of a command do not.
fn tells_of_error(line: &str) -> bool {
    const WORDS: [&str; 14] = [
        "error",
        "fail",
        "fatal",
        "panicked",
        "exception",
        "traceback",
        "assert",
        "not found",
        "no such file",
        "undefined",
        "cannot ",
        "can't ",
        "denied",
        "refused",
    ];
    const HARMLESS: [&str; 6] = [
        "0 error",
        "0 fail",
        "no error",
        "no fail",
        "error-",
        "without error",
    ];
    if line.starts_with("$ ") {
        return false;
    }
    let lower = line.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
        && !HARMLESS.iter().any(|word| lower.contains(word))
}

/// The part of a log that a step wrote: what follows its name.
fn of_step<'l>(lines: &'l [&'l str], step: &str) -> &'l [&'l str] {
    let begins = lines
        .iter()
        .rposition(|line| *line == step || begins(line, step));
    let lines = lines.get(begins.unwrap_or_default()..).unwrap_or(lines);
    let end = lines.iter().position(|line| ends_stage(line));
    lines.get(..end.unwrap_or(lines.len())).unwrap_or(lines)
}

/// The part of a log that the script wrote, where there is one: not the caches and artifacts
/// around it.
fn of_script<'l>(lines: &'l [&'l str]) -> &'l [&'l str] {
    let begins = lines.iter().position(|line| line.starts_with("$ "));
    let script = lines.get(begins.unwrap_or_default()..).unwrap_or(lines);
    let follows = |line: &&str| AFTER_SCRIPT.iter().any(|start| line.starts_with(start));
    let end = script.iter().position(follows).unwrap_or(script.len());
    match script.get(..end) {
        Some(part) if !part.is_empty() => part,
        _ => script,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_script_is_left_out() {
        let check = |lines: &[&str], expected: &[&str]| assert_eq!(of_script(lines), expected);
        check(
            &[
                "Failed to extract cache",
                "$ make",
                "oops",
                "Uploading artifacts...",
            ],
            &["$ make", "oops"],
        );
        check(&["no engine answers"], &["no engine answers"]);
    }

    #[test]
    fn of_a_failed_step_its_own_lines_are_shown() {
        let lines = ["Run make", "error: old", "Run make test", "oops"];
        assert_eq!(of_step(&lines, "Run make test"), ["Run make test", "oops"]);
        assert_eq!(of_step(&lines, "gone"), lines);
    }

    #[test]
    fn some_lines_only_look_like_errors() {
        for (line, expected) in [
            ("0 errors", false),
            ("$ grep error log", false),
            ("E   AssertionError", true),
            ("1 failed, 2 passed", true),
        ] {
            assert_eq!(tells_of_error(line), expected, "{line}");
        }
    }
}
