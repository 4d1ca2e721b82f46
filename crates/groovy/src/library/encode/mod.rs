//! Bytes: arrays of numbers from -128 to 127; Base64, hexadecimal digits, digests, URLs.

mod base64;
mod digest;
mod url;
mod uuid;

use std::sync::Arc;

use super::table::{Args, Type, method};
use super::text;
use crate::run::{Cx, Eval};
use crate::value::{List, ListKind, Value};

/// The tables of this folder.
pub(super) const TYPES: &[Type] = &[
    ARRAY,
    TEXT,
    base64::BASE64,
    base64::DECODER,
    base64::ENCODER,
    digest::TYPE,
    digest::MAC,
    digest::KEY,
    url::ENCODER,
    url::DECODER,
    url::URL,
    url::URI,
    url::TEXT,
    uuid::TYPE,
];

const ARRAY: Type = Type::new("[Ljava.lang.Object;").methods(&[
    method("encodeBase64", &[], |cx, this, _| {
        let bytes = of(cx, this)?;
        Ok(Value::text(base64::encode(&bytes)))
    }),
    method("encodeHex", &[], |cx, this, _| {
        let bytes = of(cx, this)?;
        Ok(Value::text(hex(&bytes)))
    }),
]);

const TEXT: Type = Type::new("java.lang.CharSequence").methods(&[
    method("decodeBase64", &[], |cx, this, _| {
        let text = text::of(cx, this)?;
        base64::decode(cx, &text)
    }),
    method("decodeHex", &[], decode_hex),
    // Of a list of bytes that Groovy would have as a writable text.
    method("encodeBase64", &[], |cx, this, _| {
        Ok(Value::text(base64::encode(text::of(cx, this)?.as_bytes())))
    }),
]);

/// An array of bytes.
pub(super) fn array(bytes: &[u8]) -> Value {
    let items = bytes
        .iter()
        .map(|byte| Value::Int(i32::from(byte.cast_signed())));
    Value::List(Arc::new(List::new(ListKind::Array, items.collect())))
}

/// The bytes that numbers are.
pub(super) fn bytes(items: &[Value]) -> Vec<u8> {
    items.iter().map(byte).collect()
}

/// The bytes of an array, or of a text.
pub(super) fn of(cx: &mut Cx, value: &Value) -> Eval<Vec<u8>> {
    match value {
        Value::List(list) => Ok(bytes(&list.items.lock())),
        Value::Null => Ok(Vec::new()),
        other => Ok(text::of(cx, other)?.as_bytes().to_vec()),
    }
}

fn byte(value: &Value) -> u8 {
    let [low, ..] = match value {
        Value::Int(value) => value.to_le_bytes(),
        Value::Char(c) => u32::from(*c).to_le_bytes(),
        _ => [0; 4],
    };
    low
}

/// Hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16).unwrap_or('0');
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]);
    digits.collect()
}

fn decode_hex(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| u8::try_from(c.to_digit(16)?).ok())
        .collect();
    let Some(digits) = digits.filter(|digits| digits.len().is_multiple_of(2)) else {
        let message = "odd number of characters in hex string";
        return Err(cx.throw("java.lang.NumberFormatException", message));
    };
    let pairs = digits.chunks_exact(2);
    let bytes: Vec<u8> = pairs
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    Ok(array(&bytes))
}
