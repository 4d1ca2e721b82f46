//! `java.util.UUID`: a text in the form of one.

use super::super::table::{Args, Param, Type, method};
use super::digest::md5;
use super::{hex, of};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new("java.util.UUID").statics(&[
    method("randomUUID", &[], |cx, _, _| {
        let host = cx.host();
        let halves = [host.random(), host.random()];
        let bytes = halves.iter().flat_map(|half| half.to_be_bytes()).collect();
        Ok(Value::text(shown(bytes, 4)))
    }),
    method("nameUUIDFromBytes", &[Param::Any], |cx, _, args| {
        let bytes = of(cx, args.get(0))?;
        Ok(Value::text(shown(md5(&bytes), 3)))
    }),
    method("fromString", &[Param::Text], from_text),
]);

/// Bytes as a UUID of a version.
fn shown(mut bytes: Vec<u8>, version: u8) -> String {
    if let Some(byte) = bytes.get_mut(6) {
        *byte = *byte & 0x0F | version << 4;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = *byte & 0x3F | 0x80;
    }
    hex(&bytes)
        .chars()
        .enumerate()
        .flat_map(|(at, digit)| {
            let dash = [8, 12, 16, 20].contains(&at);
            dash.then_some('-').into_iter().chain([digit])
        })
        .collect()
}

fn from_text(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let text = args.text(cx, 0)?;
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    let digits = text.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    if lengths != [8, 4, 4, 4, 12] || !digits {
        let message = format!("Invalid UUID string: {text}");
        return Err(cx.throw("java.lang.IllegalArgumentException", message));
    }
    Ok(Value::text(text.to_lowercase()))
}
