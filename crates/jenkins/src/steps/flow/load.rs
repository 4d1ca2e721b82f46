//! `load`.

use std::sync::Arc;

use maillon_groovy::{Code, Eval, Unwind, Value, parse};

use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, braces};

pub(super) static STEP: Step = Step {
    name: "load",
    summary: "Runs a Groovy file of the workspace; gives what it returns.",
    params: &[Param::required("path", Kind::Text, "The file.")],
    sole: Some("path"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let path = call.required("path")?;
    let text = read(call, &path)?;
    let code = Code::new(Arc::clone(&path), text);
    let parsed = parse(&code);
    if let Some(error) = build::syntax_error(call.cx, &code, &parsed.errors) {
        return Err(error);
    }
    let script = Arc::new(parsed.script);
    let binding = call.local.build.binding.clone();
    braces(call.cx, Some(&path), |cx| {
        let loaded = cx.load(&script, Some(&binding))?;
        cx.run(&loaded)
    })
}

fn read(call: &mut StepCall<'_>, path: &str) -> Eval<String> {
    let node = call.node()?;
    let file = call.local.cwd.join(path);
    let shown = file.display().to_string();
    let read = call.try_ask(|host| Box::pin(async move { host.read(&*node, &file).await }))?;
    match read {
        Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        None => Err(missing(call, shown)),
    }
}

fn missing(call: &mut StepCall<'_>, path: String) -> Unwind {
    call.cx.throw("java.nio.file.NoSuchFileException", path)
}
