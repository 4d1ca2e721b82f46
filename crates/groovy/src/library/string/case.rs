//! Letters in upper and lower case, letters for letters.

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("toUpperCase", &[], |cx, this, _| {
        map(cx, this, str::to_uppercase)
    }),
    method("toUpperCase", &[Param::Any], |cx, this, _| {
        map(cx, this, str::to_uppercase)
    }),
    method("toLowerCase", &[], |cx, this, _| {
        map(cx, this, str::to_lowercase)
    }),
    method("toLowerCase", &[Param::Any], |cx, this, _| {
        map(cx, this, str::to_lowercase)
    }),
    method("capitalize", &[], |cx, this, _| {
        map(cx, this, |text| first(text, char::to_uppercase))
    }),
    method("uncapitalize", &[], |cx, this, _| {
        map(cx, this, |text| first(text, char::to_lowercase))
    }),
    method("reverse", &[], |cx, this, _| {
        map(cx, this, |text| text.chars().rev().collect())
    }),
    method("trim", &[], |cx, this, _| {
        map(cx, this, |text| text.trim_matches(|c| c <= ' ').to_owned())
    }),
    method("strip", &[], |cx, this, _| {
        map(cx, this, |text| text.trim().to_owned())
    }),
    method("stripLeading", &[], |cx, this, _| {
        map(cx, this, |text| text.trim_start().to_owned())
    }),
    method("stripTrailing", &[], |cx, this, _| {
        map(cx, this, |text| text.trim_end().to_owned())
    }),
    method("tr", &[Param::Text, Param::Text], transliterate),
    method("collectReplacements", &[Param::Closure], replacements),
]);

fn map(cx: &mut Cx, this: &Value, change: fn(&str) -> String) -> Eval<Value> {
    Ok(Value::text(change(&text::of(cx, this)?)))
}

/// The text with its first letter changed.
fn first<I: Iterator<Item = char>>(text: &str, change: fn(char) -> I) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(change).collect();
    first + chars.as_str()
}

/// `a-z` in a set of `tr`.
fn expand(set: &str) -> Vec<char> {
    let chars: Vec<char> = set.chars().collect();
    let mut all = Vec::new();
    let mut rest = chars.as_slice();
    while let [from, after @ ..] = rest {
        if let ['-', to, after @ ..] = after {
            if from <= to {
                all.extend(*from..=*to);
            } else {
                all.extend((*to..=*from).rev());
            }
            rest = after;
        } else {
            all.push(*from);
            rest = after;
        }
    }
    all
}

fn transliterate(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let source = args.text(cx, 0)?;
    let target = expand(&args.text(cx, 1)?);
    let (all, from) = match source.strip_prefix('^') {
        Some(rest) if !rest.is_empty() => (false, expand(rest)),
        _ => (true, expand(&source)),
    };
    let last = target.last().copied();
    let changed = text.chars().filter_map(|c| {
        let at = from.iter().rposition(|known| *known == c);
        match (all, at) {
            (true, Some(at)) => target.get(at).copied().or(last),
            (false, None) => last,
            _ => Some(c),
        }
    });
    Ok(Value::text(changed.collect::<String>()))
}

fn replacements(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let mut out = String::new();
    for c in text.chars() {
        match cx.call(args.get(0), &[Value::Char(c)])? {
            Value::Null => out.push(c),
            other => out.push_str(&cx.to_text(&other)?),
        }
    }
    Ok(Value::text(out))
}
