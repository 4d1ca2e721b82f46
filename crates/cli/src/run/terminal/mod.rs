//! The live view: finished jobs scroll by, below them what runs at the moment.
//!
//! The bottom region is redrawn at most ten times a second, in one write, so that it does not
//! flicker and costs nothing beside a job that prints a lot. The cursor is shown again whatever
//! ends the run.

mod frame;
mod region;
mod width;

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use maillon_model::{Event, EventKind, JobId};
use maillon_runner::clock;

use super::LogView;
use super::board::{Board, JobState, Standing};
use super::hub::{SharedBoard, Sink};
use super::lines::{self, Lines, Marks};
use crate::console::{Painter, Stream};
use crate::failure::Failure;
use crate::folder::RunFolder;

use frame::Frame;
use region::Region;

/// Time between two pictures.
const TICK: Duration = Duration::from_millis(100);
/// More waiting text than this is written at once.
const MUCH: usize = 256 * 1024;
/// The terminal's size is assumed to be this where it does not say.
const USUAL_SIZE: (usize, usize) = (80, 24);

/// The live view.
pub(crate) struct Terminal {
    screen: SharedScreen,
    lines: Lines,
    logs: LogView,
    folder: RunFolder,
    buffer: Vec<u8>,
}

/// Redraws until it is dropped; then the region is gone and the cursor back.
pub(crate) struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    screen: SharedScreen,
}

#[derive(Clone)]
struct SharedScreen(Arc<Mutex<Screen>>);

struct Screen {
    stream: Stream,
    painter: Painter,
    region: Region,
    above: Vec<u8>,
    turn: usize,
    course: Course,
}

/// Whether the view draws.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Moving,
    /// Somebody else writes to the terminal.
    Still,
}

/// Keeps a view from drawing while somebody else writes to the terminal.
pub(crate) enum Curtain {
    /// Of a live view.
    Live(LiveCurtain),
    /// There is nothing that moves.
    Lines,
}

/// Keeps a live view from drawing.
pub(crate) struct LiveCurtain(SharedScreen);

/// The view holds still until this is dropped.
pub(crate) struct Still<'a>(Option<&'a LiveCurtain>);

impl Curtain {
    /// The view holds still from now on, below what it has drawn so far.
    pub(crate) fn draw(&self) -> Still<'_> {
        let Self::Live(curtain) = self else {
            return Still(None);
        };
        let mut screen = curtain.0.lock();
        screen.finish();
        screen.course = Course::Still;
        Still(Some(curtain))
    }
}

impl Drop for Still<'_> {
    fn drop(&mut self) {
        if let Some(curtain) = self.0 {
            curtain.0.lock().course = Course::Moving;
        }
    }
}

impl Terminal {
    /// A view on a stream, and what keeps it alive.
    pub(crate) fn start(
        stream: Stream,
        painter: Painter,
        logs: LogView,
        folder: RunFolder,
        board: SharedBoard,
    ) -> (Self, Ticker) {
        let screen = Screen {
            stream,
            painter,
            region: Region::default(),
            above: Vec::new(),
            turn: 0,
            course: Course::Moving,
        };
        let screen = SharedScreen(Arc::new(Mutex::new(screen)));
        region::restore_cursor_on_panic(stream);
        let view = Self {
            screen: screen.clone(),
            lines: Lines::new(painter, Marks::Hidden),
            logs,
            folder,
            buffer: Vec::new(),
        };
        (view, Ticker::start(screen, board))
    }

    fn write(&mut self, event: &Event, board: &Board, painter: Painter) {
        match &event.kind {
            EventKind::PipelineAdded { .. } => self.lines.write(event, board, &mut self.buffer),
            EventKind::Log { .. } if self.logs == LogView::Stream => {
                self.lines.write(event, board, &mut self.buffer);
            }
            EventKind::Notice { .. } | EventKind::JobFinished { retries: true, .. } => {
                self.lines.write(event, board, &mut self.buffer);
            }
            EventKind::JobSettled { job, .. } => self.settled(*job, event, board, painter),
            _ => {}
        }
    }

