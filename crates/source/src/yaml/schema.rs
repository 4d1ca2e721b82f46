//! By which rules a file is read.

use super::node::Value;
use super::{core, scalar};

/// By which rules a file's scalars and mappings are read. The syntax is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// YAML 1.1 with Psych's gaps, as GitLab reads it: `on` is true, `<<` merges, of a key that stands
    /// twice the last one wins.
    #[default]
    Psych,
    /// The core schema of YAML 1.2, as GitHub reads it: `on` and `yes` are texts, there are no merge
    /// keys, and a key may stand only once.
    Core,
}

impl Schema {
    /// What a plain scalar means.
    pub(super) fn resolve(self, text: &str) -> Value {
        match self {
            Self::Psych => scalar::resolve(text),
            Self::Core => core::resolve(text),
        }
    }

    /// Whether a plain scalar will be refused for being a date.
    pub(super) fn refuses_date(self, text: &str) -> bool {
        self == Self::Psych && scalar::is_date(text)
    }
}
