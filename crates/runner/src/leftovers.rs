//! What killed processes left: commands, workspaces, containers.

use crate::executors::Executors;
use crate::places::Places;
use crate::workspace::reap;

/// Removes what belongs to no living process. Returns how many sandboxes there were.
pub async fn remove_leftovers(places: &Places, executors: &Executors) -> usize {
    let places = places.clone();
    let found = tokio::task::spawn_blocking(move || reap(&places)).await;
    let suspicion = found.unwrap_or(crate::executors::Suspicion::None);
    executors.reap(suspicion).await
}
