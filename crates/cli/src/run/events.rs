//! Writes every event as a line of JSON.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use maillon_model::Event;

use super::board::Board;
use super::hub::Sink;
use crate::console::{Stream, is_gone};
use crate::failure::Failure;

/// Writes NDJSON.
pub(crate) struct Events {
    to: Target,
    line: Vec<u8>,
}

enum Target {
    File(File, PathBuf),
    Stdout,
    Gone,
}

impl Events {
    /// Writes to standard output.
    pub(crate) fn to_stdout() -> Self {
        Self {
            to: Target::Stdout,
            line: Vec::new(),
        }
    }

    /// Writes to a new file.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|error| Failure::io("write", path, &error))?;
        Ok(Self {
            to: Target::File(file, path.to_owned()),
            line: Vec::new(),
        })
    }

    fn write(&mut self) -> io::Result<()> {
        match &mut self.to {
            Target::File(file, _) => file.write_all(&self.line),
            Target::Stdout => Stream::Stdout.write(&self.line),
            Target::Gone => Ok(()),
        }
    }
}

impl Sink for Events {
    fn on(&mut self, event: &Event, _: &Board) -> Result<(), Failure> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, event).map_err(|error| {
            Failure::infrastructure(format!("an event can't be written as JSON: {error}"))
        })?;
        self.line.push(b'\n');
        match (self.write(), &self.to) {
            (Ok(()), _) => Ok(()),
            (Err(error), Target::File(_, path)) => Err(Failure::io("write", path, &error)),
            (Err(error), _) if is_gone(&error) => {
                self.to = Target::Gone;
                Ok(())
            }
            (Err(error), _) => Err(Failure::infrastructure(format!(
                "can't write to standard output: {error}"
            ))),
        }
    }
}
