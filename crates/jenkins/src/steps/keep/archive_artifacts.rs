//! `archiveArtifacts`.

use maillon_groovy::{Eval, Value};

use crate::build::BuildResult;
use crate::host::{DefaultExcludes, Selection};
use crate::steps::files::selection;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "archiveArtifacts",
    summary: "Keeps files for people.",
    params: &[
        Param::required(
            "artifacts",
            Kind::Text,
            "Ant's patterns, separated by commas.",
        ),
        Param::optional(
            "excludes",
            Kind::Text,
            "Ant's patterns of what is left out.",
        ),
        Param::optional(
            "allowEmptyArchive",
            Kind::Bool,
            "Whether there may be no file at all.",
        ),
        Param::optional(
            "onlyIfSuccessful",
            Kind::Bool,
            "Whether nothing is kept of a build that failed.",
        ),
        Param::optional(
            "fingerprint",
            Kind::Bool,
            "Recorded: nobody keeps fingerprints here.",
        ),
        Param::optional(
            "defaultExcludes",
            Kind::Bool,
            "Whether what Ant leaves out by itself is left out; true.",
        ),
        Param::optional(
            "caseSensitive",
            Kind::Bool,
            "Recorded: patterns are always case sensitive.",
        ),
        Param::optional(
            "followSymlinks",
            Kind::Bool,
            "Recorded: links are never followed.",
        ),
    ],
    sole: Some("artifacts"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let artifacts = call.required("artifacts")?;
    if artifacts.trim().is_empty() {
        return Err(call.fail(NO_PATTERN));
    }
    let result = call.local.build.current_result();
    if call.args.flag("onlyIfSuccessful") && result > BuildResult::Unstable {
        call.say("Skipping archiving because build is not successful");
        return Ok(Value::Null);
    }
    call.say("Archiving artifacts");
    let mut what = selection(&artifacts, &call.args.text_or_empty("excludes"));
    if call.args.bool("defaultExcludes") == Some(false) {
        what.default_excludes = DefaultExcludes::No;
    }
    let empty = archive(call, what)?.is_empty();
    // A build that failed perhaps never came to where files are made.
    if empty && result <= BuildResult::Unstable {
        call.say(format!("‘{artifacts}’ doesn’t match anything"));
        let message = format!(
            "No artifacts found that match the file pattern \"{artifacts}\". Configuration error?"
        );
        if !call.args.flag("allowEmptyArchive") {
            return Err(call.fail(message));
        }
        call.say(message);
    }
    if call.args.flag("fingerprint") && !empty {
        call.say("Recording fingerprints");
    }
    Ok(Value::Null)
}

const NO_PATTERN: &str = "No artifacts are configured for archiving.\nYou probably forgot to set the file pattern, so please go back to the configuration and specify it.\nIf you really did mean to archive all the files in the workspace, please specify \"**\"";

/// Keeps files of the current folder; gives their names.
pub(super) fn archive(call: &mut StepCall<'_>, what: Selection) -> Eval<Vec<String>> {
    let (node, below) = (call.node()?, call.local.cwd.clone());
    call.try_ask(move |host| Box::pin(async move { host.archive(&*node, &below, &what).await }))
}
