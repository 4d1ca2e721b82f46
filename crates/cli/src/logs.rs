//! `maillon logs`: the last run again.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

use maillon_model::{Event, EventKind, JobId};

use crate::app::App;
use crate::args::LogsArgs;
use crate::console::{Stream, is_gone};
use crate::failure::Failure;
use crate::folder::RunFolder;
use crate::prepare;
use crate::remote::{self, Place};
use crate::run::board::Board;
use crate::run::text;
use crate::run::{Lines, Marks};

/// How many jobs a hint names.
const SHOWN: usize = 10;

/// Prints the log.
pub(crate) fn execute(app: &App, args: &LogsArgs) -> Result<ExitCode, Failure> {
    if let Some(place) = args.job.as_deref().and_then(Place::parse) {
        return remote::logs(app, args, &place);
    }
    if args.follow {
        return Err(Failure::invalid("--follow is for jobs on a server")
            .hint("name one: maillon logs -f 12/unit"));
    }
    let places = prepare::places(app)?;
    let folder = RunFolder::find(&places, args.run.as_deref())?;
    let job = args
        .job
        .as_deref()
        .map(|name| chosen(&folder, name))
        .transpose()?;
    Replay {
        app,
        folder: &folder,
        job,
    }
    .print()?;
    Ok(ExitCode::SUCCESS)
}

/// The job that a name, or a part of one, means.
fn chosen(folder: &RunFolder, name: &str) -> Result<JobId, Failure> {
    let board = board(folder)?;
    let mut jobs: Vec<(&str, JobId)> = board
        .jobs
        .values()
        .map(|job| (job.entry.name.as_str(), job.entry.id))
        .collect();
    if let Some((_, exact)) = jobs.iter().find(|(job, _)| *job == name) {
        return Ok(*exact);
    }
    let all = jobs.clone();
    jobs.retain(|(job, _)| job.contains(name));
    match jobs.as_slice() {
        [(_, one)] => Ok(*one),
        [] => Err(
            Failure::invalid(format!("the last run has no job `{name}`"))
                .hint(list("it has", &all)),
        ),
        several => Err(Failure::invalid(format!("`{name}` may mean several jobs"))
            .hint(list("name one of", several))),
    }
}

fn list(intro: &str, jobs: &[(&str, JobId)]) -> String {
    let names: Vec<String> = jobs
        .iter()
        .take(SHOWN)
        .map(|(name, _)| format!("\n  maillon logs {}", text::shell_word(name)))
        .collect();
    let more = match jobs.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    format!("{intro}{}{more}", names.concat())
}

fn board(folder: &RunFolder) -> Result<Board, Failure> {
    let mut board = Board::default();
    each_event(folder, |event| {
        if !matches!(event.kind, EventKind::Log { .. }) {
            board.apply(event);
        }
        Ok(true)
    })?;
    Ok(board)
}

/// Calls back with every recorded event, until it says that it is enough.
fn each_event(
    folder: &RunFolder,
    mut call: impl FnMut(&Event) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let path = folder.events();
    let file = File::open(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut line = String::new();
    loop {
        line.clear();
        match reader.read_line(&mut line) {
            Ok(0) => return Ok(()),
            Err(error) => return Err(Failure::io("read", &path, &error)),
            Ok(_) => {}
        }
        // The last line of a run that was killed may be cut off.
        let Ok(event) = serde_json::from_str::<Event>(&line) else {
            return Ok(());
        };
        if !call(&event)? {
            return Ok(());
        }
    }
}

/// Prints recorded events as they were printed when they happened.
struct Replay<'a> {
    app: &'a App,
    folder: &'a RunFolder,
    job: Option<JobId>,
}

impl Replay<'_> {
    fn print(&self) -> Result<(), Failure> {
        let painter = self.app.console.painter(Stream::Stdout);
        let (mut board, mut lines, mut out) = (
            Board::default(),
            Lines::new(painter, Marks::Hidden),
            Vec::new(),
        );
        each_event(self.folder, |event| {
            board.apply(event);
            out.clear();
            match (&event.kind, self.job) {
                (_, None) => lines.write(event, &board, &mut out),
                (EventKind::Log { job, text }, Some(only)) if *job == only => {
                    text::clean(text, painter.colors, &mut out);
                }
                _ => {}
            }
            write(&out)
        })
    }
}

/// Whether somebody still reads.
fn write(out: &[u8]) -> Result<bool, Failure> {
    match Stream::Stdout.write(out) {
        Ok(()) => Ok(true),
        Err(error) if is_gone(&error) => Ok(false),
        Err(error) => Err(Failure::infrastructure(format!(
            "can't write to standard output: {error}"
        ))),
    }
}
