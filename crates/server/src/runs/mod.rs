//! Runs: from a commit to a verdict.
//!
//! [`Runs`] feeds what happens to the engines of runs, and carries out what they say: all of it in one
//! transaction, with the happening itself in the run's journal. An engine in memory is a cache; it is made again
//! by replaying the journal whenever it is not there, or when another server was quicker.

pub mod actions;
mod api;
mod decider;
mod keeper;
mod maker;
mod order;
pub mod read;
pub mod rerun;
mod shape;
mod vault;
pub mod waiting;
mod web;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use maillon_engine::Happening;
use maillon_model::event::JobResult;
use maillon_model::{Attempt, JobId};
use maillon_protocol::agent::Order;
use maillon_store::{Store, StoreError, Tx};
use parking_lot::Mutex as Lock;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::http::{Fault, Route};
use crate::seal::Sealer;
use decider::Seats;
pub use decider::{Letter, id_of, run_id};
pub use maker::{Decided, Made, Maker, Mind, Unmade};
pub use order::{Again, Ended, NewOrder, RunKey, RunOrder, create};
use vault::Vault;

/// Decides over all runs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runs {
    store: Store,
    vault: Vault,
    maker: Arc<dyn Maker>,
    seats: Arc<Seats>,
    /// Child pipelines that are being made here.
    asking: Arc<Lock<HashSet<(i64, JobId)>>>,
    /// Runs that are looked at here; true: once more afterwards.
    attending: Arc<Lock<HashMap<i64, bool>>>,
    /// How many pipelines are made at a time.
    makers: Arc<Semaphore>,
}

/// How many pipelines are made at a time.
const MAKERS: usize = 3;

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
    /// The maker's own, with a decision.
    note: Option<Value>,
    /// Why the run ends, where it does by this.
    reason: Option<String>,
    /// What people are told with a decision.
    notices: Vec<String>,
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

    fn decided(job: JobId, decided: Decided) -> Self {
        let decision = decided.decision;
        Self {
            note: decided.note,
            notices: decided.notices,
            ..Self::from(Happening::Expanded { job, decision })
        }
    }

    fn undecided(job: JobId, why: String) -> Self {
        let decision = Err(why);
        Self::from(Happening::Expanded { job, decision })
    }

    /// Says why the run ends by this.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(reason.into()),
            ..self
        }
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
            note: None,
            reason: None,
            notices: Vec::new(),
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
            seats: Arc::default(),
            asking: Arc::default(),
            attending: Arc::default(),
            makers: Arc::new(Semaphore::new(MAKERS)),
        }
    }
}

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    [api::routes(), web::routes()]
        .into_iter()
        .flatten()
        .collect()
}

impl Runs {
    /// What an agent is to do for a try: the task's `sealed`.
    pub fn open_order(
        &self,
        run: i64,
        job: JobId,
        attempt: Attempt,
        sealed: &[u8],
    ) -> Result<Order, Fault> {
        self.vault.open_task(run, job, attempt, sealed)
    }
}
