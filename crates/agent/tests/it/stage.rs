//! What every test has: a folder, a server, an agent, and patience.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use maillon_model::Outcome;
use maillon_protocol::lease::Class;
use maillon_sandbox::{EndSignal, ProcessId};

use crate::daemon::{Daemon, Told};
use crate::job::{Act, order};
use crate::server::{Server, Stage as TaskStage};

pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) server: Server,
    pub(crate) told: Told,
}

/// Long enough for a slow machine; nothing waits for it but failures.
const PATIENCE: Duration = Duration::from_mins(1);

impl Stage {
    pub(crate) async fn new(ttl: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(ttl).await;
        let told = Told {
            url: server.url.clone(),
            data: folder.path().join("data"),
            capacity: 2,
            free: 0,
            shim: "job::process".to_owned(),
        };
        Self {
            folder,
            server,
            told,
        }
    }

    pub(crate) fn daemon(&self) -> Daemon {
        Daemon::start(&self.told)
    }

    pub(crate) fn add(&self, task: i64, class: Class, acts: &[Act]) {
        self.server.add(task, class, order(acts));
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn touch(&self, name: &str) {
        std::fs::write(self.file(name), "").unwrap();
    }

    /// The lines of a file that jobs mark.
    pub(crate) fn marks(&self, name: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.file(name)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    pub(crate) async fn until(&self, what: &str, mut is: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is(self) {
            assert!(
                Instant::now() < deadline,
                "never: {what}\n{}\n{:#?}",
                self.said(),
                self.server.with(|world| format!("{:?}", world.tasks)),
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What the agent said to people, and what its process printed.
    pub(crate) fn said(&self) -> String {
        let read = |name| std::fs::read_to_string(self.told.data.join(name)).unwrap_or_default();
        format!("{}{}", read("told"), read("output"))
    }

    pub(crate) async fn until_finished(&self, task: i64) -> Outcome {
        self.until("finished", |stage| {
            stage
                .server
                .task(task, |task| task.stage == TaskStage::Finished)
        })
        .await;
        self.until("no folder is left", |stage| stage.tasks().is_empty())
            .await;
        self.server
            .task(task, |task| task.finish.clone().unwrap().result.outcome)
    }

    pub(crate) fn tasks(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.told.data.join("tasks"));
        let entries = entries.into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    }

    /// The processes of the jobs that began.
    pub(crate) fn processes(&self) -> Vec<ProcessId> {
        let read = |folder: PathBuf| {
            let text = std::fs::read(folder.join("process.json")).ok()?;
            serde_json::from_slice(&text).ok()
        };
        self.tasks().into_iter().filter_map(read).collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for process in self.processes() {
            process.signal(EndSignal::Kill);
        }
    }
}
