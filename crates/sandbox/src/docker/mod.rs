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
mod build;
mod connect;
mod container;
mod context;
mod exec;
mod health;
mod host_ports;
mod image;
mod labels;
mod options;
mod ports;
mod run;
mod sandbox;
mod services;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{
    BuildOrder, ContainerOrder, Containers, Executor, Exit, Output, ProgressSink, Sandbox,
    SandboxError, SandboxOrder, Services,
};
use auth::Registries;
use connect::Engine;
use host_ports::HostPorts;
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
    ports: HostPorts,
}

impl DockerExecutor {
    /// Finds an engine that answers.
    pub async fn connect(options: DockerOptions) -> Result<Self, SandboxError> {
        let engine = Arc::new(connect::find(&options).await?);
        let registries = Registries::of(&options);
        let ports = HostPorts::default();
        Ok(Self {
            engine,
            registries,
            ports,
        })
    }

    /// The first error is what matters; what can't be removed now is reaped later.
    async fn give_up(&self, labels: &Labels, error: SandboxError) -> SandboxError {
        let _ = labels.remove_all(&self.engine).await;
        error
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
        let labels = Labels::of(&order.belongs());
        let opening = sandbox::Opening {
            engine: &self.engine,
            registries: &self.registries.with_job(&order.env),
            order: &order,
            labels: &labels,
            ports: &self.ports,
            progress,
            cancel,
        };
        match opening.open().await {
            Ok(sandbox) => Ok(Box::new(sandbox)),
            Err(error) => Err(self.give_up(&labels, error).await),
        }
    }

    async fn open_services(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Services>, SandboxError> {
        let labels = Labels::of(&order.belongs());
        let opening = sandbox::Opening {
            engine: &self.engine,
            registries: &self.registries.with_job(&order.env),
            order: &order,
            labels: &labels,
            ports: &self.ports,
            progress,
            cancel,
        };
        match opening.open_services().await {
            Ok(services) => Ok(Box::new(services)),
            Err(error) => Err(self.give_up(&labels, error).await),
        }
    }

    async fn reap(&self) -> Result<usize, SandboxError> {
        labels::reap(&self.engine).await
    }
}

#[async_trait]
impl Containers for DockerExecutor {
    async fn build(
        &self,
        order: BuildOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        build::build(&self.engine, &self.registries, order, output, cancel).await
    }

    async fn run(
        &self,
        order: ContainerOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        run::run(&self.engine, &self.registries, order, output, cancel).await
    }
}
