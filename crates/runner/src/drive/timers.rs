//! When the engine wants to be woken.

use std::collections::BTreeSet;

use maillon_model::Timestamp;

use crate::clock;

#[derive(Debug, Default)]
pub(super) struct Timers(BTreeSet<Timestamp>);

impl Timers {
    pub(super) fn add(&mut self, at: Timestamp) {
        self.0.insert(at);
    }

    /// Waits for the next time; for ever where there is none. Safe to be dropped while waiting.
    pub(super) async fn next(&mut self) {
        let Some(first) = self.0.first().copied() else {
            return std::future::pending().await;
        };
        // The clock of the machine may be set: look again from time to time.
        while clock::now() < first {
            let left = first.since(clock::now());
            tokio::time::sleep(left.min(std::time::Duration::from_secs(30))).await;
        }
        self.0.pop_first();
    }
}
