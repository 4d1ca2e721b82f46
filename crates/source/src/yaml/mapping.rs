//! A mapping while it is read: duplicates are noticed, merges are not duplicates.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::node::{Key, Map, Node, Value};
use crate::files::Span;

#[derive(Default)]
pub(super) struct MapBuilder {
    map: Map,
    /// Keys whose present value came in by `<<`.
    merged: FxHashSet<Arc<str>>,
}

impl MapBuilder {
    /// Puts an entry; gives the place of an earlier one that was written in this mapping.
    pub(super) fn insert(&mut self, key: Key, value: Node) -> Option<Span> {
        let earlier = self.map.key(&key.text);
        let merged = !self.merged.is_empty() && self.merged.remove(&key.text);
        self.map.insert(key, value);
        earlier.map(|key| key.span).filter(|_| !merged)
    }

    /// Merges a mapping or a list of mappings, of which the first wins; false for anything else.
    pub(super) fn merge(&mut self, value: &Node) -> bool {
        match &value.value {
            Value::Map(map) => self.merge_map(map),
            Value::Seq(items) => {
                let maps: Option<Vec<&Map>> = items.iter().map(Node::as_map).collect();
                let Some(maps) = maps else { return false };
                maps.into_iter().rev().for_each(|map| self.merge_map(map));
            }
            _ => return false,
        }
        true
    }

    fn merge_map(&mut self, map: &Map) {
        for (text, span, node) in map.iter() {
            let key = Key {
                text: Arc::clone(text),
                span,
            };
            self.map.insert(key, node.clone());
            self.merged.insert(Arc::clone(text));
        }
    }

    pub(super) fn finish(self) -> Map {
        self.map
    }
}
