//! GitHub's words; Gitea and Forgejo use nearly the same.

use std::sync::Arc;

use maillon_model::trigger::{MergeRequest, User};
use serde_json::Value;

use super::Meaning;
use crate::git::{Heard, HeardMerge, HeardPush, Origin};

/// What a webhook of GitHub means.
pub(super) fn meaning(event: &str, payload: Arc<Value>) -> Meaning {
    match event {
        "ping" => Meaning::Nothing("pong"),
        "push" => push(payload),
        "pull_request" | "pull_request_sync" => merge(payload),
        _ => Meaning::Nothing("this event starts nothing: pushes and pull requests do"),
    }
}

pub(super) fn text(value: &Value, path: &str) -> String {
    let found = value.pointer(path).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}

fn push(payload: Arc<Value>) -> Meaning {
    if payload.pointer("/deleted").and_then(Value::as_bool) == Some(true) {
        return Meaning::Nothing("a branch or tag that goes starts nothing");
    }
    let user = User {
        login: text(&payload, "/sender/login"),
        name: text(&payload, "/pusher/name"),
        email: text(&payload, "/pusher/email"),
    };
    Meaning::Do(Box::new(Heard::Push(HeardPush {
        name: "push".to_owned(),
        git_ref: text(&payload, "/ref"),
        user,
        payload,
    })))
}

/// Actions that bring new commits, or bring them back.
const ACTIONS: [&str; 6] = [
    "opened",
    "synchronize",
    "synchronized",
    "reopened",
    "ready_for_review",
    "edited",
];

fn merge(payload: Arc<Value>) -> Meaning {
    let action = text(&payload, "/action");
    let Some(number) = payload
        .pointer("/pull_request/number")
        .and_then(Value::as_u64)
    else {
        return Meaning::Nothing("it names no pull request");
    };
    if !ACTIONS.contains(&action.as_str()) {
        return Meaning::Nothing("nothing new to run in this pull request");
    }
    let pull = |path: &str| text(&payload, &format!("/pull_request{path}"));
    let labels = payload
        .pointer("/pull_request/labels")
        .and_then(Value::as_array);
    let labels = labels
        .into_iter()
        .flatten()
        .map(|label| text(label, "/name"));
    let request = MergeRequest {
        number,
        source_branch: pull("/head/ref"),
        target_branch: pull("/base/ref"),
        title: pull("/title"),
        description: pull("/body"),
        labels: labels.collect(),
        draft: payload
            .pointer("/pull_request/draft")
            .and_then(Value::as_bool)
            == Some(true),
    };
    // A repository that is gone, or that has no name, is nobody's.
    let (from, to) = (pull("/head/repo/full_name"), pull("/base/repo/full_name"));
    let origin = if !from.is_empty() && from == to {
        Origin::Inside
    } else {
        Origin::Fork
    };
    Meaning::Do(Box::new(Heard::Merge(HeardMerge {
        name: "pull_request".to_owned(),
        request,
        sha: pull("/head/sha"),
        head: format!("refs/pull/{number}/head"),
        origin,
        user: User {
            login: text(&payload, "/sender/login"),
            ..User::default()
        },
        payload,
    })))
}