    fn settled(&mut self, job: JobId, event: &Event, board: &Board, painter: Painter) {
        let Some(state) = board.jobs.get(&job) else {
            return;
        };
        if self.logs == LogView::OnFailure && state.has_failed() {
            self.replay(job, state, event, board);
        }
        if state.started.is_some() || state.has_failed() {
            let line = finished_line(state, board, painter);
            self.buffer.extend_from_slice(line.as_bytes());
        }
    }

    fn replay(&mut self, job: JobId, state: &JobState, event: &Event, board: &Board) {
        if let Ok(text) = std::fs::read_to_string(self.folder.job_log(&state.entry.name)) {
            let log = Event {
                kind: EventKind::Log { job, text },
                ..event.clone()
            };
            self.lines.write(&log, board, &mut self.buffer);
        }
    }
}

impl Sink for Terminal {
    fn on(&mut self, event: &Event, board: &Board) -> Result<(), Failure> {
        self.buffer.clear();
        let screen = self.screen.clone();
        let mut screen = screen.lock();
        self.write(event, board, screen.painter);
        screen.above.extend_from_slice(&self.buffer);
        if screen.above.len() > MUCH {
            screen.draw(board);
        }
        Ok(())
    }
}

/// `✔ build  1.2s`
fn finished_line(state: &JobState, board: &Board, painter: Painter) -> String {
    let standing = state.standing();
    let (tone, mark) = (lines::tone(standing), frame::mark(standing, 0));
    let end = lines::end(state, board);
    let end = if standing == Standing::Ended(maillon_model::JobStatus::Success) {
        painter.paint(
            crate::console::Tone::Dim,
            end.trim_start_matches("success in "),
        )
    } else {
        painter.paint(tone, end)
    };
    format!(
        "{} {}  {end}\n",
        painter.paint(tone, mark),
        state.entry.name
    )
}

impl SharedScreen {
    fn lock(&self) -> MutexGuard<'_, Screen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Screen {
    fn draw(&mut self, board: &Board) {
        if self.course == Course::Still {
            return;
        }
        let size = self.stream.size().unwrap_or(USUAL_SIZE);
        let frame = Frame {
            board,
            now: clock::now(),
            painter: self.painter,
            size,
            turn: self.turn,
        };
        self.region.draw(&mut self.above, &frame.lines(), size.0);
        self.flush();
    }

    fn finish(&mut self) {
        self.region.erase(&mut self.above);
        self.flush();
    }

    fn flush(&mut self) {
        // A terminal that is gone is no reason to stop the run.
        let _ = self.stream.write(&self.above);
        self.above.clear();
    }
}

impl Ticker {
    fn start(screen: SharedScreen, board: SharedBoard) -> Self {
        let (stop, stopped) = mpsc::channel();
        let shared = screen.clone();
        let tick = move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                let board = board.lock();
                let mut screen = shared.lock();
                screen.turn += 1;
                screen.draw(&board);
            }
        };
        let thread = std::thread::Builder::new()
            .name("live view".to_owned())
            .spawn(tick)
            .ok();
        Self {
            stop: Some(stop),
            thread,
            screen,
        }
    }
}

impl Ticker {
    /// What keeps the view still.
    pub(crate) fn curtain(&self) -> Curtain {
        Curtain::Live(LiveCurtain(self.screen.clone()))
    }

    /// Prints a sentence above the region.
    pub(crate) fn say(&self, text: &str) {
        let mut screen = self.screen.lock();
        let line = screen.painter.paint(crate::console::Tone::Warn, text);
        screen
            .above
            .extend_from_slice(format!("{line}\n").as_bytes());
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It only draws; that it panicked was told by the panic itself.
            let _ = thread.join();
        }
        self.screen.lock().finish();
    }
}
