//! `java.util.Base64`.

use std::any::Any;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::{array, of};
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// Which letters, and what else a coder does.
#[derive(Clone, Copy)]
enum Kind {
    Basic,
    Url,
    Mime,
}

/// Whether an encoder fills its last group with `=`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Padding {
    Written,
    Omitted,
}

/// An encoder.
#[derive(Clone, Copy)]
struct Encoder {
    kind: Kind,
    padding: Padding,
}

/// A decoder.
struct Decoder(Kind);

pub(super) const BASE64: Type = Type::new("java.util.Base64").statics(&[
    method("getEncoder", &[], |_, _, _| Ok(encoder(Kind::Basic))),
    method("getUrlEncoder", &[], |_, _, _| Ok(encoder(Kind::Url))),
    method("getMimeEncoder", &[], |_, _, _| Ok(encoder(Kind::Mime))),
    method("getDecoder", &[], |_, _, _| {
        Ok(Value::native(Decoder(Kind::Basic)))
    }),
    method("getUrlDecoder", &[], |_, _, _| {
        Ok(Value::native(Decoder(Kind::Url)))
    }),
    method("getMimeDecoder", &[], |_, _, _| {
        Ok(Value::native(Decoder(Kind::Mime)))
    }),
]);

pub(super) const ENCODER: Type = Type::new("java.util.Base64$Encoder").methods(&[
    method("encodeToString", &[Param::Any], |cx, this, args| {
        encoded(cx, this, args).map(Value::text)
    }),
    method("encode", &[Param::Any], |cx, this, args| {
        let text = encoded(cx, this, args)?;
        Ok(array(text.as_bytes()))
    }),
    method("withoutPadding", &[], |_, this, _| {
        let kind = this
            .downcast::<Encoder>()
            .map_or(Kind::Basic, |encoder| encoder.kind);
        Ok(Value::native(Encoder {
            kind,
            padding: Padding::Omitted,
        }))
    }),
]);

pub(super) const DECODER: Type = Type::new("java.util.Base64$Decoder").methods(&[method(
    "decode",
    &[Param::Any],
    |cx, this, args| {
        let text = match args.get(0) {
            Value::List(_) => String::from_utf8_lossy(&of(cx, args.get(0))?).into_owned(),
            other => text::of(cx, other)?.to_string(),
        };
        let kind = this
            .downcast::<Decoder>()
            .map_or(Kind::Basic, |decoder| decoder.0);
        decoded(cx, kind, &text)
    },
)]);

impl Native for Encoder {
    fn class_name(&self) -> &'static str {
        "java.util.Base64$Encoder"
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl Native for Decoder {
    fn class_name(&self) -> &'static str {
        "java.util.Base64$Decoder"
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn encoder(kind: Kind) -> Value {
    Value::native(Encoder {
        kind,
        padding: Padding::Written,
    })
}

fn engine(kind: Kind, padding: Padding) -> GeneralPurpose {
    let letters = match kind {
        Kind::Url => &alphabet::URL_SAFE,
        _ => &alphabet::STANDARD,
    };
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(padding == Padding::Written)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(letters, config)
}

/// Basic Base64.
pub(super) fn encode(bytes: &[u8]) -> String {
    engine(Kind::Basic, Padding::Written).encode(bytes)
}

fn encoded(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<String> {
    let bytes = of(cx, args.get(0))?;
    cx.charge(bytes.len() * 2)?;
    let Some(encoder) = this.downcast::<Encoder>() else {
        return Ok(String::new());
    };
    let text = engine(encoder.kind, encoder.padding).encode(bytes);
    Ok(match encoder.kind {
        Kind::Mime => lines(&text),
        _ => text,
    })
}

/// Lines of 76 characters.
fn lines(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let lines = chars.chunks(76).map(|line| line.iter().collect::<String>());
    lines.collect::<Vec<_>>().join("\r\n")
}

/// Base64 as Groovy reads it: what is no letter of it is passed over.
pub(super) fn decode(cx: &mut Cx, text: &str) -> Eval<Value> {
    decoded(cx, Kind::Mime, text)
}

fn decoded(cx: &mut Cx, kind: Kind, text: &str) -> Eval<Value> {
    let known = |c: char| match kind {
        Kind::Url => c.is_ascii_alphanumeric() || "-_=".contains(c),
        _ => c.is_ascii_alphanumeric() || "+/=".contains(c),
    };
    let text: String = match kind {
        Kind::Mime => text.chars().filter(|c| known(*c)).collect(),
        _ => text.to_owned(),
    };
    if let Some(odd) = text.chars().find(|c| !known(*c)) {
        let message = format!("Illegal base64 character {:x}", u32::from(odd));
        return Err(cx.throw("java.lang.IllegalArgumentException", message));
    }
    if let Ok(bytes) = engine(kind, Padding::Written).decode(&text) {
        Ok(array(&bytes))
    } else {
        let message = "Input byte array has wrong 4-byte ending unit";
        Err(cx.throw("java.lang.IllegalArgumentException", message))
    }
}
