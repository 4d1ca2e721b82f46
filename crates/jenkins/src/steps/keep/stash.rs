//! `stash`.

use maillon_groovy::{Eval, Value};

use crate::host::DefaultExcludes;
use crate::steps::files::selection;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "stash",
    summary: "Keeps files under a name for other nodes of the build.",
    params: &[
        Param::required("name", Kind::Text, "Under which they are found again."),
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
        Param::optional(
            "useDefaultExcludes",
            Kind::Bool,
            "Whether what Ant leaves out by itself (`.git`, ...) is left out; true.",
        ),
        Param::optional(
            "allowEmpty",
            Kind::Bool,
            "Whether there may be no file at all.",
        ),
    ],
    sole: Some("name"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let name = call.required("name")?;
    let mut what = selection(
        &call.args.text_or_empty("includes"),
        &call.args.text_or_empty("excludes"),
    );
    if call.args.bool("useDefaultExcludes") == Some(false) {
        what.default_excludes = DefaultExcludes::No;
    }
    if replaces(call, &name) {
        call.say(format!("Warning: overwriting stash ‘{name}’"));
    }
    let (node, below, key) = (call.node()?, call.local.cwd.clone(), name.to_string());
    let count = call.try_ask(move |host| {
        Box::pin(async move { host.stash(&*node, &below, &key, &what).await })
    })?;
    if count == 0 && !call.args.flag("allowEmpty") {
        return Err(call.fail(format!("No files included in stash ‘{name}’")));
    }
    call.say(format!("Stashed {count} file(s)"));
    Ok(Value::Null)
}

fn replaces(call: &StepCall<'_>, name: &str) -> bool {
    let mut state = call.local.build.state.lock();
    let note = format!("stash {name}");
    state.notes.insert(note, String::new()).is_some()
}
