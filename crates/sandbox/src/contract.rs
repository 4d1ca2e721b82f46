//! The contract between the runner and what runs commands.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use maillon_model::event::Phase;
use maillon_model::job::{Image, Service};
use maillon_model::{Attempt, JobId, RunId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Opens sandboxes.
///
/// An executor is shared by all jobs of a run and is called from several tasks at once.
#[async_trait]
pub trait Executor: Send + Sync + fmt::Debug {
    /// The name on the command line: `shell`, `docker`.
    fn name(&self) -> &'static str;

    /// Makes a sandbox with its services running and answering.
    ///
    /// On an error, and when `cancel` is triggered, everything that was made so far is removed
    /// before this returns. `progress` hears of long work (pulls, waiting for services).
    async fn open(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError>;

    /// Removes what processes that were killed left behind: sandboxes whose owning process
    /// (`SandboxOrder::owner`) is gone. Returns how many. Safe beside living runs.
    async fn reap(&self) -> Result<usize, SandboxError>;
}

/// A place where the commands of one try of a job run.
///
/// Life: `open`, any number of `exec` (one at a time), `hand_back`, `close`.
#[async_trait]
pub trait Sandbox: Send + Sync + fmt::Debug {
    /// The workspace as the job sees it.
    fn workspace(&self) -> &Path;

    /// A private folder beside the workspace, as the job sees it (file variables lie there).
    fn private(&self) -> &Path;

    /// Runs one command to its end and sends what it prints, standard output and error in one
    /// stream. It ends when the command ends, also where a process that it left behind keeps the
    /// output open; such processes live on until `close`, and what they print later is lost.
    ///
    /// The other end of `output` is read until this returns, or dropped: then output is lost.
    /// A program that does not exist is no error: as in a shell it prints a line and exits
    /// with 127 (126 where it can't be executed).
    ///
    /// When `cancel` is triggered, the command's whole process group is ended as [`Exec::ending`]
    /// says, and the result is [`Exit::Canceled`].
    async fn exec(
        &self,
        exec: Exec,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError>;

    /// Makes the host's user the owner of everything in the workspace and the private folder.
    /// Modes stay as the job left them.
    async fn hand_back(&self) -> Result<(), SandboxError>;

    /// The services that run beside it.
    fn services(&self) -> &[RunningService] {
        &[]
    }

    /// The network of its containers.
    fn network(&self) -> Option<&str> {
        None
    }

    /// The job's own container.
    fn container(&self) -> Option<&str> {
        None
    }

    /// The name of each service and the last lines that it printed, for whoever looks for the
    /// cause of a failure. Empty where there is none, and after `close`.
    async fn service_logs(&self) -> Vec<ServiceLog> {
        Vec::new()
    }

    /// Ends all processes and removes containers and networks; the workspace's files stay.
    /// Idempotent; not cancellable, but bounded in time.
    async fn close(&self) -> Result<(), SandboxError>;
}

/// A service that runs beside a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningService {
    /// The first name by which the job reaches it.
    pub alias: String,
    /// Its container.
    pub container: String,
    /// Ports in the container, each with the one of this machine that leads there.
    pub ports: BTreeMap<u16, u16>,
}

/// Runs containers beside a job that end by themselves: those of docker actions.
#[async_trait]
pub trait Containers: Send + Sync + fmt::Debug {
    /// Builds an image from a folder of this machine. What the engine prints goes to `output`; an
    /// exit code other than 0 says that the build failed.
    async fn build(
        &self,
        order: BuildOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError>;

    /// Runs a container to its end and removes it. Pulls and progress go to `output`, as lines.
    async fn run(
        &self,
        order: ContainerOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError>;
}

/// What an image is built from.
#[derive(Clone, Debug)]
pub struct BuildOrder {
    /// The folder, on this machine.
    pub context: PathBuf,
    /// The Dockerfile, relative to the folder.
    pub dockerfile: PathBuf,
    /// The name that the image gets.
    pub tag: String,
}

/// A container that runs to its end.
#[derive(Clone)]
pub struct ContainerOrder {
    /// The run, job, try and process that it belongs to: labels.
    pub belongs: Belongs,
    /// What it runs, with its entrypoint.
    pub image: Image,
    /// Instead of the image's own command.
    pub args: Option<Vec<String>>,
    /// Its environment.
    pub env: Vec<(String, String)>,
    /// Where it starts, in the container.
    pub workdir: PathBuf,
    /// Folders of this machine that it sees.
    pub mounts: Vec<Mount>,
    /// A network that it joins; see [`Sandbox::network`].
    pub network: Option<String>,
    /// How it is ended when it is canceled.
    pub ending: Ending,
}

impl fmt::Debug for ContainerOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not env and args: they may hold secrets.
        f.debug_struct("ContainerOrder")
            .field("belongs", &self.belongs)
            .field("image", &self.image)
            .finish_non_exhaustive()
    }
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belongs {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// Which try.
    pub attempt: Attempt,
    /// The process that owns it.
    pub owner: u32,
}

/// What a service printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLog {
    /// Its image.
    pub service: String,
    /// The last lines.
    pub lines: Vec<String>,
}

/// Hears how long work goes on.
pub trait ProgressSink: Send + Sync {
    /// `done` of `total` bytes or entries.
    fn progress(&self, phase: Phase, done: u64, total: Option<u64>);

    /// A line for the job's log: `Pulling image debian:bookworm`.
    fn line(&self, text: &str);
}

/// What is needed to open a sandbox.
#[derive(Clone, Debug)]
pub struct SandboxOrder {
    /// The run that it belongs to; a label on everything that is made.
    pub run: RunId,
    /// The job that it is for; a label.
    pub job: JobId,
    /// Which try; a label.
    pub attempt: Attempt,
    /// The process that owns it: this one, but for tests of `reap`. A label that `reap` goes by.
    pub owner: u32,
    /// The workspace on this machine.
    pub workspace: PathBuf,
    /// The private folder on this machine.
    pub private: PathBuf,
    /// Where a container sees the workspace: `/builds/group/project`. The shell executor ignores it.
    pub guest_workspace: PathBuf,
    /// More folders of this machine that a container sees.
    pub mounts: Vec<Mount>,
    /// The job's image; an executor that has none ignores it.
    pub image: Option<Image>,
    /// What is started beside the job.
    pub services: Vec<Service>,
    /// The job's variables, for the services.
    pub env: Vec<(String, String)>,
    /// How long services may take until they answer.
    pub services_limit: Duration,
}

/// A folder of this machine that a container sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// On this machine.
    pub host: PathBuf,
    /// In the container.
    pub guest: PathBuf,
    /// Whether the container may change it.
    pub access: Access,
}

/// What a container may do with a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Read it.
    #[default]
    ReadOnly,
    /// Change it.
    ReadWrite,
}

