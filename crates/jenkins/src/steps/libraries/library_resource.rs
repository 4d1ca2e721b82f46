//! `libraryResource`.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_groovy::{Eval, Value};

use crate::steps::shell::Encoding;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "libraryResource",
    summary: "Gives the text of a file from `resources` of a shared library.",
    params: &[
        Param::required("resource", Kind::Text, "Relative to `resources`."),
        Param::optional(
            "encoding",
            Kind::Text,
            "How it is encoded, or `Base64` for its bytes; `UTF-8`.",
        ),
    ],
    sole: Some("resource"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let path = call.required("resource")?;
    let mut found = Vec::new();
    for library in Arc::clone(&call.local.build).libraries.loaded() {
        let content = call.cx.wait(|| library.resource(&path));
        let content = content.map_err(|why| call.fail(why))?;
        found.extend(content.map(|content| (library.name.to_string(), content)));
    }
    match found.as_slice() {
        [] => Err(call.fail(format!("No such library resource {path} could be found."))),
        [(_, content)] => text(call, content),
        several => {
            let mut names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            let names = names.join(", ");
            Err(call.fail(format!(
                "Library resource {path} ambiguous among libraries [{names}]"
            )))
        }
    }
}

fn text(call: &mut StepCall<'_>, content: &[u8]) -> Eval<Value> {
    call.cx.charge(content.len())?;
    let encoding = call.args.text_or_empty("encoding");
    if encoding.eq_ignore_ascii_case("base64") {
        return Ok(Value::text(STANDARD.encode(content)));
    }
    match Encoding::of(&encoding) {
        Some(encoding) => Ok(Value::text(encoding.decode(content))),
        None => Err(call
            .cx
            .throw("java.nio.charset.UnsupportedCharsetException", encoding)),
    }
}
