//! Activity types: `types` of `on`, `action` of a payload.

use crate::keywords::{KnownEvent, event};

/// Those that start a workflow which names none; the first is what is simulated.
pub(super) fn usual(event_name: &str) -> &'static [&'static str] {
    match event_name {
        "pull_request" | "pull_request_target" => &["opened", "synchronize", "reopened"],
        _ => event(event_name).map_or(&[], |event| event.types),
    }
}

/// Whether who sends the event invents them.
pub(super) fn are_free(event_name: &str) -> bool {
    event(event_name).is_some_and(KnownEvent::has_free_types)
}
