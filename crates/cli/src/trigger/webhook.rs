//! A webhook's JSON, as far as a trigger is made from it.

use std::path::Path;

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
}

impl Webhook {
    /// Reads the JSON that GitLab sends.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let wrong =
            |why: String| Failure::invalid(format!("--event-json {}: {why}", path.display()));
        let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        Self::parse(&value).map_err(|why| {
            wrong(why).hint("the events are those of GitLab's webhooks: push, tag_push, merge_request, pipeline")
        })
    }

    fn parse(value: &Value) -> Result<Self, String> {
        let kind = value
            .get("object_kind")
            .and_then(Value::as_str)
            .ok_or("`object_kind` is missing")?;
        let attributes = value.get("object_attributes");
        Ok(match kind {
            "push" => Self {
                event: Some(EventName::Push),
                git_ref: git_ref(value),
                merge_request: None,
            },
            "tag_push" => Self {
                event: Some(EventName::Tag),
                git_ref: git_ref(value),
                merge_request: None,
            },
            "merge_request" => Self {
                event: Some(EventName::MergeRequest),
                git_ref: None,
                merge_request: Some(merge_request(attributes.unwrap_or(value), value)),
            },
            other => {
                return Err(format!(
                    "`object_kind` is `{other}`, which starts no pipeline"
                ));
            }
        })
    }
}

fn git_ref(value: &Value) -> Option<GitRef> {
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
        let branch =
            Webhook::parse(&json!({"object_kind": "push", "ref": "refs/heads/a/b"})).unwrap();
        assert_eq!(branch.git_ref, Some(GitRef::Branch("a/b".to_owned())));
        let tag =
            Webhook::parse(&json!({"object_kind": "tag_push", "ref": "refs/tags/v1"})).unwrap();
        assert_eq!(
            (tag.event, tag.git_ref),
            (Some(EventName::Tag), Some(GitRef::Tag("v1".to_owned())))
        );
    }

    #[test]
    fn a_merge_request_tells_about_itself() {
        let value = json!({"object_kind": "merge_request", "labels": [{"title": "bug"}],
            "object_attributes": {"iid": 7, "source_branch": "s", "target_branch": "t", "title": "T", "draft": true}});
        let request = Webhook::parse(&value).unwrap().merge_request.unwrap();
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
            Webhook::parse(&json!({"object_kind": "note"})),
            Err("`object_kind` is `note`, which starts no pipeline".to_owned())
        );
    }
}
