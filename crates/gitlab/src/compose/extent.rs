//! How much a value is: references and inputs can make a small file into an endless tree.

use maillon_source::yaml::{Node, Value};

/// How deep values may nest when references and inputs are worked in: twice what one file may.
/// Whoever walks the tree may recurse.
pub(super) const MAX_DEPTH: usize = 200;

/// How much a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// How many lists lie in each other, with this one.
    pub(super) lists: usize,
    /// How many lists and mappings lie in each other, with this one.
    pub(super) depth: usize,
    /// How many values this is.
    pub(super) size: usize,
}

impl Extent {
    /// Text, number, null.
    pub(super) const SCALAR: Self = Self {
        lists: 0,
        depth: 0,
        size: 1,
    };

    /// That of a value.
    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Value::Seq(items) => Self::list(items.iter().map(Self::of)),
            Value::Map(map) => Self::mapping(map.iter().map(|(_, _, node)| Self::of(node))),
            Value::Tagged { node, .. } => Self::of(node),
            _ => Self::SCALAR,
        }
    }

    /// That of a list of values.
    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let within = Self::sum(items);
        Self {
            lists: within.lists + 1,
            depth: within.depth + 1,
            ..within
        }
    }

    /// That of a mapping with values.
    pub(super) fn mapping(values: impl IntoIterator<Item = Self>) -> Self {
        let within = Self::sum(values);
        Self {
            lists: 0,
            depth: within.depth + 1,
            ..within
        }
    }

    fn sum(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().fold(Self::SCALAR, |sum, value| Self {
            lists: sum.lists.max(value.lists),
            depth: sum.depth.max(value.depth),
            size: sum.size.saturating_add(value.size),
        })
    }
}