/// One command.
#[derive(Clone)]
pub struct Exec {
    /// Program and arguments. Never holds a secret.
    pub argv: Vec<String>,
    /// Added to the sandbox's own environment.
    pub env: Vec<(String, String)>,
    /// Written to its standard input, which is then closed.
    pub stdin: Bytes,
    /// Where it starts, as the job sees it.
    pub cwd: PathBuf,
    /// How it is ended when it is canceled.
    pub ending: Ending,
}

impl fmt::Debug for Exec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not env and stdin: they may hold secrets.
        f.debug_struct("Exec")
            .field("argv", &self.argv)
            .field("cwd", &self.cwd)
            .finish_non_exhaustive()
    }
}

/// How what runs is ended before its time: by signals, and at last by the kill signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How long the leader may take after an interrupt signal; None: it gets none. What it started
    /// in the background is not waited for, because a shell makes that deaf to this signal.
    pub interrupt: Option<Duration>,
    /// How long all may take after the terminate signal.
    pub terminate: Duration,
}

impl Ending {
    /// The terminate signal, and after the grace the kill signal.
    pub fn terminate(grace: Duration) -> Self {
        Self {
            interrupt: None,
            terminate: grace,
        }
    }
}

/// Where output goes. Bounded: a slow reader slows the command down.
pub type Output = mpsc::Sender<Bytes>;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// With this code; 128 + n where signal n ended it.
    Code(i32),
    /// Because it was cancelled.
    Canceled,
}

/// What can go wrong with a sandbox: always the infrastructure's fault, never the job's.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No engine answers.
    #[error("no container engine answers: {tried}")]
    NoEngine {
        /// What was tried, each with its reason.
        tried: String,
    },
    /// The engine refused something.
    #[error("{doing}: {why}")]
    Engine {
        /// `create container for job build`
        doing: String,
        /// The engine's own words.
        why: String,
    },
    /// An image can't be had.
    #[error("image {image}: {why}")]
    Image {
        /// Its reference.
        image: String,
        /// The engine's own words.
        why: String,
    },
    /// A service did not answer in time, or ended.
    #[error("service {service}: {why}")]
    Service {
        /// Its name.
        service: String,
        /// What happened, with the last lines of its log.
        why: String,
    },
    /// A program or file is missing, no permission, no space.
    #[error("{doing}: {source}")]
    Io {
        /// `start bash`
        doing: String,
        /// The system's own words.
        source: std::io::Error,
    },
    /// Cancelled while opening.
    #[error("canceled")]
    Canceled,
}
