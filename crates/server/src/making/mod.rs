//! From what happened to a run's pipeline: the repository at a commit, the definition in it, variables and
//! secrets by their scopes, and what is decided late.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use maillon_store::{RunRow, Store};

use crate::runs::{Made, Maker, Mind, RunOrder, Unmade};
use crate::seal::Sealer;
use crate::settings::Settings;

/// Makes pipelines of the repositories that the server keeps.
#[derive(Debug)]
pub struct Making {
    repositories: PathBuf,
    store: Store,
    sealer: Arc<Sealer>,
}

impl Making {
    /// For a server.
    pub fn new(settings: &Settings, store: &Store, sealer: &Arc<Sealer>) -> Self {
        Self {
            repositories: settings.repositories(),
            store: store.clone(),
            sealer: Arc::clone(sealer),
        }
    }
}

#[async_trait]
impl Maker for Making {
    async fn make(&self, _run: &RunRow, _order: &RunOrder) -> Result<Made, Unmade> {
        let folder = self.repositories.display();
        let (store, sealer) = (&self.store, &self.sealer);
        Err(Unmade::Failed(format!("{folder} {store:?} {sealer:?}")))
    }

    fn mind(&self, _run: &RunRow, _made: &Made) -> Arc<dyn Mind> {
        Arc::new(crate::runs::Mindless)
    }

    async fn forget(&self, _run: i64) {}
}
