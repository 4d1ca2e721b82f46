//! `cleanWs`.

use std::path::PathBuf;

use maillon_groovy::{Eval, Value};

use crate::build::BuildResult;
use crate::host::{DefaultExcludes, Selection};
use crate::steps::{Arguments, Body, Kind, Needs, Param, Step, StepCall, described, named};

pub(super) static STEP: Step = Step {
    name: "cleanWs",
    summary: "Deletes the files of the current folder.",
    params: &[
        Param::optional(
            "patterns",
            Kind::List,
            "What is deleted: maps with `pattern` and `type` (`INCLUDE`, `EXCLUDE`); all.",
        ),
        Param::optional(
            "deleteDirs",
            Kind::Bool,
            "Whether patterns mean folders too.",
        ),
        Param::optional(
            "cleanWhenSuccess",
            Kind::Bool,
            "Whether a build that succeeded is cleaned; true.",
        ),
        Param::optional(
            "cleanWhenUnstable",
            Kind::Bool,
            "Whether an unstable one is; true.",
        ),
        Param::optional(
            "cleanWhenFailure",
            Kind::Bool,
            "Whether one that failed is; true.",
        ),
        Param::optional(
            "cleanWhenNotBuilt",
            Kind::Bool,
            "Whether one that was not built is; true.",
        ),
        Param::optional(
            "cleanWhenAborted",
            Kind::Bool,
            "Whether one that was interrupted is; true.",
        ),
        Param::optional(
            "skipWhenFailed",
            Kind::Bool,
            "The old form of `cleanWhenFailure: false`.",
        ),
        Param::optional(
            "notFailBuild",
            Kind::Bool,
            "Whether the build goes on where a file can't be deleted.",
        ),
        Param::optional(
            "disableDeferredWipeout",
            Kind::Bool,
            "Recorded: files are deleted at once.",
        ),
        Param::optional(
            "cleanupMatrixParent",
            Kind::Bool,
            "Recorded: for other kinds of jobs.",
        ),
        Param::optional(
            "externalDelete",
            Kind::Text,
            "Recorded: no other program deletes.",
        ),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    call.say("[WS-CLEANUP] Deleting project workspace...");
    let result = call.local.build.state.lock().result;
    if let Some(result) = result.filter(|result| !cleans(&call.args, *result)) {
        call.say(format!(
            "[WS-CLEANUP] Skipped based on build state {result}"
        ));
        return Ok(Value::Null);
    }
    let what = patterns(call)?;
    match clean(call, what)? {
        Ok(()) => call.say("[WS-CLEANUP] done"),
        Err(why) if call.args.flag("notFailBuild") => {
            call.say(format!("Cannot delete workspace: {why}"));
            call.say("Option not to fail the build is turned on, so let's continue");
        }
        Err(why) => {
            call.say(format!("Cannot delete workspace :{why}"));
            return Err(call.fail(format!("Cannot delete workspace: {why}")));
        }
    }
    Ok(Value::Null)
}

fn cleans(args: &Arguments, result: BuildResult) -> bool {
    let flag = match result {
        BuildResult::Success => "cleanWhenSuccess",
        BuildResult::Unstable => "cleanWhenUnstable",
        BuildResult::Failure => "cleanWhenFailure",
        BuildResult::NotBuilt => "cleanWhenNotBuilt",
        BuildResult::Aborted => "cleanWhenAborted",
    };
    let failed = result > BuildResult::Unstable;
    args.bool(flag) != Some(false) && !(failed && args.flag("skipWhenFailed"))
}

/// None: all.
fn patterns(call: &mut StepCall<'_>) -> Eval<Option<Selection>> {
    let mut what = Selection {
        default_excludes: DefaultExcludes::No,
        ..Selection::default()
    };
    for pattern in call.args.list("patterns") {
        let args = match (described(call.cx, &pattern)?, &pattern) {
            (Some(described), _) => described.args,
            (None, Value::Map(map)) => Arguments(named(call.cx, map)?),
            _ => return Err(call.wrong("an item of `patterns` is no map")),
        };
        let text = args.text_or_empty("pattern").to_string();
        if args.text_or_empty("type").eq_ignore_ascii_case("EXCLUDE") {
            what.excludes.push(text);
        } else {
            what.includes.push(text);
        }
    }
    let all = what.includes.is_empty() && what.excludes.is_empty();
    Ok((!all).then_some(what))
}

fn clean(call: &mut StepCall<'_>, what: Option<Selection>) -> Eval<Result<(), String>> {
    let (node, folder) = (call.node()?, call.local.cwd.clone());
    let folders = call.args.flag("deleteDirs");
    call.ask(move |host| {
        Box::pin(async move {
            let Some(what) = what else {
                host.remove(&*node, &folder).await?;
                return host.make_folder(&*node, &folder).await;
            };
            let found = host.find(&*node, &folder, &what).await?;
            let files = found.into_iter().map(|file| folder.join(file.path));
            let folders = what.includes.iter().filter(|_| folders);
            let folders = folders.filter(|pattern| !pattern.contains(['*', '?']));
            let folders = folders.map(|pattern| folder.join(pattern));
            let all: Vec<PathBuf> = files.chain(folders).collect();
            for path in all {
                host.remove(&*node, &path).await?;
            }
            Ok(())
        })
    })
}
