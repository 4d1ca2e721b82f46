//! Commands here, services there.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{
    Exec, Executor, Exit, Output, ProgressSink, RunningService, Sandbox, SandboxError,
    SandboxOrder, ServiceLog, Services,
};

/// Runs commands with one executor and services with another: a job on this machine has its services
/// in containers, and reaches them by the ports that they publish.
#[derive(Clone, Debug)]
pub struct JoinedExecutor {
    commands: Arc<dyn Executor>,
    services: Arc<dyn Executor>,
}

impl JoinedExecutor {
    /// Joins two executors; images of jobs are ignored as `commands` ignores them.
    pub fn new(commands: Arc<dyn Executor>, services: Arc<dyn Executor>) -> Self {
        Self { commands, services }
    }
}

#[async_trait]
impl Executor for JoinedExecutor {
    fn name(&self) -> &'static str {
        "shell+services"
    }

    async fn open(
        &self,
        mut order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError> {
        let services = self
            .services
            .open_services(order.clone(), progress, cancel)
            .await?;
        order.services.clear();
        match self.commands.open(order, progress, cancel).await {
            Ok(commands) => Ok(Box::new(JoinedSandbox { commands, services })),
            Err(error) => {
                // The first error is what matters; what can't be removed now is reaped later.
                let _ = services.close().await;
                Err(error)
            }
        }
    }

    async fn open_services(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Services>, SandboxError> {
        self.services.open_services(order, progress, cancel).await
    }

    async fn reap(&self) -> Result<usize, SandboxError> {
        Ok(self.commands.reap().await? + self.services.reap().await?)
    }
}

#[derive(Debug)]
struct JoinedSandbox {
    commands: Box<dyn Sandbox>,
    services: Box<dyn Services>,
}

#[async_trait]
impl Sandbox for JoinedSandbox {
    fn workspace(&self) -> &Path {
        self.commands.workspace()
    }

    fn private(&self) -> &Path {
        self.commands.private()
    }

    async fn exec(
        &self,
        exec: Exec,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        self.commands.exec(exec, output, cancel).await
    }

    async fn hand_back(&self) -> Result<(), SandboxError> {
        self.commands.hand_back().await
    }

    fn services(&self) -> &[RunningService] {
        self.services.running()
    }

    fn network(&self) -> Option<&str> {
        self.services.network()
    }

    fn container(&self) -> Option<&str> {
        self.commands.container()
    }

    async fn service_logs(&self) -> Vec<ServiceLog> {
        self.services.logs().await
    }

    /// Both, whatever becomes of the first.
    async fn close(&self) -> Result<(), SandboxError> {
        let (commands, services) = tokio::join!(self.commands.close(), self.services.close());
        commands.and(services)
    }
}
