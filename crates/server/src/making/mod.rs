//! From what happened to a run's pipeline: the repository at a commit, the definition in it, variables and
//! secrets by their scopes, and what is decided late.
//!
//! A run's working tree lies in `checkouts/RUN` of the data folder. It is made when it is needed, also after a
//! restart, and removed when the run is over: nothing that counts lies in it.

mod api;
mod archives;
mod expander;
mod form;
mod mind;
mod neighbours;
mod order;
mod own;
mod pipeline;
mod sweep;
mod tree;
mod trigger;
mod variables;
mod workshop;

use std::sync::Arc;

use async_trait::async_trait;
use maillon_store::{RunRow, Store};

use crate::artifacts::Storage;
use crate::duties::Duty;
use crate::http::Route;
use crate::runs::{Made, Maker, Mind, RunOrder, Unmade};
use crate::seal::Sealer;
use crate::settings::Settings;
pub use form::form;
use mind::Minding;
use own::Own;
pub use sweep::sweep;
use workshop::Workshop;

/// Makes pipelines of the repositories that the server keeps.
#[derive(Debug)]
pub struct Making(Arc<Workshop>);

impl Making {
    /// For a server.
    pub fn new(
        settings: &Settings,
        store: &Store,
        sealer: &Arc<Sealer>,
        artifacts: &Storage,
    ) -> Self {
        Self(Arc::new(Workshop {
            settings: settings.clone(),
            store: store.clone(),
            sealer: Arc::clone(sealer),
            artifacts: artifacts.clone(),
        }))
    }
}

/// What this area does besides answering.
pub(crate) fn duties() -> Vec<Duty> {
    sweep::duties()
}

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    api::routes()
}

#[async_trait]
impl Maker for Making {
    async fn make(&self, run: &RunRow, order: &RunOrder) -> Result<Made, Unmade> {
        let made = pipeline::make(&self.0, run, order).await;
        let needs_tree = made
            .as_ref()
            .is_ok_and(|made| own::decides_late(&made.pipeline));
        if !needs_tree {
            self.0.forget(run.id).await;
        }
        made
    }

    fn mind(&self, run: &RunRow, made: &Made) -> Arc<dyn Mind> {
        match Own::of(made) {
            Ok(own) => Arc::new(Minding::new(&self.0, run, own)),
            Err(why) => Arc::new(mind::Lost(why)),
        }
    }

    async fn forget(&self, run: i64) {
        self.0.forget(run).await;
    }
}
