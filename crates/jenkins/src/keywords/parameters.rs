//! Kinds of parameters.

use super::{Described, optional, required};
use crate::steps::{Kind, Param};

const NAME: Param = required("name", Kind::Text, "Its name.");
const DESCRIPTION: Param = optional("description", Kind::Text, "What it is for.");

/// In the order of messages.
pub(crate) const PARAMETERS: &[Described] = &[
    Described::new("base64File", "A file, in base64.", &[NAME, DESCRIPTION]),
    Described::new(
        "booleanParam",
        "True or false.",
        &[
            NAME,
            optional("defaultValue", Kind::Bool, "Where none is given."),
            DESCRIPTION,
        ],
    ),
    Described::new(
        "choice",
        "One of several texts; the first one where none is given.",
        &[
            NAME,
            optional("choices", Kind::Any, "A list, or lines."),
            DESCRIPTION,
        ],
    ),
    Described::new(
        "credentials",
        "The id of a credential.",
        &[
            NAME,
            optional("credentialType", Kind::Text, "Its type."),
            optional("defaultValue", Kind::Text, "Where none is given."),
            DESCRIPTION,
            optional("required", Kind::Bool, "Whether it must be given."),
        ],
    ),
    Described::new("file", "A file.", &[NAME, DESCRIPTION]),
    Described::new(
        "password",
        "A text that is not shown.",
        &[
            NAME,
            optional("defaultValue", Kind::Text, "Where none is given."),
            optional("defaultValueAsSecret", Kind::Any, "Where none is given."),
            DESCRIPTION,
        ],
    ),
    Described::new(
        "run",
        "A build of a job.",
        &[
            NAME,
            optional("projectName", Kind::Text, "The job."),
            optional("filter", Kind::Any, "Which builds."),
            optional("runId", Kind::Text, "The build."),
            DESCRIPTION,
        ],
    )
    .recorded(),
    Described::new(
        "stashedFile",
        "A file that can be unstashed.",
        &[NAME, DESCRIPTION],
    ),
    Described::new(
        "string",
        "A text.",
        &[
            NAME,
            optional("defaultValue", Kind::Text, "Where none is given."),
            DESCRIPTION,
            optional(
                "trim",
                Kind::Bool,
                "Whether white space around it is cut off.",
            ),
        ],
    ),
    Described::new(
        "text",
        "A text of several lines.",
        &[
            NAME,
            optional("defaultValue", Kind::Text, "Where none is given."),
            DESCRIPTION,
            optional(
                "trim",
                Kind::Bool,
                "Whether white space around it is cut off.",
            ),
        ],
    ),
];
