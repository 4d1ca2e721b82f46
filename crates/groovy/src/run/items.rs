//! What loops go through.

use std::sync::Arc;

use super::{Cx, Eval};
use crate::ast::Step;
use crate::library;
use crate::value::{Range, Value};

/// How many values a range may give.
const MAX_RANGE: i64 = 50_000_000;

impl Cx {
    /// What `for` and `each` go through.
    pub fn items(&mut self, value: &Value) -> Eval<Vec<Value>> {
        let items = match value {
            Value::Null => Vec::new(),
            Value::List(list) => list.items.lock().clone(),
            Value::Map(map) => library::entries(map),
            Value::Range(range) => self.range_items(range)?,
            Value::Str(text) => letters(text),
            Value::GString(_) => letters(&self.to_text(value)?),
            Value::Native(native) => match native.items() {
                Some(items) => items,
                None => self.iterated(value)?,
            },
            Value::Class(class) if super::classes::is_enum(class) => self.constants(class)?,
            Value::Object(object) => {
                match self.own_method(value, &Arc::clone(&object.class), "iterator", &[])? {
                    Some(iterator) => self.drain(&iterator)?,
                    None => vec![value.clone()],
                }
            }
            other => vec![other.clone()],
        };
        self.charge(items.len() * 24)?;
        Ok(items)
    }

    /// The items of a native that has `iterator()`, or itself is one.
    fn iterated(&mut self, value: &Value) -> Eval<Vec<Value>> {
        match library::call(self, value, "iterator", &[])? {
            Some(Value::Native(iterator)) if iterator.items().is_some() => {
                Ok(iterator.items().unwrap_or_default())
            }
            Some(list @ Value::List(_)) => self.items(&list),
            _ => Ok(vec![value.clone()]),
        }
    }

    /// The values of a script's own iterator, or of what it gives for one.
    fn drain(&mut self, iterator: &Value) -> Eval<Vec<Value>> {
        if !matches!(iterator, Value::Object(_)) {
            return self.items(iterator);
        }
        let mut items = Vec::new();
        loop {
            let more = self.call_method(iterator, "hasNext", &[])?;
            if !self.truth(&more)? {
                return Ok(items);
            }
            self.charge(24)?;
            items.push(self.call_method(iterator, "next", &[])?);
        }
    }

    fn range_items(&mut self, range: &Range) -> Eval<Vec<Value>> {
        if range.empty {
            return Ok(Vec::new());
        }
        if let (Value::Int(from), Value::Int(to)) = (&range.from, &range.to) {
            return self.int_items(*from, *to);
        }
        let up = self.compare(&range.from, &range.to)?.is_le();
        let by = if up { Step::Up } else { Step::Down };
        let mut at = range.from.clone();
        let mut items = Vec::new();
        loop {
            let order = self.compare(&at, &range.to)?;
            let longer = matches!((&at, &range.to), (Value::Str(at), Value::Str(to))
                if at.chars().count() > to.chars().count());
            if (up && order.is_gt()) || (!up && order.is_lt()) || longer {
                return Ok(items);
            }
            self.tick()?;
            self.charge(32)?;
            items.push(at.clone());
            let next = self.stepped(&at, by)?;
            if self.compare(&next, &at)?.is_le() == up {
                return Ok(items);
            }
            at = next;
        }
    }

    fn int_items(&mut self, from: i32, to: i32) -> Eval<Vec<Value>> {
        let count = i64::from(from).abs_diff(i64::from(to)) + 1;
        if count > MAX_RANGE.unsigned_abs() {
            return Err(self.fault(format!("a range of {count} values is too large")));
        }
        self.charge(
            usize::try_from(count)
                .unwrap_or(usize::MAX)
                .saturating_mul(24),
        )?;
        Ok(if from <= to {
            (from..=to).map(Value::Int).collect()
        } else {
            (to..=from).rev().map(Value::Int).collect()
        })
    }
}

fn letters(text: &str) -> Vec<Value> {
    let mut buffer = [0; 4];
    text.chars()
        .map(|c| Value::text(&*c.encode_utf8(&mut buffer)))
        .collect()
}

/// The character above or below.
pub(super) fn beside(c: char, by: Step) -> char {
    let code = u32::from(c);
    let next = match by {
        Step::Up => code.wrapping_add(1),
        Step::Down => code.wrapping_sub(1),
    };
    char::from_u32(next).unwrap_or(c)
}

/// `'a'.next()`: the last letter steps.
pub(super) fn text_beside(text: &str, by: Step) -> Value {
    let mut letters: Vec<char> = text.chars().collect();
    if let Some(last) = letters.last_mut() {
        *last = beside(*last, by);
    }
    Value::text(letters.into_iter().collect::<String>())
}
