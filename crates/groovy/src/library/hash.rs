//! Java's `hashCode`, and the order in which its `HashMap` and `HashSet` go through their items.

use std::cell::Cell;

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;
use rustc_hash::FxHashSet;

use super::entry::Entry;
use crate::value::{Key, Range, Value};

/// How deep is looked: values that hold themselves have no end.
const DEPTH: u32 = 100;

/// How many lists and maps are looked into: those that hold the same ones many times have no end either.
const LOOKS: u32 = 1 << 22;

/// `hashCode()` of a value that is no object of its own identity; 0 of those.
pub(crate) fn hash_code(value: &Value) -> i32 {
    let depth = Depth {
        left: DEPTH,
        looks: &Cell::new(LOOKS),
    };
    within(value, depth)
}

/// How far a look into a value may still go. One that goes too deep is the last: a value that holds itself twice would double the
/// looks at each depth.
#[derive(Clone, Copy)]
struct Depth<'a> {
    left: u32,
    looks: &'a Cell<u32>,
}

impl Depth<'_> {
    fn deeper(self) -> Option<Self> {
        let looks = self.looks.get().checked_sub(1)?;
        let left = self.left.checked_sub(1);
        self.looks.set(if left.is_some() { looks } else { 0 });
        Some(Self {
            left: left?,
            ..self
        })
    }
}

fn within(value: &Value, depth: Depth<'_>) -> i32 {
    match value {
        Value::Bool(true) => 1231,
        Value::Bool(false) => 1237,
        Value::Int(value) => *value,
        Value::Long(value) => fold(value.cast_unsigned()),
        Value::Big(value) => of_big(value),
        Value::Decimal(value) => {
            let (digits, scale) = value.as_bigint_and_exponent();
            step(of_big(&digits), scale.to_i32().unwrap_or_default())
        }
        Value::Float(value) => value.to_bits().cast_signed(),
        Value::Double(value) => fold(value.to_bits()),
        Value::Char(value) => u32::from(*value).cast_signed(),
        Value::Str(text) => of_text(text),
        Value::List(list) => {
            let Some(deeper) = depth.deeper() else {
                return 0;
            };
            let items = list.items.lock().clone();
            if list.kind.is_set() {
                sum(items.iter().map(|item| within(item, deeper)))
            } else {
                of_items(items.iter(), deeper)
            }
        }
        Value::Range(range) => of_range(range, depth),
        Value::Map(map) => {
            let Some(deeper) = depth.deeper() else {
                return 0;
            };
            let entries = map.entries.lock().clone();
            let pairs = entries.iter();
            sum(pairs.map(|(key, value)| of_pair(&key.0, value, deeper)))
        }
        Value::Native(_) => match (value.downcast::<Entry>(), depth.deeper()) {
            (Some(entry), Some(deeper)) => {
                let [key, value] = entry.pair();
                of_pair(&key, &value, deeper)
            }
            _ => 0,
        },
        _ => 0,
    }
}

/// `String.hashCode()`.
pub(crate) fn of_text(text: &str) -> i32 {
    text.encode_utf16()
        .fold(0, |hash, unit| step(hash, i32::from(unit)))
}

fn step(hash: i32, next: i32) -> i32 {
    hash.wrapping_mul(31).wrapping_add(next)
}

fn sum(hashes: impl Iterator<Item = i32>) -> i32 {
    hashes.fold(0, i32::wrapping_add)
}

fn of_items<'a>(items: impl Iterator<Item = &'a Value>, depth: Depth<'_>) -> i32 {
    items.fold(1, |hash, item| step(hash, within(item, depth)))
}

fn of_pair(key: &Value, value: &Value, depth: Depth<'_>) -> i32 {
    within(key, depth) ^ within(value, depth)
}

/// Of ranges of whole numbers it is that of a list with their items; of others their ends count.
fn of_range(range: &Range, depth: Depth<'_>) -> i32 {
    let (from, to) = match (&range.from, &range.to) {
        _ if range.empty => return 1,
        (Value::Int(from), Value::Int(to)) => (*from, *to),
        (from, to) => return of_items([from, to].into_iter(), depth),
    };
    if from <= to {
        (from..=to).fold(1, step)
    } else {
        (to..=from).rev().fold(1, step)
    }
}

fn fold(bits: u64) -> i32 {
    let folded = bits ^ (bits >> 32);
    u32::try_from(folded & u64::from(u32::MAX))
        .unwrap_or_default()
        .cast_signed()
}

fn of_big(value: &BigInt) -> i32 {
    let digits = value.magnitude().to_u32_digits();
    let digits = digits.iter().rev().map(|digit| digit.cast_signed());
    let hash = digits.fold(0, step);
    match value.sign() {
        Sign::Minus => hash.wrapping_neg(),
        _ => hash,
    }
}

/// Each value once, in the order in which they first appear.
pub(super) fn distinct(items: Vec<Value>) -> Vec<Value> {
    let mut seen = FxHashSet::default();
    let mut items = items;
    items.retain(|item| seen.insert(Key(item.clone())));
    items
}

/// Puts items into the order in which a `HashMap` would go through them that has so many lists. They must be in the order in
/// which they came, or in the order of a former call with new ones behind.
pub(super) fn arrange(items: &mut [Value], buckets: usize) {
    items.sort_by_cached_key(|item| bucket(item, buckets));
}

/// Puts the last of the items to its place among the others, which were arranged before.
pub(super) fn place_last(items: &mut Vec<Value>) {
    let place = items.last().and_then(|new| {
        let key = |at| items.get(at);
        place(items.len(), new, key)
    });
    match (place, items.pop()) {
        (Some(place), Some(new)) => items.insert(place, new),
        (None, Some(new)) => {
            items.push(new);
            let buckets = buckets(items.len());
            arrange(items, buckets);
        }
        (_, None) => {}
    }
}

/// The place of a new item among so many; None: all must be arranged anew. Small tables always are: they may have been made for
/// another number of items.
pub(super) fn place<'a>(
    len: usize,
    new: &Value,
    key: impl Fn(usize) -> Option<&'a Value>,
) -> Option<usize> {
    let count = buckets(len);
    if len < 64 || count != buckets(len - 1) {
        return None;
    }
    let wanted = bucket(new, count);
    let (mut low, mut high) = (0, len - 1);
    while low < high {
        let middle = usize::midpoint(low, high);
        match key(middle).map(|key| bucket(key, count) <= wanted) {
            Some(true) => low = middle + 1,
            _ => high = middle,
        }
    }
    Some(low)
}

/// Which list of a table of so many a value is in.
pub(super) fn bucket(key: &Value, buckets: usize) -> usize {
    let hash = hash_code(key).cast_unsigned();
    (hash ^ (hash >> 16)) as usize & (buckets - 1)
}

/// How many lists a table has into which so many items were put one by one.
pub(super) fn buckets(items: usize) -> usize {
    buckets_of_size(items).max(16)
}

/// How many lists a table has that was made for so many items, with no room for more.
pub(super) fn buckets_of_size(items: usize) -> usize {
    items.saturating_mul(4).div_ceil(3).next_power_of_two()
}

/// How many lists a table has that was made as a copy of so many items.
pub(super) fn buckets_of_copy(items: usize) -> usize {
    (items.saturating_mul(4) / 3 + 1).next_power_of_two()
}
