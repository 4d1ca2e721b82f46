//! What happens in the job, as lines in the spool.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use maillon_model::EventKind;
use maillon_protocol::agent::LARGEST_PIECE;
use maillon_protocol::api::StreamLine;
use maillon_runner::clock;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::folder::TaskFolder;
use crate::spool::{SEGMENT, Writer};

/// A text that is longer becomes several events: a line must fit into one piece, whatever its characters
/// become in JSON.
const LONGEST_TEXT: usize = LARGEST_PIECE / 8;

/// Writes events as they come, all that wait at once, on a thread of its own.
pub(super) fn write(
    folder: &TaskFolder,
    waiting: usize,
    hopeless: Arc<AtomicBool>,
) -> io::Result<(mpsc::Sender<EventKind>, JoinHandle<io::Result<()>>)> {
    let mut writer = Writer::open(&folder.stream(), SEGMENT, hopeless)?;
    let (sender, mut events) = mpsc::channel(waiting);
    let thread = tokio::task::spawn_blocking(move || {
        let mut batch = Vec::with_capacity(waiting);
        while events.blocking_recv_many(&mut batch, waiting) > 0 {
            writer.append(&lines(batch.drain(..)))?;
        }
        writer.sync()
    });
    Ok((sender, thread))
}

fn lines(events: impl Iterator<Item = EventKind>) -> Vec<u8> {
    let mut text = Vec::new();
    for kind in events.flat_map(split) {
        let line = StreamLine {
            at: clock::now(),
            kind,
        };
        push(&mut text, &line);
    }
    text
}

fn push(text: &mut Vec<u8>, line: &StreamLine) {
    let begin = text.len();
    let written = serde_json::to_writer(&mut *text, line);
    if written.is_err() || text.len() - begin >= LARGEST_PIECE {
        text.truncate(begin);
        return push_notice(text, line);
    }
    text.push(b'\n');
}

/// In the place of what is too long to be kept.
fn push_notice(text: &mut Vec<u8>, line: &StreamLine) {
    let notice = StreamLine {
        at: line.at,
        kind: EventKind::Notice {
            job: None,
            text: "something that the job told is too long to be kept".to_owned(),
        },
    };
    text.extend(serde_json::to_vec(&notice).unwrap_or_default());
    text.push(b'\n');
}

/// Long texts in pieces.
fn split(event: EventKind) -> Vec<EventKind> {
    match event {
        EventKind::Log { job, text } => pieces(text)
            .map(|text| EventKind::Log { job, text })
            .collect(),
        EventKind::Summarized { job, markdown } => pieces(markdown)
            .map(|markdown| EventKind::Summarized { job, markdown })
            .collect(),
        EventKind::Annotated {
            job,
            mut annotation,
        } => {
            if let Some(kept) = pieces(std::mem::take(&mut annotation.message)).next() {
                annotation.message = kept;
            }
            vec![EventKind::Annotated { job, annotation }]
        }
        other => vec![other],
    }
}

/// A text in pieces that end with lines where they can.
fn pieces(text: String) -> impl Iterator<Item = String> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let mut text = rest.take()?;
        if text.len() > LONGEST_TEXT {
            rest = Some(text.split_off(end_of_piece(&text)));
        }
        Some(text)
    })
}

fn end_of_piece(text: &str) -> usize {
    let longest = text.floor_char_boundary(LONGEST_TEXT);
    let head = text.get(..longest).unwrap_or_default();
    head.rfind('\n').map_or(longest, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use maillon_model::JobId;

    use super::*;

    fn check(text: &str, pieces: usize) {
        let event = EventKind::Log {
            job: JobId(1),
            text: text.to_owned(),
        };
        let written = lines(std::iter::once(event));
        let lines: Vec<_> = written.split_inclusive(|byte| *byte == b'\n').collect();
        assert_eq!(lines.len(), pieces);
        let mut whole = String::new();
        for line in lines {
            assert!(line.len() <= LARGEST_PIECE);
            match serde_json::from_slice::<StreamLine>(line).unwrap().kind {
                EventKind::Log { text, .. } => whole.push_str(&text),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(whole, text);
    }

    #[test]
    fn a_text_is_one_line_and_a_long_one_several() {
        check("one\ntwo\n", 1);
        check("", 1);
        check(&"x".repeat(LONGEST_TEXT + 1), 2);
        check(&"é".repeat(LONGEST_TEXT), 2);
        check(&"\u{1}".repeat(LONGEST_TEXT * 3), 3);
        check(&format!("{}\n", "line\n".repeat(LONGEST_TEXT / 4)), 2);
    }

    #[test]
    fn what_is_far_too_long_is_told() {
        let event = EventKind::StepStarted {
            job: JobId(1),
            step: maillon_model::ids::StepId(0),
            parent: None,
            name: "x".repeat(LARGEST_PIECE),
        };
        let written = lines(std::iter::once(event));
        assert!(written.len() < 200 && String::from_utf8_lossy(&written).contains("too long"));
    }
}
