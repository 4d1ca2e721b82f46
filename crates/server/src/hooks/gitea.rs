//! Gitea's and Forgejo's words.

use std::sync::Arc;

use serde_json::Value;

use super::{Meaning, github};

/// What a webhook of Gitea or Forgejo means.
pub(super) fn meaning(event: &str, payload: Arc<Value>) -> Meaning {
    match event {
        "push" | "pull_request" | "pull_request_sync" => github::meaning(event, payload),
        // A push of the tag itself is told as well.
        "create" | "delete" => Meaning::Nothing("the push itself is told on its own"),
        _ => Meaning::Nothing("this event starts nothing: pushes and pull requests do"),
    }
}
