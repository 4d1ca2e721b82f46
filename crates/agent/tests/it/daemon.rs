//! An agent as a process of its own, to be killed: the test `daemon::process` of this program.

use std::fs::File;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use maillon_agent::settings::{Limits, Machine, Pace, ServerAddress, Settings, ShimProgram};
use maillon_agent::{Agent, AgentEvent, Stop};
use maillon_model::Secret;
use maillon_sandbox::{DetachedOrder, ProcessId, spawn_detached};
use serde::{Deserialize, Serialize};
use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};

/// What an agent's process is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) url: String,
    pub(crate) data: PathBuf,
    pub(crate) capacity: u32,
    pub(crate) free: u64,
    /// The test that is the process of a job.
    pub(crate) shim: String,
}

impl Told {
    pub(crate) fn settings(&self) -> Settings {
        let data = self.data.clone();
        Settings {
            server: ServerAddress {
                url: self.url.clone(),
                ca: None,
            },
            token: Secret::new("agent-token"),
            program: "maillon test".to_owned(),
            labels: vec!["linux".to_owned()],
            capacity: NonZeroU32::new(self.capacity).unwrap(),
            data: self.data.clone(),
            machine: Machine::default(),
            shim: ShimProgram {
                program: std::env::current_exe().unwrap(),
                arguments: test_arguments(&self.shim),
            },
            limits: Limits {
                free: self.free,
                ..Limits::default()
            },
            pace: Pace {
                lease_wait: Duration::from_millis(300),
                look: Duration::from_millis(10),
                first_pause: Duration::from_millis(20),
                longest_pause: Duration::from_millis(100),
                call: Duration::from_secs(5),
                goodbye: Duration::from_millis(500),
                sweep: Duration::from_mins(1),
            },
            tell: Arc::new(move |event: &AgentEvent| note(&data, event)),
        }
    }
}

fn note(data: &Path, event: &AgentEvent) {
    use std::io::Write;
    let options = File::options().create(true).append(true).to_owned();
    if let Ok(mut file) = options.open(data.join("told")) {
        let _ = writeln!(file, "{event}");
    }
}

pub(crate) fn test_arguments(test: &str) -> Vec<std::ffi::OsString> {
    [test, "--exact", "--nocapture", "--test-threads=1"]
        .map(Into::into)
        .to_vec()
}

/// Not a test by itself: the process of an agent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn process() {
    let Some(file) = std::env::args().next_back().map(PathBuf::from) else {
        return;
    };
    if file.file_name().is_none_or(|name| name != "agent.json") {
        return;
    }
    let told: Told = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let stop = Stop::default();
    let hears = stop.clone();
    tokio::spawn(async move {
        let mut terminate = signal(SignalKind::terminate()).unwrap();
        terminate.recv().await;
        hears.drain.cancel();
        terminate.recv().await;
        hears.cancel.cancel();
    });
    Agent::new(told.settings())
        .unwrap()
        .run(stop)
        .await
        .unwrap();
}

/// An agent's process; it dies with this.
pub(crate) struct Daemon {
    pub(crate) child: Child,
    pub(crate) process: ProcessId,
}

impl Daemon {
    pub(crate) fn start(told: &Told) -> Self {
        std::fs::create_dir_all(&told.data).unwrap();
        let file = told.data.join("agent.json");
        std::fs::write(&file, serde_json::to_vec(told).unwrap()).unwrap();
        let options = File::options().create(true).append(true).to_owned();
        let mut arguments = test_arguments("daemon::process");
        arguments.push(file.into());
        let child = spawn_detached(DetachedOrder {
            program: std::env::current_exe().unwrap(),
            arguments,
            environment: Vec::new(),
            cwd: told.data.clone(),
            output: options.open(told.data.join("output")).unwrap(),
        })
        .unwrap();
        let process = ProcessId::of(child.id().unwrap());
        Self { child, process }
    }

    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = rustix::process::Pid::from_raw(self.child.id().unwrap().cast_signed()).unwrap();
        let signal = match signal {
            "STOP" => rustix::process::Signal::STOP,
            "CONT" => rustix::process::Signal::CONT,
            "TERM" => rustix::process::Signal::TERM,
            other => panic!("{other}"),
        };
        rustix::process::kill_process(pid, signal).unwrap();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.process.signal(maillon_sandbox::EndSignal::Kill);
    }
}
