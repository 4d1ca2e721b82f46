//! Removing what nobody uses any more.

use std::sync::Arc;

use super::Shared;
use crate::event::AgentEvent;
use crate::projects;

impl Shared {
    /// Cleans at the start and from time to time.
    pub(super) async fn sweep_for_ever(self: Arc<Self>) {
        loop {
            self.sweep().await;
            tokio::time::sleep(self.settings.pace.sweep).await;
        }
    }

    async fn sweep(&self) {
        crate::leftovers::remove(&self.settings).await;
        let (data, limits) = (self.settings.data.clone(), self.settings.limits);
        let swept = tokio::task::spawn_blocking(move || projects::sweep(&data, limits)).await;
        for what in swept.unwrap_or_default() {
            self.tell(&AgentEvent::Swept { what });
        }
    }
}
