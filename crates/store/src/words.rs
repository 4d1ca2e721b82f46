//! Values as they lie in columns: enums as the words of the wire, times as milliseconds.

use maillon_model::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::StoreError;

/// The word of a value.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value of a word.
pub(crate) fn of_word<T: DeserializeOwned>(
    what: &'static str,
    word: &str,
) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(word.to_owned())).map_err(StoreError::content(what))
}

/// A value as JSON text.
pub(crate) fn json<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::content(what))
}

/// The value of a JSON text.
pub(crate) fn of_json<T: DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::content(what))
}

/// A time, from a column.
pub(crate) fn time(millis: i64) -> Timestamp {
    Timestamp(u64::try_from(millis).unwrap_or(0))
}

/// A time, for a column.
pub(crate) fn millis(time: Timestamp) -> i64 {
    i64::try_from(time.0).unwrap_or(i64::MAX)
}
