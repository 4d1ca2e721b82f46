//! A webhook's JSON, as far as a trigger is made from it.

mod github;
mod gitlab;

use std::path::Path;
use std::sync::Arc;

use maillon_model::pipeline::Dialect;
use maillon_model::trigger::{GitRef, MergeRequest};
use serde_json::Value;

use crate::args::EventName;
use crate::failure::Failure;

/// What a webhook tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Webhook {
    pub event: Option<EventName>,
    pub git_ref: Option<GitRef>,
    pub merge_request: Option<MergeRequest>,
    /// All of it, where the dialect shows it to jobs.
    pub payload: Option<Arc<Value>>,
}

impl Webhook {
    /// Reads the JSON that a forge sends.
    pub(super) fn read(path: &Path, dialect: Dialect) -> Result<Self, Failure> {
        let wrong =
            |why: String| Failure::invalid(format!("--event-json {}: {why}", path.display()));
        let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        let (parsed, hint) = match dialect {
            Dialect::Github => (
                github::parse(value),
                "the events are those of GitHub's webhooks; --event names which one it is",
            ),
            Dialect::Gitlab | Dialect::Jenkins => (
                gitlab::parse(&value),
                "the events are those of GitLab's webhooks: push, tag_push, merge_request, pipeline",
            ),
        };
        parsed.map_err(|why| wrong(why).hint(hint))
    }
}
