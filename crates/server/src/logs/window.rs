//! Lines of a log, as many as a person sees.

use maillon_protocol::api::{LogLine, LogWindow, Step};
use maillon_store::logs::JobLog;

use super::told::told;
use crate::http::Fault;
use crate::server::Server;

/// The most lines at a time.
const MOST: u64 = 10_000;

/// Where a window begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// At this line, counted from 1.
    Line(u64),
    /// So that it ends with the last line.
    End,
}

/// Some lines of a log; at most 10,000.
pub async fn window(
    server: &Server,
    log: Option<JobLog>,
    from: From,
    count: u64,
) -> Result<LogWindow, Fault> {
    let Some(JobLog { log, over }) = log else {
        return Ok(LogWindow {
            first: 1,
            lines: Vec::new(),
            total: 0,
            complete: false,
        });
    };
    let state = server.store.log_state(log.task, log.attempt).await?;
    let count = count.min(MOST);
    let first = match from {
        From::Line(line) => line.max(1),
        From::End => state.lines.saturating_sub(count) + 1,
    };
    let mut lines = server.store.log_lines(log, first, count).await?;
    let steps = told(server, log).await?.steps;
    steps_of_lines(&steps, first, &mut lines);
    Ok(LogWindow {
        first,
        lines,
        total: state.lines,
        complete: state.complete || over,
    })
}

/// Says of each line which step wrote it: the innermost that had begun and not ended.
pub fn steps_of_lines(steps: &[Step], first: u64, lines: &mut [LogLine]) {
    for (line, number) in lines.iter_mut().zip(first..) {
        let open =
            |step: &&Step| step.line <= number && step.end_line.is_none_or(|end| number <= end);
        line.step = steps.iter().rev().find(open).map(|step| step.id);
    }
}
