//! The labels on everything that is made, and removal by them.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use bollard::errors::Error;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListNetworksOptionsBuilder, RemoveContainerOptionsBuilder,
};
use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use super::connect::{Engine, refused, status};
use crate::owner::{Owner, unique_name};
use crate::{Belongs, SandboxError};

const SANDBOX: &str = "maillon.sandbox";
const OWNER: &str = "maillon.owner";
/// How long the removal of one sandbox may take.
const REMOVAL: Duration = Duration::from_mins(1);

/// How often, and after which time, an answer that can't be read is asked for again.
const PATIENCE: u32 = 20;
const LOOK: Duration = Duration::from_millis(100);

/// The labels of one sandbox.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    /// The sandbox's name, which begins the names of what belongs to it.
    pub(super) name: String,
    owner: Owner,
    run: String,
    job: String,
}

impl Labels {
    pub(super) fn of(belongs: &Belongs) -> Self {
        Self {
            name: unique_name(belongs),
            owner: Owner::of(belongs.owner),
            run: belongs.run.to_string(),
            job: belongs.job.to_string(),
        }
    }

    pub(super) fn map(&self) -> HashMap<String, String> {
        [
            (SANDBOX, self.name.clone()),
            (OWNER, self.owner.to_string()),
            ("maillon.run", self.run.clone()),
            ("maillon.job", self.job.clone()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }

    /// Removes everything that carries these labels.
    pub(super) async fn remove_all(&self, engine: &Engine) -> Result<(), SandboxError> {
        let filter = format!("{SANDBOX}={}", self.name);
        let remove = async {
            let found = Found::by(engine, &filter).await?;
            let own = found
                .0
                .into_iter()
                .filter(|thing| thing.owner == self.owner.to_string());
            remove(engine, own.collect()).await
        };
        let doing = || format!("remove the containers of {}", self.name);
        match timeout(REMOVAL, remove).await {
            Ok(result) => result.map_err(refused(doing())),
            Err(_) => Err(SandboxError::Engine {
                doing: doing(),
                why: format!("not done in {} s", REMOVAL.as_secs()),
            }),
        }
    }
}

/// Removes everything whose owner is gone; returns how many sandboxes that were.
pub(super) async fn reap(engine: &Engine) -> Result<usize, SandboxError> {
    let doing = "remove what ended runs left behind";
    let found = Found::by(engine, OWNER).await.map_err(refused(doing))?;
    let is_gone = |thing: &Thing| Owner::parse(&thing.owner).is_some_and(|owner| owner.is_gone());
    let gone: Vec<Thing> = found.0.into_iter().filter(is_gone).collect();
    let names: BTreeSet<String> = gone.iter().map(|thing| thing.sandbox.clone()).collect();
    remove(engine, gone).await.map_err(refused(doing))?;
    Ok(names.len())
}

/// Something of ours in the engine.
struct Thing {
    kind: Kind,
    id: String,
    sandbox: String,
    owner: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Container,
    Network,
}

struct Found(Vec<Thing>);

impl Found {
    /// Podman has states in between that the client does not know: they pass.
    async fn by(engine: &Engine, label: &str) -> Result<Self, Error> {
        for _ in 0..PATIENCE {
            match Self::now(engine, label).await {
                Err(Error::JsonDataError { .. }) => sleep(LOOK).await,
                other => return other,
            }
        }
        Self::now(engine, label).await
    }

    async fn now(engine: &Engine, label: &str) -> Result<Self, Error> {
        let filters = HashMap::from([("label", vec![label])]);
        let options = ListContainersOptionsBuilder::new()
            .all(true)
            .filters(&filters)
            .build();
        let containers = engine.docker.list_containers(Some(options)).await?;
        let options = ListNetworksOptionsBuilder::new().filters(&filters).build();
        let networks = engine.docker.list_networks(Some(options)).await?;
        let containers = containers
            .into_iter()
            .filter_map(|it| Thing::new(Kind::Container, it.id, it.labels));
        let networks = networks
            .into_iter()
            .filter_map(|it| Thing::new(Kind::Network, it.id, it.labels));
        Ok(Self(containers.chain(networks).collect()))
    }
}

impl Thing {
    fn new(
        kind: Kind,
        id: Option<String>,
        labels: Option<HashMap<String, String>>,
    ) -> Option<Self> {
        let mut labels = labels?;
        Some(Self {
            kind,
            id: id?,
            sandbox: labels.remove(SANDBOX)?,
            owner: labels.remove(OWNER)?,
        })
    }
}

/// Containers first: a network with containers in it can't be removed.
async fn remove(engine: &Engine, things: Vec<Thing>) -> Result<(), Error> {
    for kind in [Kind::Container, Kind::Network] {
        let of_kind = things.iter().filter(|thing| thing.kind == kind);
        let results = join_all(of_kind.map(|thing| remove_one(engine, thing))).await;
        results.into_iter().collect::<Result<(), Error>>()?;
    }
    Ok(())
}

async fn remove_one(engine: &Engine, thing: &Thing) -> Result<(), Error> {
    let docker = &engine.docker;
    let result = match thing.kind {
        Kind::Container => {
            let options = RemoveContainerOptionsBuilder::new()
                .force(true)
                .v(true)
                .build();
            docker.remove_container(&thing.id, Some(options)).await
        }
        Kind::Network => docker.remove_network(&thing.id).await,
    };
    match result {
        // Somebody else removed it, or is about to.
        Err(error) if matches!(status(&error), Some(404 | 409)) => Ok(()),
        other => other,
    }
}
