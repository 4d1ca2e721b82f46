//! How containers reach the services of this machine: not by its loopback address.

use std::sync::Arc;

use async_trait::async_trait;
use maillon_model::job::Image;
use maillon_sandbox::{BuildOrder, ContainerOrder, Containers, Exit, Output, SandboxError};
use tokio_util::sync::CancellationToken;

use crate::executors::View;
use crate::redact::Masks;
use crate::services::{MACHINE, Services};

/// Gives a container a name for this machine.
pub(super) fn introduce(image: &mut Image) {
    let words = ["--add-host".to_owned(), format!("{MACHINE}:host-gateway")];
    image.extras.options.extend(words);
}

/// Containers beside a job that reach the services that the job reaches on this machine.
#[derive(Debug)]
pub(super) struct Reaching {
    pub(super) containers: Arc<dyn Containers>,
    pub(super) services: Arc<Services>,
    pub(super) masks: Arc<Masks>,
}

impl Reaching {
    /// Leads an environment that was made for the job to the services for containers.
    async fn lead(&self, order: &mut ContainerOrder) -> Result<(), String> {
        let Some(here) = value(order, "ACTIONS_RESULTS_URL") else {
            return Ok(());
        };
        if !self.services.are_at(&here).await {
            return Ok(());
        }
        let (run, job) = (&order.belongs.run, order.belongs.job);
        let door = self.services.open(run, job, View::Container).await?;
        self.masks.add([door.token.clone()]);
        for (name, value) in &mut order.env {
            if *value == here {
                value.clone_from(&door.url);
            } else if name == "ACTIONS_RUNTIME_TOKEN" {
                door.token.expose().clone_into(value);
            }
        }
        Ok(())
    }
}

fn value(order: &ContainerOrder, wanted: &str) -> Option<String> {
    let found = order.env.iter().find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.clone())
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
        if let Err(why) = self.lead(&mut order).await {
            let _ = output.send(format!("WARNING: {why}\n").into()).await;
        }
        self.containers.run(order, output, cancel).await
    }
}
