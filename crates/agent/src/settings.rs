//! What an agent is told by flags, environment and configuration. All values are parsed.

use std::ffi::OsString;
use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use maillon_model::Secret;
use serde::{Deserialize, Serialize};

use crate::event::AgentEvent;

/// Everything that can be set.
#[derive(Clone)]
pub struct Settings {
    /// Where the server is.
    pub server: ServerAddress,
    /// Opens the server to this agent.
    pub token: Secret,
    /// The program, for people: `maillon 0.1.0`.
    pub program: String,
    /// What the agent offers: a job's tags are all among them.
    pub labels: Vec<String>,
    /// How many jobs at a time.
    pub capacity: NonZeroU32,
    /// Where jobs, clones and caches lie. One agent at a time uses it.
    pub data: PathBuf,
    /// What runs commands.
    pub machine: Machine,
    /// The process of a job.
    pub shim: ShimProgram,
    /// How much may lie in `data`.
    pub limits: Limits,
    /// How quickly things are tried and looked at.
    pub pace: Pace,
    /// Hears what happens.
    pub tell: Tell,
}

/// Hears what happens; it must be quick.
pub type Tell = Arc<dyn Fn(&AgentEvent) + Send + Sync>;

/// Where a server is, and how it is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerAddress {
    /// Without a slash at the end: `https://ci.example.com`.
    pub url: String,
    /// Certificates (PEM) that are believed beside those of the system.
    #[serde(default)]
    pub ca: Option<PathBuf>,
}

/// What runs commands on this machine.
#[derive(Clone, Default)]
pub struct Machine {
    /// Which executor.
    pub executor: ExecutorKind,
    /// The engine's address; None: the usual ones are tried.
    pub docker_host: Option<String>,
    /// What the jobs' commands inherit. Variables named `MAILLON_...` are left out.
    pub environment: Vec<(OsString, OsString)>,
}

/// Which executor runs jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutorKind {
    /// Containers for a job with an image where an engine answers, the shell otherwise.
    #[default]
    Auto,
    /// This machine, for every job.
    Shell,
    /// Containers, for every job.
    Docker,
}

/// The program that [`crate::shim::run`] is in; the folder of the job follows its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShimProgram {
    /// Its file.
    pub program: PathBuf,
    /// `agent-job`
    pub arguments: Vec<OsString>,
}

/// How much may lie on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// With less space than this no new job is taken, in bytes.
    pub free: u64,
    /// All clones and archives together: above it those of the projects that were used least recently go.
    pub projects: u64,
    /// What nobody used for this long goes.
    pub unused: Duration,
}

/// How quickly things are tried and looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long the server may wait for work before it answers.
    pub lease_wait: Duration,
    /// How often files of a job are looked at.
    pub look: Duration,
    /// The pause after a first failure.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// How long one call may take beside what it waits for.
    pub call: Duration,
    /// How long is tried to tell the last results when the agent is to end at once.
    pub goodbye: Duration,
    /// How often what is no longer used is removed.
    pub sweep: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        const GIGABYTE: u64 = 1 << 30;
        Self {
            free: GIGABYTE,
            projects: 50 * GIGABYTE,
            unused: Duration::from_hours(14 * 24),
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            lease_wait: Duration::from_secs(30),
            look: Duration::from_millis(100),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            call: Duration::from_secs(30),
            goodbye: Duration::from_secs(10),
            sweep: Duration::from_mins(30),
        }
    }
}

impl Settings {
    /// What a new job's process and its commands inherit.
    pub(crate) fn environment(&self) -> Vec<(OsString, OsString)> {
        self.machine.for_commands()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("server", &self.server)
            .field("labels", &self.labels)
            .field("capacity", &self.capacity)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the environment: it may hold secrets.
        f.debug_struct("Machine")
            .field("executor", &self.executor)
            .field("docker_host", &self.docker_host)
            .finish_non_exhaustive()
    }
}
