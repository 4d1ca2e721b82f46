//! `fingerprint`.

use maillon_groovy::Value;

use crate::steps::{Body, Kind, Needs, Param, Step};

pub(super) static STEP: Step = Step {
    name: "fingerprint",
    summary: "Recorded: there are no other jobs that a file could be found in.",
    params: &[
        Param::required(
            "targets",
            Kind::Text,
            "Ant's patterns, separated by commas.",
        ),
        Param::optional(
            "excludes",
            Kind::Text,
            "Ant's patterns of what is left out.",
        ),
        Param::optional(
            "caseSensitive",
            Kind::Bool,
            "Whether patterns are case sensitive.",
        ),
        Param::optional(
            "defaultExcludes",
            Kind::Bool,
            "Whether what Ant leaves out by itself is left out.",
        ),
    ],
    sole: Some("targets"),
    body: Body::None,
    needs: Needs::Node,
    run: |call| {
        call.say("Recording fingerprints");
        Ok(Value::Null)
    },
};
