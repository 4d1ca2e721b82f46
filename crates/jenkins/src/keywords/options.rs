//! What `options` may hold: properties of the job, the declarative plugin's own options, and steps with a block.

use super::{Described, optional, required};
use crate::steps::{self, Body, Kind, Needs, Param};

/// What only stands at the root.
const ROOT_ONLY: &[&str] = &[
    "authenticationToken",
    "buildDiscarder",
    "copyArtifactPermission",
    "disableConcurrentBuilds",
    "disableRestartFromStage",
    "disableResume",
    "durabilityHint",
    "gitLabConnection",
    "githubProjectProperty",
    "newContainerPerStage",
    "overrideIndexTriggers",
    "parallelsAlwaysFailFast",
    "preserveStashes",
    "quietPeriod",
    "rateLimitBuilds",
    "skipStagesAfterUnstable",
    "throttleJobProperty",
];

/// Options that are no steps.
pub(super) const OPTIONS: &[Described] = &[
    Described::new(
        "authenticationToken",
        "A token for starting builds.",
        &[required("authToken", Kind::Text, "The token.")],
    )
    .recorded(),
    Described::new(
        "buildDiscarder",
        "Which builds are kept.",
        &[required("strategy", Kind::Any, "`logRotator(...)`.")],
    )
    .recorded(),
    Described::new(
        "checkoutToSubdirectory",
        "Where the repository is checked out.",
        &[required(
            "subdirectory",
            Kind::Text,
            "A folder of the workspace.",
        )],
    ),
    Described::new(
        "copyArtifactPermission",
        "Who may copy artifacts.",
        &[required("projectNames", Kind::Text, "Jobs.")],
    )
    .recorded(),
    Described::new(
        "disableConcurrentBuilds",
        "One build of the file and branch at a time.",
        &[optional(
            "abortPrevious",
            Kind::Bool,
            "Whether the newer one ends the older one.",
        )],
    ),
    Described::new("disableRestartFromStage", "No restart from a stage.", &[]),
    Described::new(
        "disableResume",
        "No going on after a restart of the controller.",
        &[],
    )
    .recorded(),
    Described::new(
        "durabilityHint",
        "How carefully the build's state is kept.",
        &[required(
            "hint",
            Kind::Text,
            "`PERFORMANCE_OPTIMIZED` and others.",
        )],
    )
    .recorded(),
    Described::new(
        "gitLabConnection",
        "A connection to GitLab.",
        &[
            required("gitLabConnection", Kind::Text, "Its name."),
            optional(
                "useAlternativeCredential",
                Kind::Bool,
                "Without effect here.",
            ),
            optional("jobCredentialId", Kind::Text, "Without effect here."),
        ],
    )
    .recorded(),
    Described::new(
        "githubProjectProperty",
        "The project's page.",
        &[
            required("projectUrlStr", Kind::Text, "Its address."),
            optional("displayName", Kind::Text, "Its name."),
        ],
    )
    .recorded(),
    Described::new(
        "newContainerPerStage",
        "Each stage has a container of its own.",
        &[],
    ),
    Described::new(
        "overrideIndexTriggers",
        "Whether indexing starts builds.",
        &[required("enableTriggers", Kind::Bool, "Whether it does.")],
    )
    .recorded(),
    Described::new(
        "parallelsAlwaysFailFast",
        "All parallel stages are `failFast`.",
        &[],
    ),
    Described::new(
        "preserveStashes",
        "Stashes are kept for restarts.",
        &[optional("buildCount", Kind::Int, "Of how many builds.")],
    ),
    Described::new(
        "quietPeriod",
        "How long Jenkins waits before it starts.",
        &[required("quietPeriod", Kind::Int, "Seconds.")],
    )
    .recorded(),
    Described::new(
        "rateLimitBuilds",
        "How many builds are started in a time.",
        &[required("throttle", Kind::Any, "The rate.")],
    )
    .recorded(),
    Described::new(
        "skipDefaultCheckout",
        "The repository is not checked out by itself.",
        &[required(
            "skipDefaultCheckout",
            Kind::Bool,
            "Whether it is not.",
        )],
    ),
    Described::new(
        "skipStagesAfterUnstable",
        "Nothing runs after an unstable stage.",
        &[],
    ),
    Described::new(
        "throttleJobProperty",
        "How many builds run at a time.",
        THROTTLE,
    )
    .recorded(),
];

const THROTTLE: &[Param] = &[
    optional("categories", Kind::List, "Without effect here."),
    optional(
        "limitOneJobWithMatchingParams",
        Kind::Bool,
        "Without effect here.",
    ),
    optional("maxConcurrentPerNode", Kind::Int, "Without effect here."),
    optional("maxConcurrentTotal", Kind::Int, "Without effect here."),
    optional("matrixOptions", Kind::Any, "Without effect here."),
    optional("paramsToUseForLimit", Kind::Text, "Without effect here."),
    optional("throttleEnabled", Kind::Bool, "Without effect here."),
    optional("throttleOption", Kind::Text, "Without effect here."),
];

/// What stands in arguments of options.
pub(super) const NESTED: &[Described] = &[Described::new(
    "logRotator",
    "Which builds and artifacts are kept.",
    &[
        required("daysToKeepStr", Kind::Text, "Days of builds."),
        required("numToKeepStr", Kind::Text, "Number of builds."),
        required("artifactDaysToKeepStr", Kind::Text, "Days of artifacts."),
        required("artifactNumToKeepStr", Kind::Text, "Number of artifacts."),
        optional(
            "removeLastBuild",
            Kind::Bool,
            "Whether the last one goes too.",
        ),
    ],
)
.recorded()];

/// An option that is no step.
pub(crate) fn option(name: &str) -> Option<&'static Described> {
    super::named(OPTIONS, name)
}

/// Whether a step may stand in `options`: it has a block around everything, and needs no node.
pub(crate) fn is_wrapper(name: &str) -> bool {
    let fits = |step: &steps::Step| step.body != Body::None && step.needs == Needs::Nothing;
    steps::find(name).is_some_and(fits) && blocked_in_calls(name).is_none()
}

/// The options that may stand at the root, or in a stage, sorted.
pub(crate) fn option_names(allowed: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let steps = steps::all()
        .map(|step| step.name)
        .filter(|name| is_wrapper(name));
    let own = OPTIONS.iter().map(|option| option.name);
    let mut names: Vec<&str> = own.chain(steps).filter(|name| allowed(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether an option may stand in a stage.
pub(crate) fn is_for_stages(name: &str) -> bool {
    !ROOT_ONLY.contains(&name)
}

/// Why something may not be called, in Jenkins' words.
pub(crate) type Blocked = &'static str;

/// Steps that must not stand in `steps`.
pub(crate) fn blocked_in_steps(name: &str) -> Option<Blocked> {
    Some(match name {
        "stage" => "The stage step cannot be used in Declarative Pipelines",
        "properties" => "The properties step cannot be used in Declarative Pipelines",
        "parallel" => {
            "The parallel step can only be used as the only top-level step in a stages step block"
        }
        _ => return None,
    })
}

/// Steps that must not stand in `options` and the like.
pub(crate) fn blocked_in_calls(name: &str) -> Option<Blocked> {
    match name {
        "node" => Some(
            "The node step cannot be called as an argument to a method in Declarative Pipelines",
        ),
        _ => blocked_in_steps(name),
    }
}
