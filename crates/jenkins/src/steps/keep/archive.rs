//! `archive`: the old form of `archiveArtifacts`.

use maillon_groovy::{Eval, Value};

use super::archive_artifacts::archive;
use crate::steps::files::selection;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "archive",
    summary: "Keeps files for people: the old form of `archiveArtifacts`.",
    params: &[
        Param::optional(
            "includes",
            Kind::Text,
            "Ant's patterns, separated by commas; all files.",
        ),
        Param::optional(
            "excludes",
            Kind::Text,
            "Ant's patterns of what is left out.",
        ),
    ],
    sole: Some("includes"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    call.say("The archive step is deprecated, please use archiveArtifacts instead.");
    let includes = call.args.text_or_empty("includes");
    let excludes = call.args.text_or_empty("excludes");
    if archive(call, selection(&includes, &excludes))?.is_empty() {
        call.say(if excludes.is_empty() {
            format!("No files found to archive for pattern \"{includes}\"; continuing.")
        } else {
            format!("No files found to archive for pattern \"{includes}\", excluding \"{excludes}\"; continuing.")
        });
    }
    Ok(Value::Null)
}
