//! Opening and closing a try's sandbox.

use std::time::Duration;

use maillon_model::pipeline::Dialect;
use maillon_model::spec::ResolvedVariable;
use maillon_model::variable::Delivery;
use maillon_sandbox::{Sandbox, SandboxError, SandboxOrder, ServiceTerms};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::log::Log;
use super::reporter::{Ear, Heard};
use super::stopped::Stopped;
use super::{CLEANUP, Place, Try};
use crate::executors::{Chosen, View};
use crate::workspace::mark_owner;

/// How long services may take until they answer.
pub(super) const SERVICES: Duration = Duration::from_mins(2);

impl Try<'_> {
    pub(super) async fn open(&self, place: &Place<'_>) -> Result<Box<dyn Sandbox>, Stopped> {
        Self::write_files(place)?;
        let order = self.order(place)?;
        if place.chosen.view() == View::Container || !order.services.is_empty() {
            let marked = mark_owner(&self.context.places, order.owner);
            marked.map_err(|error| Stopped::io("note that there are containers", &error))?;
        }
        let opened = self
            .opening(place.log, place.chosen, order, self.cancel)
            .await;
        opened.map_err(|error| self.not_opened(error))
    }

    /// Opens a sandbox; what that says goes into the log.
    pub(super) async fn opening(
        &self,
        log: &Log,
        chosen: &Chosen,
        order: SandboxOrder,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError> {
        let (ear, mut heard) = mpsc::unbounded_channel();
        let ear = Ear(ear);
        let opening = chosen.executor.open(order, &ear, cancel);
        tokio::pin!(opening);
        let opened = loop {
            tokio::select! {
                opened = &mut opening => break opened,
                Some(heard) = heard.recv() => self.hear(log, heard).await,
            }
        };
        while let Ok(heard) = heard.try_recv() {
            self.hear(log, heard).await;
        }
        opened
    }

    /// On GitHub's terms the job is to blame for images and services that it names.
    fn not_opened(&self, error: SandboxError) -> Stopped {
        let own = matches!(
            error,
            SandboxError::Image { .. } | SandboxError::Service { .. }
        );
        match self.service_terms() {
            ServiceTerms::Apart if own => Stopped::Failed(error.to_string()),
            _ => error.into(),
        }
    }

    async fn hear(&self, log: &Log, heard: Heard) {
        match heard {
            Heard::Line(line) => log.line(line).await,
            Heard::Progress(phase, done, total) => {
                let progress = self.reporter.progress(phase, done, total);
                self.reporter.event(progress).await;
            }
        }
    }

    fn service_terms(&self) -> ServiceTerms {
        match self.spec.dialect {
            Dialect::Github => ServiceTerms::Apart,
            _ => ServiceTerms::Shared,
        }
    }

    fn order(&self, place: &Place<'_>) -> Result<SandboxOrder, Stopped> {
        let private = self.guest_private(place.workspace, place.chosen);
        let environment = |variable: &ResolvedVariable| {
            let value = match variable.delivery {
                Delivery::Env => variable.value.expose().to_owned(),
                Delivery::File => private.join(&variable.name).display().to_string(),
            };
            (variable.name.clone(), value)
        };
        let env = place.job.variables.iter().map(environment);
        let mut mounts = place.workspace.mounts.clone();
        if self.spec.dialect == Dialect::Github {
            mounts.extend(self.mounts_of_actions()?);
        }
        Ok(SandboxOrder {
            run: self.spec.run.clone(),
            job: self.spec.id,
            attempt: self.spec.attempt,
            owner: std::process::id(),
            workspace: place.workspace.path.clone(),
            private: place.workspace.private.clone(),
            guest_workspace: self.context.guest.clone(),
            mounts,
            image: place.job.image.clone(),
            services: place.job.services.clone(),
            env: env.collect(),
            services_limit: SERVICES,
            terms: self.service_terms(),
        })
    }

    /// Writes the files of variables that are delivered as such, under their names.
    fn write_files(place: &Place<'_>) -> Result<(), Stopped> {
        let plain = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let is_file = |variable: &&ResolvedVariable| variable.delivery == Delivery::File;
        for variable in place.job.variables.iter().filter(is_file) {
            if plain(&variable.name) {
                let path = place.workspace.private.join(&variable.name);
                std::fs::write(path, variable.value.expose())
                    .map_err(|error| Stopped::io("write the file of a variable", &error))?;
            }
        }
        Ok(())
    }

    /// Not cancellable, but bounded: what can't be closed is reaped by a later run.
    pub(super) async fn close(&self, place: &Place<'_>, sandbox: &dyn Sandbox) {
        let problem = match tokio::time::timeout(CLEANUP, sandbox.close()).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("it took longer than {} s", CLEANUP.as_secs()),
        };
        place
            .log
            .line(format!("WARNING: close the sandbox: {problem}"))
            .await;
    }
}
