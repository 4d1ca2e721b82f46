//! `--event`: a word of maillon's own, or any event of a forge.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub(crate) enum EventName {
    /// Commits were pushed to a branch (or, with --tag, a tag).
    Push,
    /// A merge request (pull request) was opened or updated.
    MergeRequest,
    /// A tag was pushed.
    Tag,
    /// A schedule came due.
    Schedule,
    /// Somebody started it by hand.
    Manual,
    /// A call of the API.
    Api,
    /// A call with a trigger token.
    Trigger,
    /// A job of another project.
    Pipeline,
    /// A job of this project's own pipeline.
    ParentPipeline,
    /// Another event of GitHub's: `release`, `issue_comment`, ...
    Other(String),
}

/// Each word with its event, other spellings of it, and its help.
const WORDS: [(EventName, &str, &[&str], &str); 9] = [
    (
        EventName::Push,
        "push",
        &[],
        "Commits were pushed to a branch (or, with --tag, a tag)",
    ),
    (
        EventName::MergeRequest,
        "merge_request",
        &["pull_request", "merge_request_event", "mr", "merge-request"],
        "A merge request (pull_request) was opened or updated",
    ),
    (EventName::Tag, "tag", &[], "A tag was pushed"),
    (EventName::Schedule, "schedule", &[], "A schedule came due"),
    (
        EventName::Manual,
        "manual",
        &["web", "workflow_dispatch"],
        "Somebody started it by hand (workflow_dispatch)",
    ),
    (
        EventName::Api,
        "api",
        &["repository_dispatch"],
        "A call of the API (repository_dispatch)",
    ),
    (
        EventName::Trigger,
        "trigger",
        &[],
        "A call with a trigger token (GitLab)",
    ),
    (
        EventName::Pipeline,
        "pipeline",
        &[],
        "A job of another project (GitLab)",
    ),
    (
        EventName::ParentPipeline,
        "parent_pipeline",
        &["parent-pipeline"],
        "A job of this project's own pipeline (GitLab)",
    ),
];

impl EventName {
    /// The word on the command line.
    pub(crate) fn as_str(&self) -> &str {
        if let Self::Other(name) = self {
            return name;
        }
        let mut words = WORDS.iter();
        words
            .find_map(|(event, word, ..)| (event == self).then_some(*word))
            .unwrap_or_default()
    }

    /// What GitHub calls it; None for what it does not have.
    pub(crate) fn on_github(&self) -> Option<&str> {
        Some(match self {
            Self::Push | Self::Tag => "push",
            Self::MergeRequest => "pull_request",
            Self::Schedule => "schedule",
            Self::Manual => "workflow_dispatch",
            Self::Api => "repository_dispatch",
            Self::Trigger | Self::Pipeline | Self::ParentPipeline => return None,
            Self::Other(name) => name,
        })
    }
}

impl From<String> for EventName {
    fn from(text: String) -> Self {
        let known = WORDS
            .iter()
            .find(|(_, word, aliases, _)| *word == text || aliases.contains(&text.as_str()));
        known.map_or(Self::Other(text), |(event, ..)| event.clone())
    }
}

impl From<EventName> for String {
    fn from(event: EventName) -> Self {
        event.as_str().to_owned()
    }
}

/// Takes the known words, and whatever may be the name of an event.
#[derive(Clone, Debug)]
pub(super) struct EventParser;

impl TypedValueParser for EventParser {
    type Value = EventName;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<EventName, clap::Error> {
        let text = value.to_string_lossy();
        let is_name = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let event = EventName::from(text.to_string());
        if matches!(event, EventName::Other(_)) && !is_name(&text) {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            error.insert(
                ContextKind::InvalidArg,
                ContextValue::String("--event".to_owned()),
            );
            error.insert(
                ContextKind::InvalidValue,
                ContextValue::String(text.into_owned()),
            );
            return Err(error);
        }
        Ok(event)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = WORDS.iter().map(|(_, word, aliases, help)| {
            PossibleValue::new(*word).aliases(*aliases).help(*help)
        });
        let any = PossibleValue::new("...").help("Any other event of GitHub's, by its name");
        Some(Box::new(values.chain([any])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_have_spellings_and_other_words_are_githubs() {
        let event = |text: &str| EventName::from(text.to_owned());
        assert_eq!(event("pull_request"), EventName::MergeRequest);
        assert_eq!(event("web").on_github(), Some("workflow_dispatch"));
        assert_eq!(event("release").on_github(), Some("release"));
        assert_eq!(event("trigger").on_github(), None);
        assert_eq!(event("mr").as_str(), "merge_request");
    }
}
