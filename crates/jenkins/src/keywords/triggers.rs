//! What starts builds on Jenkins.

use super::{Described, optional, required};
use crate::steps::Kind;

/// In the order of messages.
pub(crate) const TRIGGERS: &[Described] = &[
    Described::new("GenericTrigger", "A webhook.", &[]).recorded(),
    Described::new(
        "bitbucketPush",
        "A push to Bitbucket.",
        &[optional("overrideUrl", Kind::Text, "The repository.")],
    )
    .recorded(),
    Described::new(
        "cron",
        "At times; `H` is a number of the job's own.",
        &[required("spec", Kind::Text, "As in crontab.")],
    )
    .recorded(),
    Described::new("githubPush", "A push to GitHub.", &[]).recorded(),
    Described::new("gitlab", "An event of GitLab.", &[]).recorded(),
    Described::new(
        "issueCommentTrigger",
        "A comment of a pull request.",
        &[required(
            "commentPattern",
            Kind::Text,
            "A regular expression.",
        )],
    )
    .recorded(),
    Described::new(
        "parameterizedCron",
        "At times, with parameters.",
        &[required(
            "parameterizedSpecification",
            Kind::Text,
            "As in crontab, with `%NAME=value`.",
        )],
    )
    .recorded(),
    Described::new(
        "pollSCM",
        "When the repository has changed, looked for at times.",
        &[
            required("scmpoll_spec", Kind::Text, "As in crontab."),
            optional(
                "ignorePostCommitHooks",
                Kind::Bool,
                "Whether hooks do not start it.",
            ),
        ],
    )
    .recorded(),
    Described::new(
        "upstream",
        "When other jobs have ended.",
        &[
            required(
                "upstreamProjects",
                Kind::Text,
                "The jobs, with commas between them.",
            ),
            optional("threshold", Kind::Any, "How good their result must be."),
        ],
    )
    .recorded(),
];
