//! The files by which a step tells of its outputs, variables, paths, state and summary.
//!
//! Each step has its own set, so what it writes counts only for those after it.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use maillon_model::StepId;

use super::BodyRun;
use super::host::StepEvent;
use super::job::JobRun;
use super::step::StepRun;
use crate::plan::SharedWorkflow;

/// The event's payload, in the private folder.
pub(crate) const EVENT: &str = "_workflow/event.json";

/// Where the files lie, in the private folder.
const FOLDER: &str = "_file_commands";

/// The limit of a summary.
const SUMMARY_LIMIT: usize = 1024 * 1024;

/// The environment files of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnvFiles {
    host: PathBuf,
    guest: PathBuf,
    step: StepId,
}

/// One of the files, with its name in the `github` context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Path,
    Env,
    Output,
    State,
    StepSummary,
}

impl Kind {
    /// In the order in which they are read.
    const ALL: [Self; 5] = [
        Self::Path,
        Self::Env,
        Self::Output,
        Self::State,
        Self::StepSummary,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Env => "env",
            Self::Output => "output",
            Self::State => "state",
            Self::StepSummary => "step_summary",
        }
    }
}

/// Makes the folders of a job and writes the event's payload.
pub(super) fn make_folders(body: &BodyRun<'_>, workflow: &SharedWorkflow) -> Result<(), String> {
    let private = body.host.private();
    let event = workflow.github.get("event");
    let event = event.map_or_else(|| "{}".to_owned(), ToString::to_string);
    let made = ["_temp", FOLDER, "_workflow", "_home"]
        .iter()
        .try_for_each(|name| open_folder(&private.join(name)))
        .and_then(|()| fs::write(private.join(EVENT), event));
    made.map_err(|error| format!("make the job's folders: {error}"))
}

/// A container may run as anybody.
fn open_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777))
}

impl EnvFiles {
    /// Those of a step; they are not there yet.
    pub(super) fn of(body: &BodyRun<'_>, step: StepId) -> Self {
        Self {
            host: body.host.private().join(FOLDER),
            guest: body.sandbox.private().join(FOLDER),
            step,
        }
    }

    /// Makes them, or empties them.
    pub(super) fn clear(&self) -> Result<(), String> {
        let made = Kind::ALL.into_iter().try_for_each(|kind| {
            let path = self.on_host(kind);
            fs::write(&path, "")?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o666))
        });
        made.map_err(|error| format!("make the step's environment files: {error}"))
    }

    /// Their paths as the job sees them, by their names in the `github` context.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        let path = |kind: Kind| {
            let path = self.guest.join(self.file_name(kind));
            (kind.name(), path.display().to_string())
        };
        Kind::ALL.into_iter().map(path).collect()
    }

    fn file_name(&self, kind: Kind) -> String {
        format!("{}_{}", kind.name(), self.step.0)
    }

    fn on_host(&self, kind: Kind) -> PathBuf {
        self.host.join(self.file_name(kind))
    }

    /// Takes over what the step wrote. What is wrong with it is a fault of the step.
    pub(super) async fn apply(job: &mut JobRun<'_>, step: &mut StepRun) {
        for kind in Kind::ALL {
            let Some(text) = read(&step.files.on_host(kind)) else {
                continue;
            };
            if let Err(why) = take(kind, &text, job, step).await {
                let what = format!(
                    "Unable to process file command '{}' successfully.",
                    kind.name()
                );
                job.log.error(&what).await;
                job.log.error(&why).await;
                step.fault.get_or_insert(why);
            }
        }
    }

    /// Removes them.
    pub(super) fn remove(&self) {
        for kind in Kind::ALL {
            // The step may have done it.
            let _ = fs::remove_file(self.on_host(kind));
        }
    }
}

/// None where it is empty or the step removed it.
fn read(file: &Path) -> Option<String> {
    let bytes = fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    (!text.is_empty()).then(|| text.to_owned())
}

async fn take(
    kind: Kind,
    text: &str,
    job: &mut JobRun<'_>,
    step: &mut StepRun,
) -> Result<(), String> {
    match kind {
        Kind::Path => text.lines().for_each(|line| add_path(job, line)),
        Kind::Env => pairs(text, |name, value| set_env(job, name, value))?,
        Kind::Output => pairs(text, |name, value| put(&mut step.outputs, name, value))?,
        Kind::State => pairs(text, |name, value| put(&mut step.state, name, value))?,
        Kind::StepSummary => summarize(text, job).await,
    }
    Ok(())
}

/// A folder in front of `PATH`, for later steps.
pub(super) fn add_path(job: &mut JobRun<'_>, folder: &str) {
    if !folder.is_empty() {
        job.path.retain(|other| other != folder);
        job.path.push(folder.to_owned());
    }
}

fn set_env(job: &mut JobRun<'_>, name: &str, value: &str) -> Result<(), String> {
    if name.eq_ignore_ascii_case(BLOCKED) {
        return Err(format!(
            "Can't store {BLOCKED} output parameter using '$GITHUB_ENV' command."
        ));
    }
    job.env.insert(name.to_owned(), value.to_owned());
    Ok(())
}

/// What no step may set for those after it: it would change every JavaScript action.
pub(super) const BLOCKED: &str = "NODE_OPTIONS";

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of several that pairs are given to"
)]
fn put(into: &mut IndexMap<String, String>, name: &str, value: &str) -> Result<(), String> {
    into.insert(name.to_owned(), value.to_owned());
    Ok(())
}

