//! Contexts by name: what most expressions are evaluated with.

use std::collections::BTreeMap;

use crate::expression::{Scope, Status, Value};

/// Contexts by name, and fixed answers of the status functions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contexts {
    values: BTreeMap<&'static str, Value>,
    status: Answers,
}

/// What the status functions answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) success: bool,
    pub(crate) failure: bool,
    pub(crate) cancelled: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            success: true,
            failure: false,
            cancelled: false,
        }
    }
}

impl Contexts {
    /// The same with another context.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.insert(name, value.into());
        self
    }

    /// The same with other answers of the status functions.
    #[must_use]
    pub(crate) fn answering(mut self, status: Answers) -> Self {
        self.status = status;
        self
    }
}

impl Scope for Contexts {
    fn context(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    fn status(&self, function: Status) -> bool {
        match function {
            Status::Always => true,
            Status::Success => self.status.success,
            Status::Failure => self.status.failure,
            Status::Cancelled => self.status.cancelled,
        }
    }

    fn hash_files(&self, _patterns: &[String]) -> Result<String, String> {
        Err("only steps have files to hash".to_owned())
    }
}
