//! Runs commands in containers of a Docker or Podman engine.

use std::path::PathBuf;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{Executor, ProgressSink, Sandbox, SandboxError, SandboxOrder};

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

impl std::fmt::Debug for DockerOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not auth_config: it is a secret.
        f.debug_struct("DockerOptions")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// Runs each job in a container, with its services beside it.
#[derive(Debug)]
pub struct DockerExecutor {}

impl DockerExecutor {
    /// Finds an engine that answers.
    pub async fn connect(options: DockerOptions) -> Result<Self, SandboxError> {
        Err(SandboxError::NoEngine {
            tried: format!("{options:?} is not implemented yet"),
        })
    }
}

#[async_trait]
impl Executor for DockerExecutor {
    fn name(&self) -> &'static str {
        "docker"
    }

    async fn open(
        &self,
        _order: SandboxOrder,
        _progress: &dyn ProgressSink,
        _cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError> {
        Err(SandboxError::NoEngine {
            tried: "not implemented yet".to_owned(),
        })
    }

    async fn reap(&self) -> Result<usize, SandboxError> {
        Ok(0)
    }
}
