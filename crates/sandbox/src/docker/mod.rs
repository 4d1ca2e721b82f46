//! Runs commands in containers of a Docker or Podman engine.
//!
//! A sandbox is one container that is kept alive, and each command an `exec` in it. Where the job
//! has services, a private network joins it with theirs; otherwise the engine's own network serves,
//! because making one costs more than starting a container. Everything that is made carries labels
//! with the sandbox's name and owner, and is removed by these labels, never by memory: so nothing is
//! forgotten when opening fails half-way or a process is killed.
//!
//! Podman differs in one thing: it stops reading the output of a command when the command ends, so
//! what the command left behind in the background dies when it prints.

mod auth;
mod connect;
mod container;
mod exec;
mod image;
mod labels;
mod ports;
mod sandbox;
mod services;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{Executor, ProgressSink, Sandbox, SandboxError, SandboxOrder};
use auth::Registries;
use connect::Engine;
use labels::Labels;

/// Where an engine may be found, and what it needs for registries. All from outside: this library
/// does not read the environment.
#[derive(Clone, Default)]
pub struct DockerOptions {
    /// Where the engine listens, as in `DOCKER_HOST`; None: the usual sockets are tried.
    pub host: Option<String>,
    /// The user's runtime folder (`XDG_RUNTIME_DIR`).
    pub runtime_dir: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The folder of Docker's `config.json` (`DOCKER_CONFIG`); None: `.docker` in the home folder.
    pub config_dir: Option<PathBuf>,
    /// What stands in place of `config.json` (`DOCKER_AUTH_CONFIG`).
    pub auth_config: Option<String>,
}

impl fmt::Debug for DockerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not auth_config: it is a secret.
        f.debug_struct("DockerOptions")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// Runs each job in a container, with its services beside it.
#[derive(Debug)]
pub struct DockerExecutor {
    engine: Arc<Engine>,
    registries: Registries,
}

impl DockerExecutor {
    /// Finds an engine that answers.
    pub async fn connect(options: DockerOptions) -> Result<Self, SandboxError> {
        let engine = Arc::new(connect::find(&options).await?);
        let registries = Registries::of(&options);
        Ok(Self { engine, registries })
    }

    /// Where the engine listens: `unix:///var/run/docker.sock`.
    pub fn host(&self) -> &str {
        &self.engine.host
    }
}

#[async_trait]
impl Executor for DockerExecutor {
    fn name(&self) -> &'static str {
        "docker"
    }

    /// A service that does not answer in time is, as in GitLab, no error: its log goes to the job's
    /// log with a warning, and the job decides.
    async fn open(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError> {
        let labels = Labels::of(&order);
        let opening = sandbox::Opening {
            engine: &self.engine,
            registries: &self.registries.with_job(&order.env),
            order: &order,
            labels: &labels,
            progress,
            cancel,
        };
        match opening.open().await {
            Ok(sandbox) => Ok(Box::new(sandbox)),
            Err(error) => {
                // The first error is what matters; what can't be removed now is reaped later.
                let _ = labels.remove_all(&self.engine).await;
                Err(error)
            }
        }
    }

    async fn reap(&self) -> Result<usize, SandboxError> {
        labels::reap(&self.engine).await
    }
}
