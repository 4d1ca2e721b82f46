//! The events that GitHub starts workflows for.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows>.

/// An event, as `on` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventKind {
    pub(crate) name: &'static str,
    /// The activity types that `types` may name.
    pub(crate) types: Types,
    /// Which other filters it has.
    pub(crate) filters: &'static [&'static str],
}

/// Activity types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Types {
    /// The event has none.
    None,
    /// Who sends the event invents them.
    Free,
    /// These; without `types`, each starts the workflow.
    All(&'static [&'static str]),
    /// These; without `types`, only as many from the beginning start the workflow.
    First(usize, &'static [&'static str]),
}

impl Types {
    /// All that are known.
    pub(crate) fn known(self) -> &'static [&'static str] {
        match self {
            Self::None | Self::Free => &[],
            Self::All(types) | Self::First(_, types) => types,
        }
    }

    /// Those that start a workflow without `types`.
    pub(crate) fn usual(self) -> &'static [&'static str] {
        match self {
            Self::First(count, types) => types.get(..count).unwrap_or(types),
            _ => self.known(),
        }
    }
}

const BASIC: &[&str] = &["created", "edited", "deleted"];

const PULL_REQUEST: Types = Types::First(
    3,
    &[
        "opened",
        "synchronize",
        "reopened",
        "assigned",
        "unassigned",
        "labeled",
        "unlabeled",
        "edited",
        "closed",
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
    ],
);

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
    "field_added",
    "field_removed",
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
    "released",
    "created",
    "prereleased",
    "edited",
    "unpublished",
    "deleted",
];

const BRANCHES: &[&str] = &["branches", "branches-ignore"];
const BRANCHES_AND_PATHS: &[&str] = &["branches", "branches-ignore", "paths", "paths-ignore"];
const PUSH: &[&str] = &[
    "branches",
    "branches-ignore",
    "tags",
    "tags-ignore",
    "paths",
    "paths-ignore",
];

const fn event(name: &'static str, types: Types) -> EventKind {
    filtered(name, types, &[])
}

const fn filtered(name: &'static str, types: Types, filters: &'static [&'static str]) -> EventKind {
    EventKind {
        name,
        types,
        filters,
    }
}

/// Every event that `on` may name.
pub(crate) const EVENTS: [EventKind; 36] = [
    event("branch_protection_rule", Types::All(BASIC)),
    event(
        "check_run",
        Types::All(&["created", "rerequested", "completed", "requested_action"]),
    ),
    event(
        "check_suite",
        Types::All(&["completed", "requested", "rerequested"]),
    ),
    event("create", Types::None),
    event("delete", Types::None),
    event("deployment", Types::None),
    event("deployment_status", Types::None),
    event("discussion", Types::All(DISCUSSION)),
    event("discussion_comment", Types::All(BASIC)),
    event("fork", Types::None),
    event("gollum", Types::None),
    filtered("image_version", Types::None, &["names", "versions"]),
    event("issue_comment", Types::All(BASIC)),
    event("issues", Types::All(ISSUES)),
    event("label", Types::All(BASIC)),
    filtered("merge_group", Types::All(&["checks_requested"]), BRANCHES),
    event(
        "milestone",
        Types::All(&["created", "closed", "opened", "edited", "deleted"]),
    ),
    event("page_build", Types::None),
    event(
        "project",
        Types::All(&["created", "closed", "reopened", "edited", "deleted"]),
    ),
    event(
        "project_card",
        Types::All(&["created", "moved", "converted", "edited", "deleted"]),
    ),
    event(
        "project_column",
        Types::All(&["created", "updated", "moved", "deleted"]),
    ),
    event("public", Types::None),
    filtered("pull_request", PULL_REQUEST, BRANCHES_AND_PATHS),
    event(
        "pull_request_review",
        Types::All(&["submitted", "edited", "dismissed"]),
    ),
    event("pull_request_review_comment", Types::All(BASIC)),
    filtered("pull_request_target", PULL_REQUEST, BRANCHES_AND_PATHS),
    filtered("push", Types::None, PUSH),
    event("registry_package", Types::All(&["published", "updated"])),
    event("release", Types::All(RELEASE)),
    event("repository_dispatch", Types::Free),
    filtered("schedule", Types::None, &["cron", "timezone"]),
    event("status", Types::None),
    event("watch", Types::All(&["started"])),
    filtered(
        "workflow_call",
        Types::None,
        &["inputs", "secrets", "outputs"],
    ),
    filtered("workflow_dispatch", Types::None, &["inputs"]),
    filtered(
        "workflow_run",
        Types::All(&["completed", "requested", "in_progress"]),
        &["workflows", "branches", "branches-ignore"],
    ),
];

/// The event of a name.
pub(crate) fn kind(name: &str) -> Option<&'static EventKind> {
    EVENTS.iter().find(|event| event.name == name)
}
