//! The job's process: it is spawned once, followed, found again after a restart, and ended.

use std::fs::File;
use std::io;
use std::time::Duration;

use maillon_protocol::agent::CancelWish;
use maillon_sandbox::{DetachedOrder, EndSignal, spawn_detached};
use tokio::process::Child;
use tokio::time::{Instant, sleep, timeout};

use super::{Care, Failed};
use crate::assignment::Ended;
use crate::blocking;
use crate::folder::{Life, TaskFolder};
use crate::leftovers;

/// So long a killed process is waited for.
const DEATH: Duration = Duration::from_secs(30);

const KILLED: &str =
    "the job's process was killed or its machine restarted; it is not known how far the job came";

/// A process that ended may be one that found another at work already: so often is looked again.
const TRIES: u32 = 3;

impl Care<'_> {
    /// Runs the process to its end, or follows one that runs already. Afterwards there is a result.
    pub(super) async fn run_process(&self) -> Result<(), Failed> {
        let mut tries = 0;
        loop {
            match self.attention.folder.life()? {
                Life::Gone => return self.ended().await,
                Life::Alive => self.follow().await?,
                Life::Unborn if self.is_canceled() || tries == TRIES => {
                    return self.never_begun(tries).await;
                }
                Life::Unborn => {
                    tries += 1;
                    self.spawn_and_wait().await?;
                }
            }
        }
    }

    fn is_canceled(&self) -> bool {
        self.attention.folder.wish() != CancelWish::None
    }

    async fn spawn_and_wait(&self) -> Result<(), Failed> {
        match self.spawn() {
            Ok(mut child) => {
                child.wait().await?;
            }
            Err(error) => {
                self.trouble(format!("its process can't be started: {error}"));
                sleep(self.shared.settings.pace.first_pause).await;
            }
        }
        Ok(())
    }

    fn spawn(&self) -> io::Result<Child> {
        let (settings, folder) = (&self.shared.settings, &self.attention.folder);
        let mut arguments = settings.shim.arguments.clone();
        arguments.push(folder.path().into());
        let options = File::options().create(true).append(true).to_owned();
        spawn_detached(DetachedOrder {
            program: settings.shim.program.clone(),
            arguments,
            environment: settings.environment(),
            cwd: folder.path().to_path_buf(),
            output: options.open(folder.output())?,
        })
    }

    /// Another agent started it: its end can only be looked for.
    async fn follow(&self) -> io::Result<()> {
        while self.attention.folder.life()? == Life::Alive {
            sleep(self.shared.settings.pace.look).await;
        }
        Ok(())
    }

    /// A process that was killed left no result: the infrastructure failed.
    async fn ended(&self) -> Result<(), Failed> {
        let folder = self.attention.folder.clone();
        if matches!(folder.ended(), Ok(Some(_))) {
            return Ok(());
        }
        leftovers::remove(&self.shared.settings).await;
        let why = match last_words(&folder) {
            Some(words) => format!("the job's process failed: {words}"),
            None => KILLED.to_owned(),
        };
        let log = crate::spool::Spool::new(folder.stream());
        let done = blocking(move || {
            log.cut_torn_line()?;
            folder.set_ended(&Ended::errored(why))
        });
        Ok(done.await?)
    }

    async fn never_begun(&self, tries: u32) -> Result<(), Failed> {
        let folder = self.attention.folder.clone();
        let ended = if self.is_canceled() && tries == 0 {
            Ended::canceled()
        } else {
            let words = last_words(&folder).unwrap_or_else(|| "it said nothing".to_owned());
            Ended::errored(format!("the job's process did not begin: {words}"))
        };
        Ok(blocking(move || folder.set_ended(&ended)).await?)
    }

    pub(super) async fn wish(&self, wish: CancelWish) {
        wish_for(self, wish).await;
    }

    /// Ends the process with all that it started.
    pub(super) async fn kill(&self) {
        kill(&self.attention.folder, self.shared.settings.pace.look).await;
        leftovers::remove(&self.shared.settings).await;
    }
}

async fn wish_for(care: &Care<'_>, wanted: CancelWish) {
    wish(&care.attention.folder, wanted).await;
}

/// Tells a job how it is to end. A wish only becomes stronger.
pub(super) async fn wish(folder: &TaskFolder, wanted: CancelWish) {
    if strength(wanted) <= strength(folder.wish()) {
        return;
    }
    let there = folder.clone();
    // Where it can't be written down, the signals still count.
    let _ = blocking(move || there.set_wish(wanted)).await;
    if let Ok(Some(process)) = folder.process() {
        process.signal(EndSignal::Terminate);
    }
}

fn strength(wish: CancelWish) -> u8 {
    match wish {
        CancelWish::None => 0,
        CancelWish::Orderly => 1,
        CancelWish::Now => 2,
    }
}

/// The last line that the process itself printed.
fn last_words(folder: &TaskFolder) -> Option<String> {
    let output = std::fs::read(folder.output()).unwrap_or_default();
    let output = String::from_utf8_lossy(&output);
    let mut lines = output.lines().rev().map(str::trim);
    lines.find(|line| !line.is_empty()).map(str::to_owned)
}

/// Kills a process and waits for its death. One that was spawned and has not begun yet never will.
async fn kill(folder: &TaskFolder, look: Duration) {
    let deadline = Instant::now() + DEATH;
    while Instant::now() < deadline {
        match folder.lock() {
            Ok(Some(locked)) => {
                // With its mark it can't begin any more, also when it is only about to.
                let there = folder.clone();
                let _ = blocking(move || there.mark_begun()).await;
                drop(locked);
                return;
            }
            Ok(None) => {
                if let Ok(Some(process)) = folder.process() {
                    process.signal(EndSignal::Kill);
                }
                let _ = timeout(look, std::future::pending::<()>()).await;
            }
            Err(_) => return,
        }
    }
}
