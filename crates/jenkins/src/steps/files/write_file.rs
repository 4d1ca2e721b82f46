//! `writeFile`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_groovy::{Eval, Value};

use super::resolve;
use crate::steps::shell::Encoding;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "writeFile",
    summary: "Writes text into a file; folders on the way are made.",
    params: &[
        Param::required("file", Kind::Text, "Relative to the current folder."),
        Param::required("text", Kind::Text, "What is written."),
        Param::optional(
            "encoding",
            Kind::Text,
            "How it is encoded, or `Base64` where the text is bytes in base64; `UTF-8`.",
        ),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let content = content(call)?;
    let file = call.required("file")?;
    let (node, path) = (call.node()?, resolve(call, &file));
    call.try_ask(move |host| {
        Box::pin(async move { host.write(&*node, &path, &content, 0o644).await })
    })?;
    Ok(Value::Null)
}

fn content(call: &mut StepCall<'_>) -> Eval<Vec<u8>> {
    let text = call.args.text_or_empty("text");
    let encoding = call.args.text_or_empty("encoding");
    if encoding.eq_ignore_ascii_case("base64") {
        let packed: String = text.split_whitespace().collect();
        let decoded = STANDARD.decode(packed);
        return decoded.map_err(|error| call.wrong(format!("`text` is no base64: {error}")));
    }
    match Encoding::of(&encoding) {
        Some(encoding) => Ok(encoding.encode(&text)),
        None => Err(call
            .cx
            .throw("java.nio.charset.UnsupportedCharsetException", encoding)),
    }
}
