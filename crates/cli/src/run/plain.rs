//! Prints prefixed lines: what people and programs get where there is no terminal.

use std::fs;

use maillon_model::{Event, EventKind, JobId};

use super::LogView;
use super::board::Board;
use super::hub::Sink;
use super::lines::{Lines, Marks};
use crate::console::{Painter, Stream, is_gone};
use crate::failure::Failure;
use crate::folder::RunFolder;

/// Prints prefixed lines.
pub(crate) struct Plain {
    stream: Stream,
    lines: Lines,
    logs: LogView,
    folder: RunFolder,
    buffer: Vec<u8>,
    reader: Reader,
}

/// Whether somebody still reads the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

impl Plain {
    /// Prints to a stream.
    pub(crate) fn new(stream: Stream, painter: Painter, logs: LogView, folder: RunFolder) -> Self {
        Self {
            stream,
            lines: Lines::new(painter, Marks::Hidden),
            logs,
            folder,
            buffer: Vec::new(),
            reader: Reader::There,
        }
    }

    fn write(&mut self, event: &Event, board: &Board) {
        let is_log = matches!(event.kind, EventKind::Log { .. });
        if let EventKind::JobSettled { job, .. } = event.kind
            && self.logs == LogView::OnFailure
            && board
                .jobs
                .get(&job)
                .is_some_and(super::board::JobState::has_failed)
        {
            self.replay(job, event, board);
        }
        if !is_log || self.logs == LogView::Stream {
            self.lines.write(event, board, &mut self.buffer);
        }
    }

    /// The whole log of a job that has failed, from the recorded one.
    fn replay(&mut self, job: JobId, event: &Event, board: &Board) {
        let Some(state) = board.jobs.get(&job) else {
            return;
        };
        if let Ok(text) = fs::read_to_string(self.folder.job_log(&state.entry.name)) {
            let log = Event {
                kind: EventKind::Log { job, text },
                ..event.clone()
            };
            self.lines.write(&log, board, &mut self.buffer);
        }
    }
}

impl Sink for Plain {
    fn on(&mut self, event: &Event, board: &Board) -> Result<(), Failure> {
        if self.reader == Reader::Gone {
            return Ok(());
        }
        self.buffer.clear();
        self.write(event, board);
        if self.buffer.is_empty() {
            return Ok(());
        }
        match self.stream.write(&self.buffer) {
            Err(error) if is_gone(&error) => self.reader = Reader::Gone,
            Err(error) => {
                return Err(Failure::infrastructure(format!(
                    "can't write to the output: {error}"
                )));
            }
            Ok(()) => {}
        }
        Ok(())
    }
}
