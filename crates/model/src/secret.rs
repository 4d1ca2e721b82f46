//! A value that must not be seen.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What stands in the place of a secret wherever it would be shown.
pub const MASK: &str = "[MASKED]";

/// A secret text. It masks itself in `Debug` and `Display`, and does not serialise by itself:
/// a field that must travel says so with `#[serde(with = "maillon_model::secret::exposed")]`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Wraps a secret text.
    pub fn new(value: impl Into<Arc<str>>) -> Self {
        Self(value.into())
    }

    /// The text itself, for handing it to a job and to the redactor, and for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Serialises a secret as its text: only for a [`crate::JobSpec`] on its way to a runner.
pub mod exposed {
    use super::{Deserialize, Secret, Serialize};
    use serde::{Deserializer, Serializer};

    /// Writes the text itself.
    pub fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        secret.expose().serialize(serializer)
    }

    /// Reads a text as a secret.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}
