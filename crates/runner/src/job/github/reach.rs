//! How containers reach the services of this machine: not by its loopback address.

use std::sync::Arc;

use async_trait::async_trait;
use maillon_model::job::Image;
use maillon_sandbox::{BuildOrder, ContainerOrder, Containers, Exit, Output, SandboxError};
use tokio_util::sync::CancellationToken;

use crate::services::{MACHINE, Services};

/// Gives a container a name for this machine.
pub(super) fn introduce(image: &mut Image) {
    let words = ["--add-host".to_owned(), format!("{MACHINE}:host-gateway")];
    image.extras.options.extend(words);
}

/// Containers beside a job that reach what the job reaches on this machine.
#[derive(Debug)]
pub(super) struct Reaching {
    pub(super) containers: Arc<dyn Containers>,
    pub(super) services: Arc<Services>,
}

#[async_trait]
impl Containers for Reaching {
    async fn build(
        &self,
        order: BuildOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        self.containers.build(order, output, cancel).await
    }

    async fn run(
        &self,
        mut order: ContainerOrder,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        introduce(&mut order.image);
        self.services.translate(&mut order.env).await;
        self.containers.run(order, output, cancel).await
    }
}
