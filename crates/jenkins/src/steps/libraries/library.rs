//! `library`.

use maillon_groovy::{Cx, Eval, Value};

use crate::library::{self, LoadedClasses, Wanted};
use crate::steps::{Arguments, Body, Kind, Needs, Param, Step, StepCall, described, named};

pub(super) static STEP: Step = Step {
    name: "library",
    summary: "Loads a shared library while the pipeline runs: its global variables can be used from then on, its classes through what the step gives.",
    params: &[
        Param::required("identifier", Kind::Text, "`name`, or `name@version`."),
        Param::optional(
            "retriever",
            Kind::Any,
            "Where it is: `modernSCM([$class: 'GitSCMSource', remote: '...'])`; as configured.",
        ),
        Param::optional("changelog", Kind::Bool, "Has no meaning here."),
    ],
    sole: Some("identifier"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let identifier = call.required("identifier")?;
    let mut wanted = Wanted::parse(&identifier);
    if let Some(retriever) = call.args.get("retriever").cloned() {
        if wanted.version.is_none() {
            return Err(call.fail(format!(
                "Must specify a version for library {}",
                wanted.name
            )));
        }
        wanted.remote = Some(remote(call, &retriever)?);
    }
    let library = library::load(call.cx, wanted)?;
    Ok(Value::native(LoadedClasses::new(library)))
}

/// Where a retriever gets a library from.
fn remote(call: &mut StepCall<'_>, retriever: &Value) -> Eval<String> {
    let found = match arguments(call.cx, retriever)? {
        Some(retriever) => match retriever.get("scm") {
            Some(scm) => url(call.cx, scm)?,
            None => None,
        },
        None => None,
    };
    match found {
        Some(url) => Ok(url),
        None => Err(call.fail("the retriever names no git repository: modernSCM([$class: 'GitSCMSource', remote: 'URL'])")),
    }
}

fn url(cx: &mut Cx, scm: &Value) -> Eval<Option<String>> {
    let Some(scm) = arguments(cx, scm)? else {
        return Ok(None);
    };
    if let Some(url) = scm.text("remote").or_else(|| scm.text("url")) {
        return Ok(Some(url.to_string()));
    }
    match scm.list("userRemoteConfigs").first() {
        Some(first) => Ok(arguments(cx, first)?
            .and_then(|first| first.text("url"))
            .map(|url| url.to_string())),
        None => Ok(None),
    }
}

/// What a description or a map says.
fn arguments(cx: &mut Cx, value: &Value) -> Eval<Option<Arguments>> {
    if let Some(described) = described(cx, value)? {
        return Ok(Some(described.args));
    }
    match value {
        Value::Map(map) => named(cx, map).map(Arguments).map(Some),
        _ => Ok(None),
    }
}
