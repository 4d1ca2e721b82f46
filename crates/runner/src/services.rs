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

/// What actions of one run call: at most one service, and none where nobody asks.
pub(crate) struct Services {
    artifacts: PathBuf,
    caches: PathBuf,
    /// What jobs of an earlier run uploaded that this one builds on.
    earlier: Vec<Upload>,
    service: Mutex<Option<Service>>,
}

/// Where a job reaches them, and what opens them to it alone.
pub(crate) struct Door {
    pub(crate) url: String,
    pub(crate) token: Secret,
}

impl Services {
    pub(crate) fn new(places: &Places, earlier: Vec<Upload>) -> Self {
        Self {
            earlier,
            artifacts: places.uploads(),
            caches: places.action_caches(),
            service: Mutex::new(None),
        }
    }

    /// Lets a job in. An error is a sentence.
    pub(crate) async fn open(&self, run: &RunId, job: JobId, view: View) -> Result<Door, String> {
        let mut service = self.service.lock().await;
        let service = match &mut *service {
            Some(service) => service,
            none => none.insert(self.start(run).await?),
        };
        Ok(Door {
            url: url(service, view),
            token: service.token(&Grant::new(run.clone(), job)),
        })
    }

    /// Lets an environment that was made for this machine serve a container.
    pub(crate) async fn translate(&self, env: &mut [(String, String)]) {
        if let Some(service) = &*self.service.lock().await {
            let here = url(service, View::Machine);
            let values = env.iter_mut().map(|(_, value)| value);
            for value in values.filter(|value| **value == here) {
                *value = url(service, View::Container);
            }
        }
    }

    /// Listens to all of the machine, for containers don't reach its loopback address; nobody is let
    /// in without a token.
    async fn start(&self, run: &RunId) -> Result<Service, String> {
        let options = Options {
            artifacts: self.artifacts.clone(),
            caches: self.caches.clone(),
            limits: Limits::default(),
            bind: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            now: Arc::new(clock::now),
        };
        let started = Service::start(options).await;
        let service =
            started.map_err(|error| format!("the services for actions can't start: {error}"))?;
        for upload in &self.earlier {
            let adopted = service.adopt(&upload.run, upload.id, run);
            adopted.map_err(|error| format!("artifacts of the earlier run are lost: {error}"))?;
        }
        Ok(service)
    }

    /// What a job uploaded; nothing where no job asked for the services.
    pub(crate) async fn uploads(&self, run: &RunId, job: JobId) -> std::io::Result<Vec<Artifact>> {
        let service = self.service.lock().await;
        let Some(service) = &*service else {
            return Ok(Vec::new());
        };
        let mut artifacts = service.artifacts(run)?;
        artifacts.retain(|artifact| artifact.job == job);
        Ok(artifacts)
    }

    /// Ends them.
    pub(crate) async fn close(&self) {
        if let Some(service) = self.service.lock().await.take() {
            service.close().await;
        }
    }
}

fn url(service: &Service, view: View) -> String {
    service.url(match view {
        View::Machine => "127.0.0.1",
        View::Container => MACHINE,
    })
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services")
            .field("artifacts", &self.artifacts)
            .field("caches", &self.caches)
            .finish_non_exhaustive()
    }
}
