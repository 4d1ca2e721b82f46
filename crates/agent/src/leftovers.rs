//! What killed jobs left behind: processes, workspaces, containers.

use crate::settings::Settings;

/// Removes what belongs to no living job of this machine.
pub(crate) async fn remove(_settings: &Settings) {
    let _ = tokio::task::spawn_blocking(maillon_sandbox::reap_processes).await;
}
