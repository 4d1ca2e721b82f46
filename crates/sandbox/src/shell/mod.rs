//! Runs commands on this machine.

mod cookie;
mod group;
mod leaders;
pub(crate) mod proc;
mod program;
mod pump;
mod sandbox;
mod stragglers;

use std::ffi::OsString;
use std::fmt;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{Executor, ProgressSink, Sandbox, SandboxError, SandboxOrder};
use cookie::Cookie;
use sandbox::ShellSandbox;

/// Runs commands on this machine, each in a session of its own, without a terminal.
///
/// Every process carries the sandbox's name in its environment (`MAILLON_SANDBOX`), and this process
/// becomes the parent of what a job's processes leave behind, so that nothing outlives its sandbox.
pub struct ShellExecutor {
    environment: Vec<(OsString, OsString)>,
}

impl ShellExecutor {
    /// Makes an executor whose commands inherit `environment`.
    pub fn new(environment: Vec<(OsString, OsString)>) -> Self {
        stragglers::adopt_orphans();
        Self { environment }
    }

    /// Makes an executor that only reaps: this process does not become the parent of anything.
    pub fn for_reaping() -> Self {
        Self {
            environment: Vec::new(),
        }
    }

    fn environment_with(&self, cookie: &Cookie) -> Vec<(OsString, OsString)> {
        let outer = self
            .environment
            .iter()
            .find(|(name, _)| name == cookie::VARIABLE);
        let value = cookie.within(outer.and_then(|(_, value)| value.to_str()));
        let mut environment = self.environment.clone();
        environment.retain(|(name, _)| name != cookie::VARIABLE);
        environment.push((cookie::VARIABLE.into(), value.into()));
        environment
    }
}

impl fmt::Debug for ShellExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the environment: it may hold secrets.
        f.debug_struct("ShellExecutor").finish_non_exhaustive()
    }
}

#[async_trait]
impl Executor for ShellExecutor {
    fn name(&self) -> &'static str {
        "shell"
    }

    /// Services are containers, which a shell does not have: they are not started, and the job's
    /// log says so.
    async fn open(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError> {
        if cancel.is_cancelled() {
            return Err(SandboxError::Canceled);
        }
        if let Some(line) = services_notice(&order) {
            progress.line(&line);
        }
        let cookie = Cookie::of(&order);
        let environment = self.environment_with(&cookie);
        Ok(Box::new(ShellSandbox::new(order, environment, cookie)))
    }

    async fn reap(&self) -> Result<usize, SandboxError> {
        let reaped = tokio::task::spawn_blocking(stragglers::reap).await;
        reaped.map_err(|error| SandboxError::Io {
            doing: "look for processes of ended runs".to_owned(),
            source: std::io::Error::other(error),
        })
    }
}

fn services_notice(order: &SandboxOrder) -> Option<String> {
    let names: Vec<&str> = order
        .services
        .iter()
        .map(|service| service.image.name.as_str())
        .collect();
    let are = match names.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    let names = names.join(", ");
    Some(format!(
        "services need the docker executor: {names} {are} not started"
    ))
}
