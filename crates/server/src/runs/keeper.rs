//! What runs need beside who tells them something: pipelines to be made, timers, letters; also after a restart.

use std::time::Duration;

use maillon_store::Topic;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Runs;
use super::decider::{Item, Trouble};
use crate::http::Fault;

/// News only wake; this often everything is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// How many runs are begun at one look.
const AT_ONCE: i64 = 32;

impl Runs {
    /// Keeps runs going until `stop`.
    pub async fn keep(&self, stop: &CancellationToken) -> Result<(), Fault> {
        let mut news = self.store.listen();
        loop {
            let pause = self.look().await?;
            let deadline = tokio::time::Instant::now() + pause;
            loop {
                let heard = tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    () = tokio::time::sleep_until(deadline) => break,
                    heard = news.recv() => heard,
                };
                match heard {
                    Ok(Topic::Letters(run)) => self.attend(run),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(()),
                }
            }
        }
    }

    /// Looks at everything that may be due; says when to look again at the latest.
    pub(crate) async fn look(&self) -> Result<Duration, Fault> {
        for run in self.store.pending_runs(AT_ONCE).await? {
            self.attend(run);
        }
        for run in self.store.runs_with_letters().await? {
            self.attend(run);
        }
        for run in self.store.due_runs().await? {
            self.attend(run);
        }
        let Some(next) = self.store.next_wake().await? else {
            return Ok(LOOK);
        };
        let left = next.since(self.store.now().await?);
        Ok(left.clamp(Duration::from_millis(20), LOOK))
    }

    /// Begins a run, or lets it look at its letters and the clock; each run once at a time.
    fn attend(&self, run: i64) {
        let mut attending = self.attending.lock();
        if let Some(again) = attending.get_mut(&run) {
            *again = true;
            return;
        }
        attending.insert(run, false);
        drop(attending);
        let this = self.clone();
        tokio::spawn(async move {
            loop {
                // What fails is tried again by the next look.
                let _ = this.attend_to(run).await;
                if !this.is_wanted_again(run) {
                    return;
                }
            }
        });
    }

    /// Whether something came in the middle.
    fn is_wanted_again(&self, run: i64) -> bool {
        let mut attending = self.attending.lock();
        match attending.get_mut(&run) {
            Some(again) if *again => {
                *again = false;
                true
            }
            _ => {
                attending.remove(&run);
                false
            }
        }
    }

    /// Begins a run that waits for its pipeline; else lets it look at its letters and the clock.
    pub async fn attend_to(&self, run: i64) -> Result<(), Fault> {
        Ok(self.attend_now(run).await?)
    }

    async fn attend_now(&self, run: i64) -> Result<(), Trouble> {
        let Some(row) = self.store.run(run).await? else {
            return Ok(());
        };
        if row.state == maillon_protocol::api::RunState::Pending {
            let _permit = self.makers.acquire().await;
            return self.begin(run).await;
        }
        if row.made {
            return Ok(self.put(run, Item::Nudge).await?);
        }
        // It never began: nothing is left to be told.
        self.end_unbegun(&row).await?;
        Ok(())
    }
}
