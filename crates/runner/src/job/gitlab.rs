//! Jobs of GitLab: one shell for the script, another one for `after_script`.

use std::time::Duration;

use indexmap::IndexMap;
use maillon_gitlab::{BodyRun, ResolveContext};
use maillon_model::ResolvedJob;
use maillon_sandbox::Sandbox;

use super::stopped::Stopped;
use super::{Place, Ran, Try};
use crate::clock;
use crate::executors::{Chosen, ServicesOf, Wanted};
use crate::workspace::Workspace;

/// From the terminate signal to the kill signal.
const GRACE: Duration = Duration::from_secs(10);

impl Try<'_> {
    pub(super) async fn prepare_gitlab(
        &self,
        workspace: &Workspace,
    ) -> Result<(Chosen, ResolvedJob), Stopped> {
        let wanted = Wanted {
            image: self.spec.job.image.as_ref(),
            services: &self.spec.job.services,
            of: ServicesOf::Container,
        };
        let chosen = self.choose(wanted).await?;
        let private = self.guest_private(workspace, &chosen);
        let context = ResolveContext {
            workspace: self.guest(workspace, &chosen),
            private: &private,
            executor: chosen.executor.name(),
            slot: workspace.slot(),
            started_at: clock::now(),
            source: &*self.context.source,
        };
        let job = maillon_gitlab::resolve(self.spec, &context)
            .map_err(|diagnostic| Stopped::Errored(diagnostic.to_string()))?;
        Ok((chosen, job))
    }

    pub(super) async fn run_gitlab(&self, place: &Place<'_>, sandbox: &dyn Sandbox) -> Ran {
        let run = maillon_gitlab::run(BodyRun {
            spec: self.spec,
            job: place.job,
            sandbox,
            output: place.log.output(),
            cancel: self.cancel,
            abort: &self.context.abort,
            grace: GRACE,
        });
        Ran {
            outcome: run.await.outcome,
            outputs: IndexMap::new(),
            environment_url: None,
        }
    }
}
