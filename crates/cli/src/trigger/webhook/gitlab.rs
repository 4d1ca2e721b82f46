//! The JSON that GitLab sends.

use maillon_model::trigger::{GitRef, MergeRequest};
use serde_json::Value;

use super::Webhook;
use crate::args::EventName;

pub(super) fn parse(value: &Value) -> Result<Webhook, String> {
    let kind = value
        .get("object_kind")
        .and_then(Value::as_str)
        .ok_or("`object_kind` is missing")?;
    let attributes = value.get("object_attributes");
    Ok(match kind {
        "push" => Webhook {
            event: Some(EventName::Push),
            git_ref: git_ref(value),
            ..Webhook::default()
        },
        "tag_push" => Webhook {
            event: Some(EventName::Tag),
            git_ref: git_ref(value),
            ..Webhook::default()
        },
        "merge_request" => Webhook {
            event: Some(EventName::MergeRequest),
            merge_request: Some(merge_request(attributes.unwrap_or(value), value)),
            ..Webhook::default()
        },
        other => {
            return Err(format!(
                "`object_kind` is `{other}`, which starts no pipeline"
            ));
        }
    })
}

pub(super) fn git_ref(value: &Value) -> Option<GitRef> {
    let name = value.get("ref")?.as_str()?;
    match name.strip_prefix("refs/tags/") {
        Some(tag) => Some(GitRef::Tag(tag.to_owned())),
        None => Some(GitRef::Branch(
            name.strip_prefix("refs/heads/").unwrap_or(name).to_owned(),
        )),
    }
}

fn merge_request(attributes: &Value, event: &Value) -> MergeRequest {
    let text = |key: &str| {
        attributes
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let truth = |key: &str| {
        attributes
            .get(key)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    };
    MergeRequest {
        number: attributes
            .get("iid")
            .and_then(Value::as_u64)
            .unwrap_or_default(),
        source_branch: text("source_branch"),
        target_branch: text("target_branch"),
        title: text("title"),
        description: text("description"),
        labels: labels(attributes.get("labels").or_else(|| event.get("labels"))),
        draft: truth("draft") || truth("work_in_progress"),
    }
}

fn labels(value: Option<&Value>) -> Vec<String> {
    let items = value
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let title = |item: &Value| {
        item.get("title")
            .unwrap_or(item)
            .as_str()
            .map(str::to_owned)
    };
    items.iter().filter_map(title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_push_names_its_ref() {
        let branch = parse(&json!({"object_kind": "push", "ref": "refs/heads/a/b"})).unwrap();
        assert_eq!(branch.git_ref, Some(GitRef::Branch("a/b".to_owned())));
        let tag = parse(&json!({"object_kind": "tag_push", "ref": "refs/tags/v1"})).unwrap();
        assert_eq!(
            (tag.event, tag.git_ref),
            (Some(EventName::Tag), Some(GitRef::Tag("v1".to_owned())))
        );
    }

    #[test]
    fn a_merge_request_tells_about_itself() {
        let value = json!({"object_kind": "merge_request", "labels": [{"title": "bug"}],
            "object_attributes": {"iid": 7, "source_branch": "s", "target_branch": "t", "title": "T", "draft": true}});
        let request = parse(&value).unwrap().merge_request.unwrap();
        assert_eq!(
            (
                request.number,
                request.target_branch.as_str(),
                request.draft
            ),
            (7, "t", true)
        );
        assert_eq!(request.labels, ["bug"]);
    }

    #[test]
    fn other_events_start_no_pipeline() {
        assert_eq!(
            parse(&json!({"object_kind": "note"})),
            Err("`object_kind` is `note`, which starts no pipeline".to_owned())
        );
    }
}