async fn summarize(text: &str, job: &mut JobRun<'_>) {
    if text.len() > SUMMARY_LIMIT {
        let (limit, size) = (SUMMARY_LIMIT / 1024, text.len() / 1024);
        let message = format!(
            "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {limit}k, got {size}k"
        );
        job.log.error(&message).await;
        return;
    }
    let summary = StepEvent::Summarized(text.to_owned());
    job.body.host.tell(summary).await;
}

/// Reads `NAME=VALUE` and `NAME<<DELIMITER`; what stands before a wrong line counts.
fn pairs(text: &str, mut pair: impl FnMut(&str, &str) -> Result<(), String>) -> Result<(), String> {
    let mut rest = text;
    while let Some((line, after)) = next_line(rest) {
        rest = after;
        if line.is_empty() {
            continue;
        }
        match (line.find('='), line.find("<<")) {
            (equals, Some(heredoc)) if equals.is_none_or(|equals| heredoc < equals) => {
                let (name, delimiter) = line.split_once("<<").unwrap_or((line, ""));
                if name.is_empty() || delimiter.is_empty() {
                    return Err(format!(
                        "Invalid format '{line}'. Name must not be empty and delimiter must not be empty"
                    ));
                }
                let (value, after) = heredoc_value(rest, delimiter)?;
                pair(name, value)?;
                rest = after;
            }
            (Some(_), _) => {
                let (name, value) = line.split_once('=').unwrap_or((line, ""));
                if name.is_empty() {
                    return Err(format!("Invalid format '{line}'. Name must not be empty"));
                }
                pair(name, value)?;
            }
            _ => return Err(format!("Invalid format '{line}'")),
        }
    }
    Ok(())
}

/// The text before a line that is the delimiter, and what comes after that line.
fn heredoc_value<'t>(text: &'t str, delimiter: &str) -> Result<(&'t str, &'t str), String> {
    let mut rest = text;
    while let Some((line, after)) = next_line(rest) {
        if line == delimiter {
            let value = text.get(..text.len() - rest.len()).unwrap_or_default();
            return Ok((value.strip_suffix('\n').unwrap_or(value), after));
        }
        rest = after;
    }
    Err(format!(
        "Invalid value. Matching delimiter not found '{delimiter}'"
    ))
}

fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(text.split_once('\n').unwrap_or((text, "")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_pairs(text: &str) -> (Vec<(String, String)>, Result<(), String>) {
        let mut all = Vec::new();
        let result = pairs(text, |name, value| {
            all.push((name.to_owned(), value.to_owned()));
            Ok(())
        });
        (all, result)
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let (all, result) = read_pairs(text);
        let all: Vec<_> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!((all.as_slice(), result), (expected, Ok(())), "{text:?}");
    }

    fn check_error(text: &str, before: usize, error: &str) {
        let (all, result) = read_pairs(text);
        assert_eq!(
            (all.len(), result),
            (before, Err(error.to_owned())),
            "{text:?}"
        );
    }

    #[test]
    fn lines_and_heredocs() {
        check("", &[]);
        check("\n\n", &[]);
        check("a=1", &[("a", "1")]);
        check("a=1\nb=2\n", &[("a", "1"), ("b", "2")]);
        check("a=", &[("a", "")]);
        check("a=b=c", &[("a", "b=c")]);
        check("a=x<<y", &[("a", "x<<y")]);
        check("a= b ", &[("a", " b ")]);
        check("a<<EOF\none\ntwo\nEOF\n", &[("a", "one\ntwo")]);
        check("a<<EOF\nEOF\n", &[("a", "")]);
        check("a<<EOF\n\nEOF", &[("a", "")]);
        check("a<<EOF\n\n\nEOF", &[("a", "\n")]);
        check("a<<EOF\nEOF x\nEOF\nb=2", &[("a", "EOF x"), ("b", "2")]);
        check("a<<x=y\n1\nx=y\n", &[("a", "1")]);
        check("a<<_ _\nb=1\n_ _", &[("a", "b=1")]);
        check("a<<E\nx\r\nE", &[("a", "x\r")]);
    }

    #[test]
    fn wrong_lines_are_named_and_those_before_count() {
        check_error("a", 0, "Invalid format 'a'");
        check_error("a=1\nb", 1, "Invalid format 'b'");
        check_error("=1", 0, "Invalid format '=1'. Name must not be empty");
        let empty = "Name must not be empty and delimiter must not be empty";
        check_error("<<E\nE", 0, &format!("Invalid format '<<E'. {empty}"));
        check_error("a<<", 0, &format!("Invalid format 'a<<'. {empty}"));
        check_error(
            "a<<E\nx",
            0,
            "Invalid value. Matching delimiter not found 'E'",
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a=<E\\n\\r é]{0,40}") {
            let _ = read_pairs(&text);
        }

        #[test]
        fn what_a_heredoc_holds_comes_out(value in "[ -~\\n]{0,60}") {
            let text = format!("name<<ghadelimiter_1\n{value}\nghadelimiter_1\n");
            prop_assert_eq!(read_pairs(&text).0, vec![("name".to_owned(), value)]);
        }
    }
}
