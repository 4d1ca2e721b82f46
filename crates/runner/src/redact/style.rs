//! How the systems mask.

use maillon_model::pipeline::Dialect;
use maillon_model::secret::MASK;

/// How a system masks: what stands in a secret's place, and how short a secret may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// What is shorter than three bytes stays, and lines of a secret shorter than six: masking them
    /// would make every log unreadable.
    #[default]
    Gitlab,
    /// Every secret and every line of it, however short, becomes `***`.
    Github,
    /// Every secret, however short, becomes `****`.
    Jenkins,
}

impl Style {
    /// The style of a dialect's own system.
    pub fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Github => Self::Github,
            Dialect::Gitlab => Self::Gitlab,
            Dialect::Jenkins => Self::Jenkins,
        }
    }

    /// What stands in a secret's place.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Gitlab => MASK,
            Self::Github => "***",
            Self::Jenkins => "****",
        }
    }

    pub(super) fn shortest(self) -> usize {
        match self {
            Self::Gitlab => 3,
            Self::Github | Self::Jenkins => 1,
        }
    }

    pub(super) fn shortest_line(self) -> usize {
        match self {
            Self::Gitlab => 6,
            Self::Github | Self::Jenkins => 1,
        }
    }
}
