//! Records a run: every event, the whole log, and a log of each job, as plain text.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use maillon_model::pipeline::Dialect;
use maillon_model::{Event, EventKind, JobId};

use super::board::Board;
use super::events::Events;
use super::hub::Sink;
use super::lines::{Lines, Marks};
use super::text;
use crate::console::{Colors, Painter};
use crate::failure::Failure;
use crate::folder::RunFolder;

/// Records a run. Each event is written at once, so that what happened stays known whatever ends
/// this process, and `tail -f` works.
pub(crate) struct Recorder {
    folder: RunFolder,
    events: Events,
    whole: LogFile,
    lines: Lines,
    /// Whether the whole log is that of the one job, as on Jenkins: no names before its lines.
    console: bool,
    open: BTreeMap<JobId, LogFile>,
    buffer: Vec<u8>,
}

struct LogFile {
    file: File,
    path: PathBuf,
}

impl Recorder {
    /// Records into a run's folder.
    pub(crate) fn create(folder: &RunFolder, dialect: Dialect) -> Result<Self, Failure> {
        Ok(Self {
            folder: folder.clone(),
            events: Events::create(&folder.events())?,
            whole: LogFile::open(&folder.log())?,
            lines: Lines::new(
                Painter {
                    colors: Colors::Off,
                },
                Marks::Kept,
            ),
            console: dialect == Dialect::Jenkins,
            open: BTreeMap::new(),
            buffer: Vec::new(),
        })
    }

    fn job_log(&mut self, job: JobId, log: &str, board: &Board) -> Result<(), Failure> {
        self.buffer.clear();
        text::clean(log, Colors::Off, &mut self.buffer);
        let file = match self.open.entry(job) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let Some(state) = board.jobs.get(&job) else {
                    return Ok(());
                };
                entry.insert(LogFile::open(&self.folder.job_log(&state.entry.name))?)
            }
        };
        file.append(&self.buffer)
    }
}

impl Sink for Recorder {
    fn on(&mut self, event: &Event, board: &Board) -> Result<(), Failure> {
        if !matches!(event.kind, EventKind::Progress { .. }) {
            self.events.on(event, board)?;
        }
        match &event.kind {
            EventKind::Log { job, text } => self.job_log(*job, text, board)?,
            EventKind::JobSettled { job, .. } => {
                self.open.remove(job);
            }
            _ => {}
        }
        self.buffer.clear();
        match &event.kind {
            EventKind::Log { text, .. } if self.console => {
                text::clean(text, Colors::Off, &mut self.buffer);
            }
            _ if self.console => {}
            _ => self.lines.write(event, board, &mut self.buffer),
        }
        self.whole.append(&self.buffer)
    }
}

impl LogFile {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| Failure::io("write", path, &error))?;
        Ok(Self {
            file,
            path: path.to_owned(),
        })
    }

    fn append(&mut self, text: &[u8]) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        self.file
            .write_all(text)
            .map_err(|error| Failure::io("write", &self.path, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::super::board::tests::events;
    use super::*;
    use maillon_model::RunId;

    #[test]
    fn a_run_leaves_plain_logs_and_all_events() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("jobs")).unwrap();
        let folder = RunFolder {
            id: RunId::new("r"),
            path: root.path().to_owned(),
        };
        let (mut recorder, mut board) = (
            Recorder::create(&folder, Dialect::Gitlab).unwrap(),
            Board::default(),
        );
        for event in events() {
            board.apply(&event);
            recorder.on(&event, &board).unwrap();
        }
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
        assert_eq!(read(folder.job_log(&"build".into())), "compiling\n");
        assert_eq!(
            read(folder.job_log(&"test".into())),
            "$ make test\nerror: it does not work\nbye\n"
        );
        assert_eq!(read(folder.events()).lines().count(), events().len());
        assert!(read(folder.log()).contains("test   | bye\n"));
    }
}
