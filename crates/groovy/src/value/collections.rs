//! Lists, maps, ranges.

use std::sync::Arc;

use indexmap::IndexMap;
use parking_lot::Mutex;
use rustc_hash::FxBuildHasher;

use super::{Key, Value};

/// A list, set or array.
pub struct List {
    /// What it is.
    pub kind: ListKind,
    /// The items. Of a set each is there once.
    pub items: Mutex<Vec<Value>>,
    /// The map of which these are the keys, values or entries: what is removed here goes there too.
    pub view: Option<Arc<Map>>,
}

/// What a [`List`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListKind {
    /// `java.util.ArrayList`.
    #[default]
    List,
    /// `java.util.LinkedList`: a list that is a queue too.
    Linked,
    /// `java.util.ArrayDeque`: `push` and `pop` are at the front.
    Deque,
    /// `java.util.LinkedHashSet`.
    Set,
    /// `java.util.HashSet`: in the order of Java's hashes.
    HashSet,
    /// `java.util.TreeSet`: always sorted.
    SortedSet,
    /// `Object[]`: of a fixed size.
    Array,
    /// A list that can't be changed.
    Immutable,
    /// A set that can't be changed.
    ImmutableSet,
    /// `net.sf.json.JSONArray`: its text is JSON.
    Json,
}

impl ListKind {
    /// Whether each item is there once, and the order does not count for `==`.
    pub fn is_set(self) -> bool {
        matches!(
            self,
            Self::Set | Self::HashSet | Self::SortedSet | Self::ImmutableSet
        )
    }
}

impl List {
    /// A list.
    pub fn new(kind: ListKind, items: Vec<Value>) -> Self {
        Self {
            kind,
            items: Mutex::new(items),
            view: None,
        }
    }
}

/// A map.
pub struct Map {
    /// What it is.
    pub kind: MapKind,
    /// The entries in their order.
    pub entries: Mutex<Entries>,
    /// `withDefault { }`.
    pub default: Option<Value>,
}

/// Entries of a [`Map`].
pub type Entries = IndexMap<Key, Value, FxBuildHasher>;

/// What a [`Map`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapKind {
    /// `java.util.LinkedHashMap`.
    #[default]
    Linked,
    /// `java.util.HashMap`: in the order of Java's hashes.
    Hash,
    /// `java.util.TreeMap`: always sorted by key.
    Sorted,
    /// A map that can't be changed.
    Immutable,
    /// `net.sf.json.JSONObject`: its text is JSON.
    Json,
}

impl Map {
    /// A map.
    pub fn new(kind: MapKind, entries: Entries) -> Self {
        Self {
            kind,
            entries: Mutex::new(entries),
            default: None,
        }
    }

    /// A map that makes values for keys that it doesn't have.
    pub fn with_default(kind: MapKind, entries: Entries, default: Option<Value>) -> Self {
        let mut map = Self::new(kind, entries);
        map.default = default;
        map
    }

    /// The value of a key that is a text.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.entries.lock().get(&Key(Value::text(key))).cloned()
    }
}

/// `from..to`, both included, in either direction.
#[derive(Clone, Debug)]
pub struct Range {
    /// From.
    pub from: Value,
    /// To.
    pub to: Value,
    /// Whether it was written so that it is empty: `0..<0`.
    pub empty: bool,
    /// `n` of `1..<n`, of whole numbers: as positions of a list, they count from its end first and leave `n` out then.
    pub bound: Option<i32>,
}
