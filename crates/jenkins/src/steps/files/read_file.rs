//! `readFile`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_groovy::{Eval, Value};

use super::{display, read, resolve};
use crate::steps::shell::Encoding;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "readFile",
    summary: "Gives a file's content as text.",
    params: &[
        Param::required("file", Kind::Text, "Relative to the current folder."),
        Param::optional(
            "encoding",
            Kind::Text,
            "How it is encoded, or `Base64` for its bytes; `UTF-8`.",
        ),
    ],
    sole: Some("file"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let file = call.required("file")?;
    let path = resolve(call, &file);
    let Some(content) = read(call, &path)? else {
        return Err(call
            .cx
            .throw("java.nio.file.NoSuchFileException", display(&path)));
    };
    call.cx.charge(content.len())?;
    let encoding = call.args.text_or_empty("encoding");
    if encoding.eq_ignore_ascii_case("base64") {
        return Ok(Value::text(STANDARD.encode(content)));
    }
    match Encoding::of(&encoding) {
        Some(encoding) => Ok(Value::text(encoding.decode(&content))),
        None => Err(call
            .cx
            .throw("java.nio.charset.UnsupportedCharsetException", encoding)),
    }
}
