//! What the class `String` can do, and how strings are made.

use super::super::table::{Args, Param, Type, method};
use super::super::{encode, format, text};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new("java.lang.String")
    .constructors(&[
        method("String", &[], |_, _, _| Ok(Value::text(""))),
        method("String", &[Param::Text], make),
        method("String", &[Param::Any], make),
        method("String", &[Param::Any, Param::Any], make),
    ])
    .statics(&[
        method("valueOf", &[Param::Any], make),
        method("copyValueOf", &[Param::Any], make),
        method("format", &[Param::Text, Param::Rest], |cx, _, args| {
            format::of_values(cx, args.get(0), args.from(1))
        }),
        // With a locale in front, which has no say.
        method(
            "format",
            &[Param::Any, Param::Text, Param::Rest],
            |cx, _, args| format::of_values(cx, args.get(1), args.from(2)),
        ),
        method("join", &[Param::Text, Param::Items], |cx, _, args| {
            let items = cx.items(args.get(1))?;
            joined(cx, args, &items)
        }),
        method("join", &[Param::Text, Param::Rest], |cx, _, args| {
            joined(cx, args, args.from(1))
        }),
    ])
    .fields(&[("CASE_INSENSITIVE_ORDER", || Value::Null)]);

/// Of anything: of bytes as UTF-8, of characters, of builders.
fn make(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let made = match args.list(0) {
        Some(list) => {
            let items = list.items.lock().clone();
            match items.first() {
                Some(Value::Char(_)) => items.iter().filter_map(char_of).collect::<String>(),
                _ => String::from_utf8_lossy(&encode::bytes(&items)).into_owned(),
            }
        }
        None => text::of(cx, args.get(0))?.to_string(),
    };
    Ok(Value::text(made))
}

fn char_of(value: &Value) -> Option<char> {
    match value {
        Value::Char(c) => Some(*c),
        _ => None,
    }
}

fn joined(cx: &mut Cx, args: Args<'_>, items: &[Value]) -> Eval<Value> {
    let between = args.text(cx, 0)?;
    let texts: Eval<Vec<_>> = items.iter().map(|item| text::of(cx, item)).collect();
    Ok(Value::text(texts?.join(&*between)))
}
