//! Kinds of agents.

use super::{Described, optional, required};
use crate::steps::{Kind, Param};

const CUSTOM_WORKSPACE: Param = optional("customWorkspace", Kind::Text, "The workspace's folder.");
const RETRIES: Param = optional(
    "retries",
    Kind::Int,
    "How often an agent that goes away is tried again.",
);
const LABEL: Param = optional(
    "label",
    Kind::Text,
    "The label of the node with the engine.",
);
const ARGS: Param = optional("args", Kind::Text, "Arguments of `docker run`.");
const REGISTRY_URL: Param = optional("registryUrl", Kind::Text, "The registry of the image.");
const REGISTRY_CREDENTIALS: Param = optional(
    "registryCredentialsId",
    Kind::Text,
    "The registry's credentials.",
);
const REUSE_NODE: Param = optional(
    "reuseNode",
    Kind::Bool,
    "Whether it runs in the node and workspace around.",
);
const PER_STAGE: Param = optional(
    "containerPerStageRoot",
    Kind::Bool,
    "Whether each stage has a container of its own.",
);

/// In the order of messages. `label` and `node` are one.
pub(crate) const AGENTS: &[Described] = &[
    Described::new("any", "Any node.", &[]),
    Described::new(
        "docker",
        "A container of an image.",
        &[
            required("image", Kind::Text, "The image."),
            optional(
                "alwaysPull",
                Kind::Bool,
                "Whether the registry is asked each time.",
            ),
            ARGS,
            PER_STAGE,
            CUSTOM_WORKSPACE,
            LABEL,
            REGISTRY_CREDENTIALS,
            REGISTRY_URL,
            REUSE_NODE,
        ],
    ),
    Described::new(
        "dockerfile",
        "A container of an image that is built of the repository.",
        &[
            optional(
                "additionalBuildArgs",
                Kind::Text,
                "Arguments of `docker build`.",
            ),
            ARGS,
            PER_STAGE,
            CUSTOM_WORKSPACE,
            optional("dir", Kind::Text, "The folder of the Dockerfile."),
            optional("filename", Kind::Text, "The Dockerfile's name."),
            LABEL,
            REGISTRY_CREDENTIALS,
            REGISTRY_URL,
            REUSE_NODE,
        ],
    ),
    Described::new(
        "kubernetes",
        "A pod: its default container's image is run here.",
        KUBERNETES,
    ),
    Described::new(
        "label",
        "A node with the label.",
        &[
            required("label", Kind::Text, "The label."),
            CUSTOM_WORKSPACE,
            RETRIES,
        ],
    ),
    Described::new(
        "node",
        "As `label`, with more parameters.",
        &[
            required("label", Kind::Text, "The label."),
            CUSTOM_WORKSPACE,
            RETRIES,
        ],
    ),
    Described::new("none", "No node: each stage has its own.", &[]),
];

const KUBERNETES: &[Param] = &[
    optional("activeDeadlineSeconds", Kind::Int, "Without effect here."),
    optional("agentContainer", Kind::Text, "Without effect here."),
    optional("agentInjection", Kind::Bool, "Without effect here."),
    optional("cloud", Kind::Text, "Without effect here."),
    optional("containerTemplate", Kind::Any, "A container."),
    optional("containerTemplates", Kind::Any, "Containers."),
    CUSTOM_WORKSPACE,
    optional("defaultContainer", Kind::Text, "Where steps run."),
    optional("hostNetwork", Kind::Bool, "Without effect here."),
    optional("idleMinutes", Kind::Int, "Without effect here."),
    optional("inheritFrom", Kind::Text, "Without effect here."),
    optional(
        "inheritYamlMergeStrategy",
        Kind::Bool,
        "Without effect here.",
    ),
    optional("instanceCap", Kind::Int, "Without effect here."),
    optional("label", Kind::Text, "A label."),
    optional("namespace", Kind::Text, "Without effect here."),
    optional("nodeSelector", Kind::Text, "Without effect here."),
    optional("podRetention", Kind::Any, "Without effect here."),
    RETRIES,
    optional("runAsGroup", Kind::Text, "Without effect here."),
    optional("runAsUser", Kind::Text, "Without effect here."),
    optional("schedulerName", Kind::Text, "Without effect here."),
    optional("serviceAccount", Kind::Text, "Without effect here."),
    optional("showRawYaml", Kind::Bool, "Without effect here."),
    optional("slaveConnectTimeout", Kind::Int, "Without effect here."),
    optional("supplementalGroups", Kind::Text, "Without effect here."),
    optional(
        "workingDir",
        Kind::Text,
        "The folder of the workspace in the container.",
    ),
    optional("workspaceVolume", Kind::Any, "Without effect here."),
    optional("yaml", Kind::Text, "The pod."),
    optional("yamlFile", Kind::Text, "The pod, in a file."),
    optional("yamlMergeStrategy", Kind::Any, "Without effect here."),
];
