//! The events that start workflows, their activity types and filters.

/// An event of `on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownEvent {
    /// As written in `on`.
    pub(crate) name: &'static str,
    /// Its activity types. Empty: it has none.
    pub(crate) types: &'static [&'static str],
    /// The keys beside `types`.
    pub(crate) filters: &'static [&'static str],
}

const fn plain(name: &'static str) -> KnownEvent {
    typed(name, &[])
}

const fn typed(name: &'static str, types: &'static [&'static str]) -> KnownEvent {
    KnownEvent {
        name,
        types,
        filters: &[],
    }
}

impl KnownEvent {
    const fn with(self, filters: &'static [&'static str]) -> Self {
        Self { filters, ..self }
    }

    /// Whether the activity types are whatever the sender says.
    pub(crate) fn has_free_types(&self) -> bool {
        self.name == "repository_dispatch"
    }
}

const BRANCHES: &[&str] = &["branches", "branches-ignore"];
const BRANCHES_AND_PATHS: &[&str] = &["branches", "branches-ignore", "paths", "paths-ignore"];
const REFS_AND_PATHS: &[&str] = &[
    "branches",
    "branches-ignore",
    "tags",
    "tags-ignore",
    "paths",
    "paths-ignore",
];
const COMMENTS: &[&str] = &["created", "edited", "deleted"];
const PULL_REQUEST: &[&str] = &[
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "opened",
    "edited",
    "closed",
    "reopened",
    "synchronize",
    "converted_to_draft",
    "locked",
    "unlocked",
    "enqueued",
    "dequeued",
    "milestoned",
    "demilestoned",
    "ready_for_review",
    "review_requested",
    "review_request_removed",
    "auto_merge_enabled",
    "auto_merge_disabled",
];
const ISSUES: &[&str] = &[
    "opened",
    "edited",
    "deleted",
    "transferred",
    "pinned",
    "unpinned",
    "closed",
    "reopened",
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "locked",
    "unlocked",
    "milestoned",
    "demilestoned",
    "typed",
    "untyped",
];
const DISCUSSION: &[&str] = &[
    "created",
    "edited",
    "deleted",
    "transferred",
    "pinned",
    "unpinned",
    "labeled",
    "unlabeled",
    "locked",
    "unlocked",
    "category_changed",
    "answered",
    "unanswered",
];
const RELEASE: &[&str] = &[
    "published",
    "unpublished",
    "created",
    "edited",
    "deleted",
    "prereleased",
    "released",
];

/// All events, in the order of the alphabet.
pub(crate) const EVENTS: &[KnownEvent] = &[
    typed("branch_protection_rule", COMMENTS),
    typed(
        "check_run",
        &["completed", "created", "rerequested", "requested_action"],
    ),
    typed("check_suite", &["completed"]),
    plain("create"),
    plain("delete"),
    plain("deployment"),
    plain("deployment_status"),
    typed("discussion", DISCUSSION),
    typed("discussion_comment", COMMENTS),
    plain("fork"),
    plain("gollum"),
    typed("image_version", &["created", "ready", "deleted"]).with(&["names", "versions"]),
    typed("issue_comment", COMMENTS),
    typed("issues", ISSUES),
    typed("label", COMMENTS),
    typed("merge_group", &["checks_requested"]).with(BRANCHES),
    typed(
        "milestone",
        &["created", "closed", "opened", "edited", "deleted"],
    ),
    plain("page_build"),
    typed(
        "project",
        &["created", "closed", "reopened", "edited", "deleted"],
    ),
    typed(
        "project_card",
        &["created", "moved", "converted", "edited", "deleted"],
    ),
    typed(
        "project_column",
        &["created", "updated", "moved", "deleted"],
    ),
    plain("public"),
    typed("pull_request", PULL_REQUEST).with(BRANCHES_AND_PATHS),
    typed("pull_request_comment", COMMENTS),
    typed("pull_request_review", &["submitted", "edited", "dismissed"]),
    typed("pull_request_review_comment", COMMENTS),
    typed("pull_request_target", PULL_REQUEST).with(BRANCHES_AND_PATHS),
    plain("push").with(REFS_AND_PATHS),
    typed("registry_package", &["published", "updated"]),
    typed("release", RELEASE),
    plain("repository_dispatch"),
    plain("schedule"),
    plain("status"),
    typed("watch", &["started"]),
    plain("workflow_call"),
    plain("workflow_dispatch"),
    typed("workflow_run", &["completed", "requested", "in_progress"]).with(&[
        "workflows",
        "branches",
        "branches-ignore",
    ]),
];

/// An event by its name.
pub(crate) fn event(name: &str) -> Option<&'static KnownEvent> {
    EVENTS.iter().find(|event| event.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_sorted() {
        assert!(EVENTS.is_sorted_by_key(|event| event.name));
    }

    #[test]
    fn an_event_has_its_filters() {
        let push = event("push").unwrap();
        assert!(push.filters.contains(&"tags-ignore") && push.types.is_empty());
        assert_eq!(event("pushed"), None);
    }
}
