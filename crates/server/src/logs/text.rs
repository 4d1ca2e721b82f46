//! A whole log as plain text.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::try_unfold;
use jiff::Timestamp;
use maillon_protocol::api::LogLine;
use maillon_report::plain::{Colors, clean_line};
use maillon_store::logs::LogId;

use crate::http::Fault;
use crate::server::Server;

/// So many lines are sent at a time.
const AT_A_TIME: u64 = 10_000;

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Whether colours stay.
    pub colors: Colors,
    /// Whether each line begins with its time.
    pub times: Times,
}

/// Whether lines begin with their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// `2026-01-31T12:00:00.000Z `
    Shown,
    /// They don't.
    Hidden,
}

/// A whole log, a piece at a time. Marks of sections are left out.
pub fn text(server: &Server, log: LogId, style: TextStyle) -> Body {
    let server = server.clone();
    let pieces = try_unfold(1, move |next| {
        let server = server.clone();
        async move { piece(&server, log, style, next).await.map_err(broken) }
    });
    Body::from_stream(pieces)
}

async fn piece(
    server: &Server,
    log: LogId,
    style: TextStyle,
    next: u64,
) -> Result<Option<(Bytes, u64)>, Fault> {
    let lines = server.store.log_lines(log, next, AT_A_TIME).await?;
    if lines.is_empty() {
        return Ok(None);
    }
    let mut out = Vec::new();
    for line in &lines {
        write(line, style, &mut out);
    }
    Ok(Some((out.into(), next + lines.len() as u64)))
}

fn write(line: &LogLine, style: TextStyle, out: &mut Vec<u8>) {
    let before = out.len();
    if style.times == Times::Shown {
        let at = i64::try_from(line.at).ok();
        let at = at.and_then(|at| Timestamp::from_millisecond(at).ok());
        let at = at.unwrap_or_default();
        out.extend_from_slice(format!("{at:.3} ").as_bytes());
    }
    match clean_line(&line.text, style.colors, out) {
        Some(_) => out.push(b'\n'),
        None => out.truncate(before),
    }
}

fn broken(fault: Fault) -> io::Error {
    io::Error::other(fault.message)
}
