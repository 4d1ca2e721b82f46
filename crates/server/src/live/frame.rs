//! Server-sent events as bytes, made once for everybody.

use std::fmt::Write as _;
use std::sync::OnceLock;

use bytes::Bytes;
use maillon_protocol::api::{LogLine, LogPiece};

/// Lines that came.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The number of the first one, counted from 1.
    pub(super) first: u64,
    pub(super) lines: Vec<LogLine>,
    /// Whether nothing follows.
    pub(super) over: bool,
}

impl Piece {
    /// The number of the line after it.
    pub(super) fn end(&self) -> u64 {
        self.first + self.lines.len() as u64
    }

    /// What a follower lacks who has everything before a line; None: nothing.
    pub(super) fn after(&self, next: u64) -> Option<Self> {
        let skipped = usize::try_from(next.checked_sub(self.first)?).ok()?;
        Some(Self {
            first: next,
            lines: self.lines.get(skipped..)?.to_vec(),
            over: self.over,
        })
    }
}

/// In which form news are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The lines: [`LogPiece`].
    #[default]
    Lines,
    /// How many lines there are by now: for pages, which fetch what is in sight.
    Count,
}

/// A piece, and how it looks on the wire once somebody needs it.
#[derive(Debug)]
pub(super) struct Frames {
    pub(super) piece: Piece,
    lines: OnceLock<Bytes>,
    count: OnceLock<Bytes>,
}

impl Frames {
    pub(super) fn new(piece: Piece) -> Self {
        Self {
            piece,
            lines: OnceLock::new(),
            count: OnceLock::new(),
        }
    }

    /// The event's bytes.
    pub(super) fn bytes(&self, form: Form) -> Bytes {
        let piece = &self.piece;
        let made = match form {
            Form::Lines => self.lines.get_or_init(|| frame(piece, &lines(piece))),
            Form::Count => self.count.get_or_init(|| frame(piece, &count(piece))),
        };
        made.clone()
    }
}

fn lines(piece: &Piece) -> String {
    let value = LogPiece {
        first: piece.first,
        lines: piece.lines.clone(),
    };
    serde_json::to_string(&value).unwrap_or_default()
}

fn count(piece: &Piece) -> String {
    format!("{{\"total\":{}}}", piece.end() - 1)
}

/// The id is the line that a follower goes on from.
fn frame(piece: &Piece, data: &str) -> Bytes {
    let id = piece.end().to_string();
    let mut out = String::new();
    if !piece.lines.is_empty() {
        out = event("lines", &id, data);
    }
    if piece.over {
        out += &event("end", &id, "{}");
    }
    out.into()
}

/// An event: a line end in its data makes another line of data.
pub(super) fn event(name: &str, id: &str, data: &str) -> String {
    let mut out = format!("id: {id}\nevent: {name}\n");
    for line in data.split(['\n', '\r']) {
        let _ = writeln!(out, "data: {line}");
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_with_line_ends_stays_one_event() {
        let text = event("lines", "7", "a\nb\revent: x");
        assert_eq!(
            text,
            "id: 7\nevent: lines\ndata: a\ndata: b\ndata: event: x\n\n"
        );
    }

    #[test]
    fn of_a_piece_only_what_is_lacking_is_sent() {
        let line = |text: &str| LogLine {
            at: 1,
            text: text.to_owned(),
            step: None,
        };
        let piece = Piece {
            first: 5,
            lines: vec![line("e"), line("f")],
            over: true,
        };
        let lack = |next| piece.after(next).map(|lack| (lack.first, lack.lines.len()));
        assert_eq!(
            [lack(4), lack(5), lack(6), lack(7), lack(8)],
            [None, Some((5, 2)), Some((6, 1)), Some((7, 0)), None]
        );
        let frames = Frames::new(piece.after(6).unwrap());
        let text = String::from_utf8(frames.bytes(Form::Lines).to_vec()).unwrap();
        assert_eq!(
            text,
            "id: 7\nevent: lines\ndata: {\"first\":6,\"lines\":[{\"at\":1,\"text\":\"f\",\"step\":null}]}\n\nid: 7\nevent: end\ndata: {}\n\n"
        );
        let text = String::from_utf8(frames.bytes(Form::Count).to_vec()).unwrap();
        assert!(
            text.starts_with("id: 7\nevent: lines\ndata: {\"total\":6}\n\n"),
            "{text}"
        );
    }
}
