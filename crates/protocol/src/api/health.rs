//! Whether the server is ready.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether the server is ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// Whether calls are answered.
    pub ready: bool,
    /// What is wrong.
    pub troubles: Vec<String>,
}
