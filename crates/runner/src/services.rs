//! The services that actions call, started when the first one asks.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use maillon_model::spec::Upload;
use maillon_model::{JobId, RunId, Secret};
use maillon_toolkit::{Artifact, Grant, Limits, Options, Service};
use tokio::sync::Mutex;

use crate::clock;
use crate::executors::View;
use crate::places::Places;

/// The name by which a container reaches this machine, where it was given that.
pub(crate) const MACHINE: &str = "host.docker.internal";

/// What actions of one run call: a service for jobs on this machine, one for containers, and none where
/// nobody asks. They keep things in the same folders.
pub(crate) struct Services {
    artifacts: PathBuf,
    caches: PathBuf,
    /// What jobs of an earlier run uploaded that this one builds on; taken over once.
    earlier: Mutex<Vec<Upload>>,
    machine: Mutex<Option<Service>>,
    /// Listens to all of the machine, for containers don't reach its loopback address; nobody is let
    /// in without a token.
    containers: Mutex<Option<Service>>,
}

/// Where a job reaches them, and what opens them to it alone.
pub(crate) struct Door {
    pub(crate) url: String,
    pub(crate) token: Secret,
}

impl Services {
    pub(crate) fn new(places: &Places, earlier: Vec<Upload>) -> Self {
        Self {
            artifacts: places.uploads(),
            caches: places.action_caches(),
            earlier: Mutex::new(earlier),
            machine: Mutex::new(None),
            containers: Mutex::new(None),
        }
    }

    /// Lets a job in. An error is a sentence.
    pub(crate) async fn open(&self, run: &RunId, job: JobId, view: View) -> Result<Door, String> {
        let mut service = self.of(view).lock().await;
        let service = match &mut *service {
            Some(service) => service,
            none => none.insert(self.start(view, run).await?),
        };
        Ok(Door {
            url: service.url(name(view)),
            token: service.token(&Grant::new(run.clone(), job)),
        })
    }

    fn of(&self, view: View) -> &Mutex<Option<Service>> {
        match view {
            View::Machine => &self.machine,
            View::Container => &self.containers,
        }
    }

    async fn start(&self, view: View, run: &RunId) -> Result<Service, String> {
        let address = match view {
            View::Machine => Ipv4Addr::LOCALHOST,
            View::Container => Ipv4Addr::UNSPECIFIED,
        };
        let options = Options {
            artifacts: self.artifacts.clone(),
            caches: self.caches.clone(),
            limits: Limits::default(),
            bind: SocketAddr::from((address, 0)),
            now: Arc::new(clock::now),
        };
        let started = Service::start(options).await;
        let service =
            started.map_err(|error| format!("the services for actions can't start: {error}"))?;
        for upload in self.earlier.lock().await.drain(..) {
            let adopted = service.adopt(&upload.run, upload.id, run);
            adopted.map_err(|error| format!("artifacts of the earlier run are lost: {error}"))?;
        }
        Ok(service)
    }

    /// Whether an address leads a job on this machine to its services.
    pub(crate) async fn are_at(&self, url: &str) -> bool {
        let service = self.machine.lock().await;
        let here = service
            .as_ref()
            .map(|service| service.url(name(View::Machine)));
        here.is_some_and(|here| here == url)
    }

    /// What a job uploaded; nothing where no job asked for the services.
    pub(crate) async fn uploads(&self, run: &RunId, job: JobId) -> std::io::Result<Vec<Artifact>> {
        for view in [View::Machine, View::Container] {
            if let Some(service) = &*self.of(view).lock().await {
                let mut artifacts = service.artifacts(run)?;
                artifacts.retain(|artifact| artifact.job == job);
                return Ok(artifacts);
            }
        }
        Ok(Vec::new())
    }

    /// Ends them.
    pub(crate) async fn close(&self) {
        for view in [View::Machine, View::Container] {
            if let Some(service) = self.of(view).lock().await.take() {
                service.close().await;
            }
        }
    }
}

/// How this machine is called.
fn name(view: View) -> &'static str {
    match view {
        View::Machine => "127.0.0.1",
        View::Container => MACHINE,
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services")
            .field("artifacts", &self.artifacts)
            .field("caches", &self.caches)
            .finish_non_exhaustive()
    }
}
