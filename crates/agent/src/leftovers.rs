//! What killed jobs left behind: commands, workspaces, containers.

use maillon_runner::{Places, remove_leftovers};

use crate::settings::Settings;

/// Removes what belongs to no living job of this machine.
pub(crate) async fn remove(settings: &Settings) {
    let places = Places {
        repository: settings.data.clone(),
        state: settings.data.clone(),
        cache: settings.data.join("cache"),
    };
    remove_leftovers(&places, &settings.machine.reapers()).await;
}
