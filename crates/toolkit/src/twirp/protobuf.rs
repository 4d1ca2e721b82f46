//! Protobuf instead of JSON: the caches' messages, for clients such as sccache.
//!
//! A message becomes the JSON that it would have been, so that there is one way through the service. Tables say
//! which field is what; there are six messages, which is too few for a code generator.

use serde_json::{Map, Value};

use crate::fault::Fault;

/// What protobuf messages are announced as.
pub(crate) const MEDIA_TYPE: &str = "application/protobuf";

/// A message: number, name and kind of each field.
type Message = &'static [(u64, &'static str, Kind)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Texts,
    /// A number or a truth: protobuf writes both the same way.
    Number,
    Truth,
}

/// The request and the answer of a method.
pub(crate) struct Method {
    request: Message,
    answer: Message,
}

/// The methods that can be called this way.
pub(crate) fn method(name: &str) -> Option<Method> {
    use Kind::{Number, Text, Texts, Truth};
    match name {
        "CreateCacheEntry" => Some(Method {
            request: &[(2, "key", Text), (3, "version", Text)],
            answer: &[
                (1, "ok", Truth),
                (2, "signed_upload_url", Text),
                (3, "message", Text),
            ],
        }),
        "FinalizeCacheEntryUpload" => Some(Method {
            request: &[
                (2, "key", Text),
                (3, "size_bytes", Number),
                (4, "version", Text),
            ],
            answer: &[
                (1, "ok", Truth),
                (2, "entry_id", Number),
                (3, "message", Text),
            ],
        }),
        "GetCacheEntryDownloadURL" => Some(Method {
            request: &[
                (2, "key", Text),
                (3, "restore_keys", Texts),
                (4, "version", Text),
            ],
            answer: &[
                (1, "ok", Truth),
                (2, "signed_download_url", Text),
                (3, "matched_key", Text),
            ],
        }),
        _ => None,
    }
}

impl Method {
    /// Reads a request.
    pub(crate) fn read(&self, bytes: &[u8]) -> Result<Value, Fault> {
        let broken = || Fault::Malformed("the request is no such protobuf message".into());
        read(self.request, bytes)
            .map(Value::Object)
            .ok_or_else(broken)
    }

    /// Writes an answer.
    pub(crate) fn write(&self, answer: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, name, kind) in self.answer {
            match kind {
                Kind::Text | Kind::Texts => write_text(&mut bytes, *number, &answer[*name]),
                Kind::Number | Kind::Truth => write_number(&mut bytes, *number, &answer[*name]),
            }
        }
        bytes
    }
}

fn read(message: Message, mut bytes: &[u8]) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    while !bytes.is_empty() {
        let tag = read_varint(&mut bytes)?;
        let field = message.iter().find(|(number, ..)| *number == tag >> 3);
        match (tag & 7, field) {
            (0, Some((_, name, Kind::Number))) => {
                fields.insert((*name).into(), read_varint(&mut bytes)?.into());
            }
            (2, Some((_, name, kind @ (Kind::Text | Kind::Texts)))) => {
                let text = std::str::from_utf8(read_block(&mut bytes)?).ok()?;
                insert_text(&mut fields, name, *kind, text);
            }
            (0, _) => drop(read_varint(&mut bytes)?),
            (1, _) => drop(take(&mut bytes, 8)?),
            (2, _) => drop(read_block(&mut bytes)?),
            (5, _) => drop(take(&mut bytes, 4)?),
            _ => return None,
        }
    }
    Some(fields)
}

fn insert_text(fields: &mut Map<String, Value>, name: &str, kind: Kind, text: &str) {
    if kind == Kind::Text {
        fields.insert(name.into(), text.into());
    } else if let Value::Array(texts) = fields.entry(name).or_insert_with(|| Value::Array(vec![])) {
        texts.push(text.into());
    }
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn read_block<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_varint(bytes)?;
    take(bytes, usize::try_from(length).ok()?)
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (block, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(block)
}

fn write_text(bytes: &mut Vec<u8>, number: u64, value: &Value) {
    let text = value.as_str().unwrap_or_default();
    if !text.is_empty() {
        write_varint(bytes, number << 3 | 2);
        write_varint(bytes, text.len() as u64);
        bytes.extend_from_slice(text.as_bytes());
    }
}

/// A 64-bit number is a text in JSON.
fn write_number(bytes: &mut Vec<u8>, number: u64, value: &Value) {
    let value = match value {
        Value::String(text) => text.parse().unwrap_or(0),
        Value::Bool(truth) => u64::from(*truth),
        other => other.as_u64().unwrap_or(0),
    };
    if value != 0 {
        write_varint(bytes, number << 3);
        write_varint(bytes, value);
    }
}

fn write_varint(bytes: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_becomes_its_json() {
        let method = method("GetCacheEntryDownloadURL").unwrap();
        // metadata { repository_id: 1 }, key, two restore_keys, version, an unknown number
        let bytes = b"\x0a\x02\x08\x01\x12\x01k\x1a\x01a\x1a\x01b\x22\x01v\x50\x96\x01";
        let json = json!({"key": "k", "restore_keys": ["a", "b"], "version": "v"});
        assert_eq!(method.read(bytes).unwrap(), json);
    }

    #[test]
    fn an_answer_leaves_out_what_is_empty() {
        let method = method("FinalizeCacheEntryUpload").unwrap();
        let answer = json!({"ok": true, "entry_id": "300", "message": ""});
        assert_eq!(method.write(&answer), b"\x08\x01\x10\xac\x02");
    }

    #[test]
    fn half_a_message_is_refused() {
        let method = method("CreateCacheEntry").unwrap();
        for bytes in [
            &b"\x12\x05k"[..],
            b"\x12",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\x13",
        ] {
            assert!(method.read(bytes).is_err(), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = method("GetCacheEntryDownloadURL").unwrap().read(&bytes);
        }

        #[test]
        fn numbers_survive(number: u64) {
            let mut bytes = Vec::new();
            write_varint(&mut bytes, number);
            prop_assert_eq!(read_varint(&mut bytes.as_slice()), Some(number));
        }
    }
}
