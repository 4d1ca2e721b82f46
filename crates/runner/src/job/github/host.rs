//! What steps and actions ask of whoever runs them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use maillon_github::{
    ActionFolder, AfterFailure, CheckedOut, CheckoutOrder, Endpoints, FailedStep, Host, StepEvent,
};
use maillon_model::event::Annotation;
use maillon_model::{EventKind, Secret, Timestamp};
use maillon_sandbox::{Access, Containers, Mount, Sandbox};
use maillon_source::{Exported, SourceError};

use super::reach::Reaching;
use super::{GUEST_ACTIONS, checkout, in_container, pause};
use crate::clock;
use crate::executors::View;
use crate::job::{Place, Try};
use crate::workspace::{copy_folder, mark_owner};

/// One try of a job, as its steps see it.
pub(super) struct JobHost<'a> {
    pub(super) this: &'a Try<'a>,
    pub(super) place: &'a Place<'a>,
    pub(super) sandbox: &'a dyn Sandbox,
}

impl JobHost<'_> {
    /// The files of another repository, on this machine.
    pub(super) async fn folder(
        &self,
        repository: &str,
        git_ref: Option<&str>,
    ) -> Result<Exported, String> {
        let source = Arc::clone(&self.this.context.source);
        let (repository, git_ref) = (repository.to_owned(), git_ref.map(str::to_owned));
        let host = self.this.context.host.clone();
        let fetch = move || source.folder(Some(&host), &repository, git_ref.as_deref());
        let fetched = tokio::task::spawn_blocking(fetch).await;
        let fetched = fetched.map_err(|failed| format!("an internal error: {failed}"))?;
        fetched.map_err(|error| sentence(&error))
    }

    /// Where the job sees an action. A container can't see a folder that only stands in: it gets a copy.
    async fn guest_action(&self, folder: &Path) -> Result<(PathBuf, PathBuf), String> {
        if self.place.chosen.view() == View::Machine {
            return Ok((folder.to_owned(), folder.to_owned()));
        }
        let actions = self.this.context.places.actions();
        if let Some(guest) = in_container(folder, &actions, GUEST_ACTIONS) {
            return Ok((folder.to_owned(), guest));
        }
        let name = crate::places::short_hash(folder.as_os_str().as_encoded_bytes());
        let below = Path::new("_actions").join(name);
        let copy = self.place.workspace.private.join(&below);
        if !copy.exists() {
            let copied = copy_folder(folder.to_owned(), copy.clone()).await;
            copied.map_err(|error| error.to_string())?;
        }
        Ok((copy, self.guest_private().join(below)))
    }

    fn guest_private(&self) -> PathBuf {
        let Place {
            workspace, chosen, ..
        } = self.place;
        self.this.guest_private(workspace, chosen)
    }

    fn shown(&self, text: &str) -> String {
        self.this.masks.current().redact(text).into_owned()
    }

    fn event(&self, event: StepEvent) -> EventKind {
        let job = self.this.spec.id;
        match event {
            StepEvent::Started { step, parent, name } => EventKind::StepStarted {
                job,
                step,
                parent,
                name: self.shown(&name),
            },
            StepEvent::Finished {
                step,
                status,
                allowed,
            } => EventKind::StepFinished {
                job,
                step,
                status,
                allowed,
            },
            StepEvent::Annotated(annotation) => EventKind::Annotated {
                job,
                annotation: self.annotation(annotation),
            },
            StepEvent::Summarized(markdown) => EventKind::Summarized {
                job,
                markdown: self.shown(&markdown),
            },
        }
    }

    fn annotation(&self, annotation: Annotation) -> Annotation {
        Annotation {
            message: self.shown(&annotation.message),
            title: annotation.title.map(|title| self.shown(&title)),
            file: annotation.file.map(|file| self.shown(&file)),
            ..annotation
        }
    }
}

#[async_trait]
impl Host for JobHost<'_> {
    fn workspace(&self) -> &Path {
        &self.place.workspace.path
    }

    fn private(&self) -> &Path {
        &self.place.workspace.private
    }

    fn mounts(&self) -> Vec<Mount> {
        let workspace = self.place.workspace;
        let writable = |host: &Path, guest: PathBuf| Mount {
            host: host.to_owned(),
            guest,
            access: Access::ReadWrite,
        };
        let mut mounts = vec![
            writable(&workspace.path, self.place.guest.to_owned()),
            writable(&workspace.private, self.guest_private()),
        ];
        mounts.extend(workspace.mounts.iter().cloned());
        mounts.extend(self.this.mounts_of_actions().unwrap_or_default());
        mounts
    }

    async fn action(&self, repository: &str, git_ref: &str) -> Result<ActionFolder, String> {
        let exported = self.folder(repository, Some(git_ref)).await?;
        let (host, guest) = self.guest_action(&exported.folder).await?;
        Ok(ActionFolder {
            host,
            guest,
            commit: exported.commit,
        })
    }

    async fn checkout(&self, order: CheckoutOrder) -> Result<CheckedOut, String> {
        checkout::carry_out(self, order).await
    }

    async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        let containers = self.this.context.executors.containers().await?;
        mark_owner(&self.this.context.places, std::process::id())
            .map_err(|error| format!("note that there are containers: {error}"))?;
        Ok(Arc::new(Reaching {
            containers,
            services: Arc::clone(&self.this.context.services),
            masks: Arc::clone(&self.this.masks),
        }))
    }

    async fn endpoints(&self) -> Result<Endpoints, String> {
        let (spec, context) = (self.this.spec, self.this.context);
        let view = self.place.chosen.view();
        let door = context.services.open(&spec.run, spec.id, view).await?;
        self.this.masks.add([door.token.clone()]);
        Ok(Endpoints {
            url: door.url,
            token: door.token.expose().to_owned(),
        })
    }

    fn mask(&self, text: &str) {
        self.this.masks.add([Secret::new(text)]);
    }

    fn is_secret(&self, text: &str) -> bool {
        self.this.masks.current().are_in(text)
    }

    async fn tell(&self, event: StepEvent) {
        self.this.reporter.event(self.event(event)).await;
    }

    async fn after_failure(&self, failed: FailedStep<'_>) -> AfterFailure {
        match &self.this.context.pauser {
            Some(pauser) => pause::ask(self, &**pauser, failed).await,
            None => AfterFailure::GoOn,
        }
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }
}

/// Why something can't be had, and how to give it by hand.
fn sentence(error: &SourceError) -> String {
    match error {
        SourceError::Unreachable { hint, .. } => format!("{error} ({hint})"),
        error => error.to_string(),
    }
}
