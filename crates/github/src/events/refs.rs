//! What `github.ref` and its like are.

use maillon_model::Trigger;
use maillon_model::trigger::GitRef;
use serde_json::Value as Json;

/// The ref of an event in all its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refs {
    /// `refs/heads/main`, `refs/tags/v1`, `refs/pull/1/merge`
    pub(super) full: String,
    /// `main`, `v1`, `1/merge`
    pub(super) name: String,
    /// The target branch of a pull request; else empty.
    pub(super) base: String,
    /// The source branch of a pull request; else empty.
    pub(super) head: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Branch,
    Tag,
}

impl Refs {
    pub(super) fn of(event: &str, trigger: &Trigger) -> Self {
        let mut refs = match event {
            "pull_request_target" => branch(&target(trigger)),
            // The merge branch is gone with the merge.
            "pull_request" if is_merged(trigger) => branch(&target(trigger)),
            _ if event.starts_with("pull_request") => merge(trigger),
            "release" => tag(&release_tag(trigger)),
            // The ref of what was deleted is gone.
            "delete" => branch(&trigger.project.default_branch),
            _ => own(trigger),
        };
        if event.starts_with("pull_request") {
            refs.base = target(trigger);
            refs.head = source(trigger);
        }
        refs
    }

    pub(super) fn is_tag(&self) -> bool {
        self.kind == Kind::Tag
    }

    /// `branch` or `tag`
    pub(super) fn kind(&self) -> &'static str {
        if self.is_tag() { "tag" } else { "branch" }
    }
}

fn own(trigger: &Trigger) -> Refs {
    match &trigger.git_ref {
        GitRef::Branch(name) => branch(name),
        GitRef::Tag(name) => tag(name),
    }
}

fn branch(name: &str) -> Refs {
    named(format!("refs/heads/{name}"), name.to_owned(), Kind::Branch)
}

fn tag(name: &str) -> Refs {
    named(format!("refs/tags/{name}"), name.to_owned(), Kind::Tag)
}

fn merge(trigger: &Trigger) -> Refs {
    let name = format!("{}/merge", number(trigger));
    named(format!("refs/pull/{name}"), name, Kind::Branch)
}

fn named(full: String, name: String, kind: Kind) -> Refs {
    Refs {
        full,
        name,
        base: String::new(),
        head: String::new(),
        kind,
    }
}

/// The number of the pull request; 1 where nobody said it.
pub(super) fn number(trigger: &Trigger) -> u64 {
    let request = trigger.event.merge_request();
    request.map_or(1, |request| request.number.max(1))
}

fn target(trigger: &Trigger) -> String {
    let request = trigger.event.merge_request();
    let told = request.map(|request| request.target_branch.clone());
    let told = told.filter(|name| !name.is_empty());
    told.unwrap_or_else(|| trigger.project.default_branch.clone())
}

fn source(trigger: &Trigger) -> String {
    let request = trigger.event.merge_request();
    let told = request.map(|request| request.source_branch.clone());
    let told = told.filter(|name| !name.is_empty());
    told.unwrap_or_else(|| trigger.git_ref.name().to_owned())
}

fn is_merged(trigger: &Trigger) -> bool {
    let merged = given(trigger).and_then(|payload| payload.pointer("/pull_request/merged"));
    merged.and_then(Json::as_bool).unwrap_or_default()
}

fn given(trigger: &Trigger) -> Option<&Json> {
    trigger.forge.as_ref()?.payload.as_deref()
}

/// The tag of a release; one that nobody named is called as GitHub calls those.
pub(super) fn release_tag(trigger: &Trigger) -> String {
    let told = given(trigger).map_or("", |payload| super::text(payload, &["release", "tag_name"]));
    match &trigger.git_ref {
        _ if !told.is_empty() => told.to_owned(),
        GitRef::Tag(name) => name.clone(),
        GitRef::Branch(_) => {
            let short: String = trigger.commit.sha.chars().take(20).collect();
            format!("untagged-{short}")
        }
    }
}
