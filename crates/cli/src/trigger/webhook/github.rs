//! The JSON that GitHub sends. It does not name its event: that is in a header.

use std::sync::Arc;

use maillon_model::trigger::{GitRef, MergeRequest};
use serde_json::Value;

use super::Webhook;
use crate::args::EventName;

/// Keys by which an event shows itself, with its name.
const SIGNS: [(&str, &str); 7] = [
    ("pull_request", "pull_request"),
    ("release", "release"),
    ("workflow_run", "workflow_run"),
    ("client_payload", "repository_dispatch"),
    ("schedule", "schedule"),
    ("issue", "issues"),
    ("inputs", "workflow_dispatch"),
];

pub(super) fn parse(value: Value) -> Result<Webhook, String> {
    if !value.is_object() {
        return Err("an event is a mapping".to_owned());
    }
    let sign = SIGNS.iter().find(|(key, _)| value.get(key).is_some());
    let name = sign.map_or("push", |(_, name)| name);
    Ok(Webhook {
        event: Some(EventName::from(name.to_owned())),
        git_ref: git_ref(&value),
        merge_request: value.get("pull_request").map(merge_request),
        payload: Some(Arc::new(value)),
    })
}

/// `refs/heads/main`, or a branch's short name.
fn git_ref(value: &Value) -> Option<GitRef> {
    let name = value.get("ref")?.as_str()?;
    if value.get("ref_type").and_then(Value::as_str) == Some("tag") {
        return Some(GitRef::Tag(name.to_owned()));
    }
    super::gitlab::git_ref(value)
}

fn merge_request(request: &Value) -> MergeRequest {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let branch = |side: &str| text(request.get(side).and_then(|side| side.get("ref")));
    let labels = request.get("labels").and_then(Value::as_array);
    let labels = labels.map(Vec::as_slice).unwrap_or_default();
    MergeRequest {
        number: request
            .get("number")
            .and_then(Value::as_u64)
            .unwrap_or_default(),
        source_branch: branch("head"),
        target_branch: branch("base"),
        title: text(request.get("title")),
        description: text(request.get("body")),
        labels: labels.iter().map(|label| text(label.get("name"))).collect(),
        draft: request
            .get("draft")
            .and_then(Value::as_bool)
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_is_known_by_its_keys() {
        let event = |value: Value| parse(value).unwrap().event.unwrap().as_str().to_owned();
        assert_eq!(event(json!({"ref": "refs/heads/a"})), "push");
        assert_eq!(event(json!({"release": {}})), "release");
        assert_eq!(event(json!({"inputs": {"a": 1}})), "manual");
        assert!(parse(json!([])).is_err());
    }

    #[test]
    fn a_pull_request_tells_about_itself() {
        let value = json!({"pull_request": {"number": 7, "head": {"ref": "s"}, "base": {"ref": "t"},
            "labels": [{"name": "bug"}]}});
        let request = parse(value).unwrap().merge_request.unwrap();
        assert_eq!(
            (
                request.number,
                request.source_branch.as_str(),
                request.target_branch.as_str()
            ),
            (7, "s", "t")
        );
        assert_eq!(request.labels, ["bug"]);
    }
}
