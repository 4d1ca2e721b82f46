//! What a tag makes of its value.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::node::Value;

const CORE: &str = "tag:yaml.org,2002:";

/// What a tag makes of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// `!!str`: a text, whatever it looks like.
    Text,
    /// `!!binary`: a text in base64.
    Binary,
    /// `!!int`, `!!map`, ...: what it looks like.
    Plain,
    /// `!reference` and all others: the dialect's affair.
    Other(Arc<str>),
}

/// Resolves a tag; None where its handle is not declared.
pub(super) fn resolve(
    handle: &str,
    suffix: &str,
    handles: &FxHashMap<&str, &str>,
) -> Option<Meaning> {
    let whole = match (handles.get(handle), handle) {
        (Some(prefix), _) => format!("{prefix}{suffix}"),
        (None, "") => suffix.to_owned(),
        (None, "!") => format!("!{suffix}"),
        (None, "!!") => format!("{CORE}{suffix}"),
        (None, _) => return None,
    };
    Some(match whole.strip_prefix(CORE) {
        Some("str") => Meaning::Text,
        Some("binary") => Meaning::Binary,
        Some("int" | "float" | "bool" | "null" | "map" | "seq" | "merge" | "timestamp") => {
            Meaning::Plain
        }
        _ => Meaning::Other(whole.into()),
    })
}

/// Decodes a text in base64; what is none stays as it is.
pub(super) fn binary(text: &str) -> Value {
    let decoded = decode_base64(text).and_then(|bytes| String::from_utf8(bytes).ok());
    Value::String(decoded.map_or_else(|| text.into(), Into::into))
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0u32, 0);
    for byte in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        buffer = (buffer << 6) | sextet(byte)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
