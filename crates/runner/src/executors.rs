//! Which executor runs a job.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use maillon_model::Job;
use maillon_sandbox::{Executor, SandboxError};
use tokio::sync::OnceCell;

/// What was asked for on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecutorChoice {
    /// Containers for a job with an image where an engine answers, the shell otherwise.
    #[default]
    Auto,
    /// This machine, for every job.
    Shell,
    /// Containers, for every job.
    Docker,
}

/// Connects to an engine of containers: done once, and only when a job needs it.
#[async_trait]
pub trait Connect: Send + Sync {
    /// The executor, or why no engine answers.
    async fn connect(&self) -> Result<Arc<dyn Executor>, SandboxError>;
}

/// The executors of a run.
pub struct Executors {
    choice: ExecutorChoice,
    shell: Arc<dyn Executor>,
    docker: Arc<dyn Connect>,
    connected: OnceCell<Result<Arc<dyn Executor>, String>>,
    /// Whether a person has heard that no engine answers.
    told: AtomicBool,
}

/// An executor, and why it was taken where that is worth a word.
pub(crate) struct Chosen {
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) because: Option<String>,
}

impl Executors {
    /// Executors of which the engine of containers is connected to when the first job needs it.
    pub fn new(choice: ExecutorChoice, shell: Arc<dyn Executor>, docker: Arc<dyn Connect>) -> Self {
        Self {
            choice,
            shell,
            docker,
            connected: OnceCell::new(),
            told: AtomicBool::new(false),
        }
    }

    /// Only this executor, for every job.
    pub fn only(executor: Arc<dyn Executor>) -> Self {
        Self::new(ExecutorChoice::Shell, executor, Arc::new(NoEngine))
    }

    /// The executor for a job. An error says why there is none.
    pub(crate) async fn choose(&self, job: &Job) -> Result<Chosen, String> {
        match self.choice {
            ExecutorChoice::Shell => Ok(self.shell_because(None)),
            ExecutorChoice::Docker => self.docker().await.map(|executor| Chosen {
                executor,
                because: None,
            }),
            ExecutorChoice::Auto if job.image.is_none() && job.services.is_empty() => {
                Ok(self.shell_because(None))
            }
            ExecutorChoice::Auto => Ok(self.engine_or_shell().await),
        }
    }

    async fn engine_or_shell(&self) -> Chosen {
        match self.docker().await {
            Ok(executor) => Chosen {
                executor,
                because: None,
            },
            Err(_) if self.told.swap(true, Ordering::Relaxed) => self.shell_because(None),
            Err(why) => self.shell_because(Some(format!(
                "jobs with an image or services run in a shell on this machine, without them: {why}"
            ))),
        }
    }

    fn shell_because(&self, because: Option<String>) -> Chosen {
        Chosen {
            executor: Arc::clone(&self.shell),
            because,
        }
    }

    async fn docker(&self) -> Result<Arc<dyn Executor>, String> {
        let connect = || async {
            self.docker
                .connect()
                .await
                .map_err(|error| error.to_string())
        };
        self.connected.get_or_init(connect).await.clone()
    }

    /// Removes what killed processes left behind: processes always, containers where a killed run
    /// had some (`containers`). Returns how many.
    pub(crate) async fn reap(&self, containers: Containers) -> usize {
        let mut reaped = self.shell.reap().await.unwrap_or_default();
        if containers == Containers::Suspected
            && let Ok(docker) = self.docker().await
        {
            reaped += docker.reap().await.unwrap_or_default();
        }
        reaped
    }
}

/// Whether a killed run may have left containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Containers {
    Suspected,
    None,
}

impl fmt::Debug for Executors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executors")
            .field("choice", &self.choice)
            .finish_non_exhaustive()
    }
}

struct NoEngine;

#[async_trait]
impl Connect for NoEngine {
    async fn connect(&self) -> Result<Arc<dyn Executor>, SandboxError> {
        Err(SandboxError::NoEngine {
            tried: "none is configured".to_owned(),
        })
    }
}
