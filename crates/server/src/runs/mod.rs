//! Runs: from a commit to a verdict.
//!
//! [`Runs`] feeds what happens to the engines of runs, and carries out what they say: all of it in one
//! transaction, with the happening itself in the run's journal. An engine in memory is a cache; it is made again
//! by replaying the journal whenever it is not there, or when another server was quicker.

mod maker;
mod order;
mod vault;

use std::sync::Arc;

use async_trait::async_trait;
use indexmap::IndexMap;
use maillon_engine::{Decision, Happening, Outputs, Pending, Replaced, Work};
use maillon_model::event::JobResult;
use maillon_model::{Attempt, JobId};
use maillon_protocol::agent::Order;
use maillon_store::{Store, StoreError, Tx};
use serde_json::Value;

use crate::http::Fault;
use crate::seal::Sealer;
pub use maker::{Decided, Made, Maker, Mind, Unmade};
pub use order::{Again, Ended, NewOrder, RunKey, RunOrder, create};
use vault::Vault;

/// Decides over all runs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runs {
    store: Store,
    vault: Vault,
    maker: Arc<dyn Maker>,
}

/// Something that is written in the transaction of what the run makes of it: that a task is finished, an entry
/// of the audit log.
#[async_trait]
pub trait Beside: Send + Sync {
    /// Writes it. A refusal has written nothing, and keeps the happening from the run; other happenings of the
    /// same transaction go on. May be called again where the transaction was lost.
    async fn write(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError>;
}

/// Something that happened, on its way to a run.
pub struct Told {
    /// What.
    pub happening: Happening,
    /// What is written with it.
    pub beside: Option<Arc<dyn Beside>>,
}

impl Told {
    /// A try ended: `result` is for later jobs, in `shown` secrets are masked.
    pub fn finished(job: JobId, attempt: Attempt, result: JobResult, shown: JobResult) -> Self {
        Self::from(Happening::Finished {
            job,
            attempt,
            result: Box::new(result),
            shown: Box::new(shown),
        })
    }

    /// Has something written with it.
    #[must_use]
    pub fn with(self, beside: Arc<dyn Beside>) -> Self {
        Self {
            beside: Some(beside),
            ..self
        }
    }
}

impl From<Happening> for Told {
    fn from(happening: Happening) -> Self {
        Self {
            happening,
            beside: None,
        }
    }
}

impl Runs {
    /// For a server.
    pub fn new(store: &Store, sealer: &Arc<Sealer>, maker: Arc<dyn Maker>) -> Self {
        Self {
            store: store.clone(),
            vault: Vault::new(Arc::clone(sealer)),
            maker,
        }
    }

    /// Tells a run what happened; returns once that, and all that follows from it, is durable. Several that come
    /// at the same time share a transaction.
    pub async fn tell(&self, _run: i64, _told: Told) -> Result<(), Fault> {
        let _ = (&self.store, &self.vault, &self.maker);
        Err(Fault::internal("the runs are not there yet"))
    }
}

/// Stands where no dialect is needed: everything is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mindless;

impl Outputs for Mindless {
    fn outputs(&self, _: &Replaced<'_>) -> IndexMap<String, String> {
        IndexMap::new()
    }
}

impl Mind for Mindless {
    fn decide(&self, _: &Pending<'_>) -> Decided {
        Decided {
            decision: Err("there is no dialect".to_owned()),
            note: None,
            notices: Vec::new(),
        }
    }

    fn adopt(&self, _: JobId, _: &Decision, _: Option<&Value>) {}

    fn order(&self, _: Work, _: &[JobId]) -> Result<Order, String> {
        Err("there is no dialect".to_owned())
    }
}
