//! Happenings that come from other transactions: of other runs, of the queue, of people.

use maillon_model::JobId;
use maillon_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};

/// Something on its way to a run: it survives whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "letter")]
pub enum Letter {
    /// A job's turn in its concurrency group has come.
    Turn {
        /// Which job.
        job: JobId,
    },
    /// A job of another run takes the place of this one.
    Supersede {
        /// Which job.
        job: JobId,
        /// Why, for a person.
        reason: String,
    },
    /// A newer run of the same ref wishes this one to end; where a job has begun that must not be interrupted,
    /// it goes on.
    Newer {
        /// The number of the newer run.
        number: u64,
    },
    /// The run is to end.
    CancelAll {
        /// Why, for a person.
        reason: String,
    },
}

impl Letter {
    /// Sends it: heard once, after the commit.
    pub async fn post(&self, tx: &mut Tx, run: i64) -> Result<(), StoreError> {
        let body = serde_json::to_string(self).map_err(|error| StoreError::Content {
            what: "a letter",
            why: error.to_string(),
        })?;
        tx.post(run, &body).await
    }

    pub(crate) fn read(body: &str) -> Result<Self, StoreError> {
        serde_json::from_str(body).map_err(|error| StoreError::Content {
            what: "a letter",
            why: error.to_string(),
        })
    }
}
