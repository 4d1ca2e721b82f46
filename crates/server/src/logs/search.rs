//! Finding a text in a log.

use maillon_protocol::api::{LogLine, LogMatch, LogMatches};
use maillon_report::plain::{Colors, clean_line};
use maillon_store::logs::LogId;

use crate::http::Fault;
use crate::server::Server;

/// The most matches at a time.
const MOST: usize = 1000;

/// So many lines are read at a time.
const AT_A_TIME: u64 = 20_000;

/// So many lines are looked through in one call: a longer log is searched in several.
const LOOKED_THROUGH: u64 = 2_000_000;

/// Lines that have a text, whatever the case of its letters, from a line on. Reads a piece of the log at a time.
pub async fn search(
    server: &Server,
    log: LogId,
    text: &str,
    from: u64,
    limit: usize,
) -> Result<LogMatches, Fault> {
    if text.is_empty() {
        return Err(Fault::invalid("say what to search for: `?text=`"));
    }
    let wanted = text.to_lowercase();
    let limit = limit.clamp(1, MOST);
    let mut matches = Vec::new();
    let (first, mut next) = (from.max(1), from.max(1));
    loop {
        let lines = server.store.log_lines(log, next, AT_A_TIME).await?;
        if lines.is_empty() {
            return Ok(LogMatches {
                matches,
                next: None,
            });
        }
        for line in &lines {
            matches.extend(found(line, &wanted).map(|text| LogMatch { number: next, text }));
            next += 1;
            if matches.len() == limit || next - first >= LOOKED_THROUGH {
                let next = Some(next);
                return Ok(LogMatches { matches, next });
            }
        }
        tokio::task::yield_now().await;
    }
}

fn found(line: &LogLine, wanted: &str) -> Option<String> {
    let mut clean = Vec::new();
    clean_line(&line.text, Colors::Off, &mut clean)?;
    let clean = String::from_utf8_lossy(&clean).into_owned();
    clean.to_lowercase().contains(wanted).then_some(clean)
}
