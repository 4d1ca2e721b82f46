//! Values whose JSON form is protobuf's own.

use jiff::Timestamp as Instant;
use maillon_model::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A 64-bit number: JSON has it as a text, some clients send a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Int64(pub(crate) u64);

impl Serialize for Int64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Int64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let number = match &value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let number = number.ok_or_else(|| D::Error::custom(format!("{value} is no size or id")));
        number.map(Self)
    }
}

/// A point in time: JSON has it as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let millis = i64::try_from(self.0.0).unwrap_or(i64::MAX);
        let time = Instant::from_millisecond(millis).unwrap_or(Instant::MAX);
        // The clients accept 0, 3, 6 or 9 digits after the point.
        serializer.collect_str(&format_args!("{time:.3}"))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time: Instant = text.parse().map_err(D::Error::custom)?;
        let millis = u64::try_from(time.as_millisecond()).unwrap_or(0);
        Ok(Self(Timestamp(millis)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_texts_or_numbers() {
        let number = |value| serde_json::from_value::<Int64>(value).ok();
        assert_eq!(number(json!("42")), Some(Int64(42)));
        assert_eq!(number(json!(42)), Some(Int64(42)));
        assert_eq!(number(json!("-1")), None);
        assert_eq!(number(json!(null)), None);
        assert_eq!(serde_json::to_value(Int64(42)).unwrap(), json!("42"));
    }

    #[test]
    fn times_are_rfc_3339() {
        let time = Time(Timestamp(1_795_000_000_500));
        let text = json!("2026-11-18T11:06:40.500Z");
        assert_eq!(serde_json::to_value(time).unwrap(), text);
        assert_eq!(serde_json::from_value::<Time>(text).unwrap(), time);
        assert!(serde_json::from_value::<Time>(json!("yesterday")).is_err());
    }
}
