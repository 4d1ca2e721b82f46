//! Conditions of `when`.

use super::{Described, optional, required};
use crate::steps::{Kind, Param};

/// A condition.
#[derive(Debug)]
pub(crate) struct KnownCondition {
    pub(crate) described: Described,
    /// How many conditions stand in it.
    pub(crate) children: Children,
}

/// How many conditions stand in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Children {
    None,
    One,
    Some,
}

const COMPARATOR: Param = optional(
    "comparator",
    Kind::Text,
    "How it is compared: `GLOB`, `EQUALS`, `REGEXP`.",
);

const fn plain(
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
) -> KnownCondition {
    KnownCondition {
        described: Described::new(name, summary, params),
        children: Children::None,
    }
}

const fn nesting(name: &'static str, children: Children, summary: &'static str) -> KnownCondition {
    KnownCondition {
        described: Described::new(name, summary, &[]),
        children,
    }
}

/// In the order of messages.
pub(crate) const CONDITIONS: &[KnownCondition] = &[
    nesting("allOf", Children::Some, "All of the conditions hold."),
    nesting("anyOf", Children::Some, "One of the conditions holds."),
    plain(
        "branch",
        "The branch matches a pattern.",
        &[
            required("pattern", Kind::Text, "Of the branch's name."),
            COMPARATOR,
        ],
    ),
    plain("buildingTag", "A tag is built.", &[]),
    plain(
        "changeRequest",
        "A change request is built.",
        CHANGE_REQUEST,
    ),
    plain(
        "changelog",
        "A message of the new commits matches.",
        &[required("pattern", Kind::Text, "A regular expression.")],
    ),
    plain(
        "changeset",
        "A file of the new commits matches.",
        &[
            required("pattern", Kind::Text, "Of the path."),
            optional("caseSensitive", Kind::Bool, "Whether the case counts."),
            COMPARATOR,
            optional("glob", Kind::Text, "The older word for `pattern`."),
        ],
    ),
    plain(
        "environment",
        "A variable has a value.",
        &[
            required("name", Kind::Text, "The variable."),
            required("value", Kind::Text, "Its value."),
            optional("ignoreCase", Kind::Bool, "Whether the case does not count."),
        ],
    ),
    plain(
        "equals",
        "Two values are equal.",
        &[
            required("expected", Kind::Any, "A value."),
            required("actual", Kind::Any, "The other one."),
        ],
    ),
    plain("expression", "A block of Groovy gives something true.", &[]),
    plain(
        "isRestartedRun",
        "The build was restarted from a stage.",
        &[],
    ),
    nesting("not", Children::One, "The condition does not hold."),
    plain(
        "tag",
        "The tag matches a pattern.",
        &[
            required("pattern", Kind::Text, "Of the tag's name."),
            COMPARATOR,
        ],
    ),
    plain(
        "triggeredBy",
        "The build was started by a cause.",
        &[
            required(
                "cause",
                Kind::Text,
                "The cause's class, or `UserIdCause` and the like.",
            ),
            optional("detail", Kind::Text, "Its detail: the user."),
        ],
    ),
];

const CHANGE_REQUEST: &[Param] = &[
    optional("author", Kind::Text, "`CHANGE_AUTHOR`."),
    optional(
        "authorDisplayName",
        Kind::Text,
        "`CHANGE_AUTHOR_DISPLAY_NAME`.",
    ),
    optional("authorEmail", Kind::Text, "`CHANGE_AUTHOR_EMAIL`."),
    optional("branch", Kind::Text, "`CHANGE_BRANCH`."),
    COMPARATOR,
    optional("fork", Kind::Text, "`CHANGE_FORK`."),
    optional("id", Kind::Text, "`CHANGE_ID`."),
    optional("target", Kind::Text, "`CHANGE_TARGET`."),
    optional("title", Kind::Text, "`CHANGE_TITLE`."),
    optional("url", Kind::Text, "`CHANGE_URL`."),
];
