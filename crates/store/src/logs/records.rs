//! What the lines of JSON of a task's stream say: lines of log, and what is noted beside them.

use std::borrow::Cow;

use maillon_model::{EventKind, Timestamp};
use maillon_protocol::api::{LogLine, StreamLine};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// Something that a task told beside its log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// When, by the agent's clock.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Note,
}

/// What a task told beside its log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "note")]
pub enum Note {
    /// An event of the job.
    Event {
        /// Steps, annotations, notices, summaries.
        kind: EventKind,
    },
    /// A line of the log begins a section, as GitLab marks them.
    SectionStarted {
        /// Its name.
        name: String,
        /// What people see instead of its name; perhaps empty.
        header: String,
        /// When, in seconds since the Unix epoch, as the job says.
        time: u64,
        /// Whether it is folded until somebody opens it.
        collapsed: bool,
    },
    /// A line of the log ends a section.
    SectionEnded {
        /// Its name.
        name: String,
        /// When, in seconds since the Unix epoch, as the job says.
        time: u64,
    },
}

/// A line of JSON.
#[derive(Debug)]
pub(crate) enum Record<'a> {
    /// Text of the log, whole lines.
    Log(u64, Cow<'a, str>),
    /// Anything else.
    Event(&'a [u8]),
}

#[derive(Deserialize)]
struct Lean<'a> {
    at: u64,
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow, default)]
    text: Cow<'a, str>,
}

impl<'a> Record<'a> {
    /// Reads a line. What is no JSON is shown as it is: nothing that a job wrote goes lost.
    fn read(line: &'a [u8]) -> Self {
        match serde_json::from_slice::<Lean<'a>>(line) {
            Ok(lean) if lean.event == "log" => Self::Log(lean.at, lean.text),
            Err(_) if serde_json::from_slice::<IgnoredAny>(line).is_err() => {
                Self::Log(0, String::from_utf8_lossy(line))
            }
            _ => Self::Event(line),
        }
    }

    fn noted(line: &[u8]) -> Option<Noted> {
        // Events of a newer agent stay in the stream.
        let StreamLine { at, kind } = serde_json::from_slice(line).ok()?;
        let what = match kind {
            EventKind::Progress { .. } => return None,
            kind => Note::Event { kind },
        };
        Some(Noted { at, what })
    }
}

/// All lines of JSON, which are whole.
pub(crate) fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let lines = bytes.split(|&byte| byte == b'\n');
    lines.filter(|line| !line.is_empty()).map(Record::read)
}

/// The lines of a piece of log.
pub(crate) fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.strip_suffix('\n').unwrap_or(text);
    let lines = whole
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line));
    lines.take(if text.is_empty() { 0 } else { usize::MAX })
}

/// What is known of some lines of JSON.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Counted {
    /// How many lines of log there are.
    pub(crate) lines: u64,
    /// What is noted, with the number of lines of log before it.
    pub(crate) notes: Vec<(u64, Noted)>,
}

/// Counts lines of log and finds what is noted; `before` lines came earlier.
pub(crate) fn count(bytes: &[u8], before: u64) -> Counted {
    let mut counted = Counted::default();
    for record in records(bytes) {
        match record {
            Record::Log(at, text) => count_log(&mut counted, before, at, &text),
            Record::Event(line) => {
                let noted = Record::noted(line);
                let noted = noted.map(|noted| (before + counted.lines, noted));
                counted.notes.extend(noted);
            }
        }
    }
    counted
}

fn count_log(counted: &mut Counted, before: u64, at: u64, text: &str) {
    if !text.contains("section_") {
        counted.lines += lines_of(text).count() as u64;
        return;
    }
    for line in lines_of(text) {
        for what in sections(line) {
            let at = Timestamp(at);
            counted
                .notes
                .push((before + counted.lines, Noted { at, what }));
        }
        counted.lines += 1;
    }
}

/// The marks of a line: `section_start:TIME:NAME[options]\r\e[0KHEADER`, `section_end:TIME:NAME\r\e[0K`.
///
/// Source: <https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections>.
fn sections(line: &str) -> Vec<Note> {
    let mut found = Vec::new();
    let mut parts = line.split('\r').peekable();
    while let Some(part) = parts.next() {
        let part = part.trim_start_matches("\u{1b}[0K");
        if parts.peek().is_none() {
            break;
        }
        if let Some(mark) = part.strip_prefix("section_start:") {
            let header = parts.peek().copied().unwrap_or_default();
            found.extend(section_start(mark, header));
        } else if let Some(mark) = part.strip_prefix("section_end:") {
            found.extend(section_end(mark));
        }
    }
    found
}

fn section_start(mark: &str, header: &str) -> Option<Note> {
    let (time, name) = mark.split_once(':')?;
    let (name, options) = name.split_once('[').unwrap_or((name, ""));
    let header = header.trim_start_matches("\u{1b}[0K");
    let is_mark = header.starts_with("section_");
    Some(Note::SectionStarted {
        name: name.to_owned(),
        header: if is_mark { "" } else { header }.to_owned(),
        time: time.parse().ok()?,
        collapsed: options.contains("collapsed=true"),
    })
}

fn section_end(mark: &str) -> Option<Note> {
    let (time, name) = mark.split_once(':')?;
    Some(Note::SectionEnded {
        name: name.to_owned(),
        time: time.parse().ok()?,
    })
}

/// The lines of log among lines of JSON.
pub(crate) fn log_lines(bytes: &[u8]) -> Vec<LogLine> {
    let mut lines = Vec::new();
    for record in records(bytes) {
        if let Record::Log(at, text) = record {
            lines.extend(lines_of(&text).map(|line| LogLine {
                at,
                text: line.to_owned(),
                step: None,
            }));
        }
    }
    lines
}
