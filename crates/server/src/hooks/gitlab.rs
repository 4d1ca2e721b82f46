//! GitLab's words.

use std::sync::Arc;

use maillon_model::trigger::{MergeRequest, User};
use serde_json::Value;

use super::Meaning;
use super::github::text;
use crate::git::{Heard, HeardMerge, HeardPush, Origin};

/// What a webhook of GitLab means.
pub(super) fn meaning(event: &str, payload: Arc<Value>) -> Meaning {
    match event {
        "Push Hook" | "Tag Push Hook" => push(payload),
        "Merge Request Hook" => merge(payload),
        // A system hook tells of everything; what it is stands inside.
        "System Hook" => match text(&payload, "/object_kind").as_str() {
            "push" | "tag_push" => push(payload),
            "merge_request" => merge(payload),
            _ => Meaning::Nothing("this event starts nothing: pushes and merge requests do"),
        },
        _ => Meaning::Nothing("this event starts nothing: pushes and merge requests do"),
    }
}

fn push(payload: Arc<Value>) -> Meaning {
    if text(&payload, "/after").bytes().all(|digit| digit == b'0') {
        return Meaning::Nothing("a branch or tag that goes starts nothing");
    }
    let user = User {
        login: text(&payload, "/user_username"),
        name: text(&payload, "/user_name"),
        email: text(&payload, "/user_email"),
    };
    Meaning::Do(Box::new(Heard::Push(HeardPush {
        name: "push".to_owned(),
        git_ref: text(&payload, "/ref"),
        user,
        payload,
    })))
}

fn merge(payload: Arc<Value>) -> Meaning {
    let of = |path: &str| text(&payload, &format!("/object_attributes{path}"));
    let number = |path: &str| payload.pointer(path).and_then(Value::as_u64);
    let Some(iid) = number("/object_attributes/iid") else {
        return Meaning::Nothing("it names no merge request");
    };
    let news = match of("/action").as_str() {
        "open" | "reopen" => true,
        // An update without `oldrev` changed words alone.
        "update" => !of("/oldrev").is_empty() || payload.pointer("/changes/draft").is_some(),
        _ => false,
    };
    if !news {
        return Meaning::Nothing("nothing new to run in this merge request");
    }
    let labels = payload.pointer("/labels").and_then(Value::as_array);
    let labels = labels
        .into_iter()
        .flatten()
        .map(|label| text(label, "/title"));
    let request = MergeRequest {
        number: iid,
        source_branch: of("/source_branch"),
        target_branch: of("/target_branch"),
        title: of("/title"),
        description: of("/description"),
        labels: labels.collect(),
        draft: payload
            .pointer("/object_attributes/draft")
            .and_then(Value::as_bool)
            == Some(true),
    };
    let from = number("/object_attributes/source_project_id");
    let inside = from.is_some() && from == number("/object_attributes/target_project_id");
    Meaning::Do(Box::new(Heard::Merge(HeardMerge {
        name: "merge_request".to_owned(),
        request,
        sha: of("/last_commit/id"),
        head: format!("refs/merge-requests/{iid}/head"),
        origin: if inside { Origin::Inside } else { Origin::Fork },
        user: User {
            login: text(&payload, "/user/username"),
            name: text(&payload, "/user/name"),
            email: text(&payload, "/user/email"),
        },
        payload,
    })))
}
