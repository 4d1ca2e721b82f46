//! Reads what steps print: workflow commands do something, all else is shown.

mod parse;
mod run;

use std::borrow::Cow;
use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};
use regex::bytes::Regex;
use tokio::sync::mpsc;

use super::job::JobRun;
use super::matchers::Found;
use super::step::StepRun;
use crate::body::StepEvent;
pub(crate) use parse::Command;

/// A longer line is shown in parts, and is no command. GitHub takes outputs of up to 1 MiB.
const LONGEST: usize = 2 * 1024 * 1024;

/// Whether a text may hold a command.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"::|##\[").ok());

/// Reads all that a command of a step prints, line by line, until it ends.
pub(crate) async fn listen(
    job: &mut JobRun<'_>,
    step: &mut StepRun,
    mut pieces: mpsc::Receiver<Bytes>,
) {
    let mut open = BytesMut::new();
    while let Some(piece) = pieces.recv().await {
        let Some(end) = piece.iter().rposition(|byte| *byte == b'\n') else {
            open.extend_from_slice(&piece);
            if open.len() > LONGEST {
                job.log.raw(open.split().freeze()).await;
            }
            continue;
        };
        let rest = piece.slice(end + 1..);
        let mut whole = piece.slice(..=end);
        if !open.is_empty() {
            open.extend_from_slice(&whole);
            whole = open.split().freeze();
        }
        open.extend_from_slice(&rest);
        lines(job, step, whole).await;
    }
    if !open.is_empty() {
        open.extend_from_slice(b"\n");
        lines(job, step, open.freeze()).await;
    }
}

/// Reads whole lines, all at once where nothing in them can mean something.
async fn lines(job: &mut JobRun<'_>, step: &mut StepRun, text: Bytes) {
    let plain = MARK.as_ref().is_some_and(|mark| !mark.is_match(&text));
    if plain && job.log.matchers.is_empty() {
        return job.log.raw(text).await;
    }
    let mut start = 0;
    while let Some(length) = text.iter().skip(start).position(|byte| *byte == b'\n') {
        let whole = text.slice(start..=start + length);
        start += length + 1;
        line(job, step, whole).await;
    }
}

async fn line(job: &mut JobRun<'_>, step: &mut StepRun, bytes: Bytes) {
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_end_matches(['\n', '\r']);
    if let Some(command) = Command::parse(text)
        && taken(job, step, &command, text).await
    {
        return;
    }
    if let Some(found) = job.log.matchers.find(&without_colours(text)) {
        annotate(job, found).await;
    }
    job.log.raw(bytes.clone()).await;
}

/// Whether a line was a command; what is none is shown.
async fn taken(job: &mut JobRun<'_>, step: &mut StepRun, command: &Command, text: &str) -> bool {
    if let Some(token) = &job.log.stopped {
        let resumes = command.name.eq_ignore_ascii_case(token);
        if resumes {
            job.log.stopped = None;
            job.log.line(text).await;
        }
        return resumes;
    }
    run::run(job, step, command, text).await
}

async fn annotate(job: &JobRun<'_>, found: Found) {
    let body = job.body;
    let annotation = found.annotation(body);
    body.host.tell(StepEvent::Annotated(annotation)).await;
}

fn without_colours(text: &str) -> Cow<'_, str> {
    static COLOUR: LazyLock<Option<regex::Regex>> =
        LazyLock::new(|| regex::Regex::new("\x1b\\[[0-9;]*m?").ok());
    match &*COLOUR {
        Some(colour) if text.contains('\x1b') => colour.replace_all(text, ""),
        _ => Cow::Borrowed(text),
    }
}
