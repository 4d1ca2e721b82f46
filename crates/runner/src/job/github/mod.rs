//! Jobs of GitHub: steps and actions over one sandbox.

mod checkout;
mod host;
mod pause;
mod reach;
mod uploads;

use std::path::{Path, PathBuf};

use maillon_github::{BodyRun, ResolveContext};
use maillon_model::ResolvedJob;
use maillon_sandbox::{Access, Mount, Sandbox};

use super::stopped::Stopped;
use super::{Place, Ran, Try};
use crate::clock;
use crate::executors::{Chosen, ServicesOf, View, Wanted};
use crate::workspace::Workspace;
use host::JobHost;

/// Where a container sees the tools that are kept from run to run.
const GUEST_TOOLS: &str = "/__t";
/// Where a container sees the repositories of actions.
const GUEST_ACTIONS: &str = "/__a";
/// Where a container sees this machine's `node`: `maillon_github` looks for it there.
const GUEST_NODE: &str = "/__e/node/bin/node";

impl Try<'_> {
    /// Image and services are known only after evaluation, which depends on the executor for paths
    /// alone: so a job that turns out to want a container is evaluated again.
    pub(super) async fn prepare_github(
        &self,
        workspace: &Workspace,
    ) -> Result<(Chosen, ResolvedJob), Stopped> {
        let machine = self.context.executors.machine();
        let job = self.resolve_github(workspace, &machine)?;
        let wanted = Wanted {
            image: job.image.as_ref(),
            services: &job.services,
            of: ServicesOf::Machine,
        };
        let chosen = self.choose(wanted).await?;
        if chosen.view() == View::Machine {
            return Ok((chosen, job));
        }
        let mut job = self.resolve_github(workspace, &chosen)?;
        job.image.iter_mut().for_each(reach::introduce);
        Ok((chosen, job))
    }

    fn resolve_github(
        &self,
        workspace: &Workspace,
        chosen: &Chosen,
    ) -> Result<ResolvedJob, Stopped> {
        let private = self.guest_private(workspace, chosen);
        let context = ResolveContext {
            workspace: self.guest(workspace, chosen),
            private: &private,
            executor: chosen.executor.name(),
            tool_cache: &self.tool_cache(chosen),
            started_at: clock::now(),
        };
        maillon_github::resolve(self.spec, &context)
            .map_err(|diagnostic| Stopped::Failed(diagnostic.to_string()))
    }

    /// The folder of tools as the job sees it.
    fn tool_cache(&self, chosen: &Chosen) -> PathBuf {
        match chosen.view() {
            View::Machine => self.context.places.tool_cache(),
            View::Container => GUEST_TOOLS.into(),
        }
    }

    /// What the job's container sees beside its workspace. The folders are made.
    pub(super) fn mounts_of_actions(&self) -> Result<Vec<Mount>, Stopped> {
        let places = &self.context.places;
        let folders = [
            mount(places.tool_cache(), GUEST_TOOLS, Access::ReadWrite)?,
            mount(places.actions(), GUEST_ACTIONS, Access::ReadOnly)?,
        ];
        let node = self.context.executors.node().map(|node| Mount {
            host: node.to_owned(),
            guest: GUEST_NODE.into(),
            access: Access::ReadOnly,
        });
        Ok(folders.into_iter().chain(node).collect())
    }

    pub(super) async fn run_github(&self, place: &Place<'_>, sandbox: &dyn Sandbox) -> Ran {
        let host = JobHost {
            this: self,
            place,
            sandbox,
        };
        let ended = maillon_github::run(BodyRun {
            spec: self.spec,
            job: place.job,
            sandbox,
            host: &host,
            output: place.log.output(),
            cancel: self.cancel,
            abort: &self.context.abort,
        })
        .await;
        Ran {
            outcome: ended.outcome,
            outputs: ended.outputs,
            environment_url: ended.environment_url,
        }
    }
}

fn mount(host: PathBuf, guest: &str, access: Access) -> Result<Mount, Stopped> {
    std::fs::create_dir_all(&host)
        .map_err(|error| Stopped::io(&format!("make {}", host.display()), &error))?;
    Ok(Mount {
        host,
        guest: guest.into(),
        access,
    })
}

/// The same folder as a container sees it; None where it sees none of it.
fn in_container(path: &Path, root: &Path, guest: &str) -> Option<PathBuf> {
    let below = path.strip_prefix(root).ok()?;
    Some(Path::new(guest).join(below))
}
