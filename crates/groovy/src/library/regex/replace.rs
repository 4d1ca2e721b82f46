//! What is put in the place of matches: `$1`, `${name}`, or what a closure says.

use super::Pattern;
use super::matcher::{Groups, match_value};
use crate::run::{Cx, Eval, Unwind};
use crate::value::Value;

/// A replacement of Java's.
pub(in super::super) struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Group(usize),
}

impl Template {
    /// Reads one; throws what Java throws.
    pub(in super::super) fn parse(cx: &mut Cx, source: &str, pattern: &Pattern) -> Eval<Self> {
        let mut pieces = Vec::new();
        let mut rest = source;
        while let Some(at) = rest.find(['\\', '$']) {
            let (text, special) = rest.split_at(at);
            pieces.push(Piece::Text(text.to_owned()));
            let (piece, after) = match special.strip_prefix('$') {
                Some(group) => reference(cx, group, pattern)?,
                None => escaped(cx, special.strip_prefix('\\').unwrap_or_default())?,
            };
            pieces.push(piece);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self { pieces })
    }

    /// Adds what one match is replaced by.
    pub(in super::super) fn expand(
        &self,
        cx: &mut Cx,
        text: &str,
        groups: &Groups,
        out: &mut String,
    ) -> Eval<()> {
        for piece in &self.pieces {
            let more = match piece {
                Piece::Text(text) => text,
                Piece::Group(group) => {
                    let range = groups.get(*group).cloned().flatten();
                    range.and_then(|range| text.get(range)).unwrap_or_default()
                }
            };
            cx.charge(more.len())?;
            out.push_str(more);
        }
        Ok(())
    }

    /// The text with all these matches replaced.
    pub(in super::super) fn replace(
        &self,
        cx: &mut Cx,
        text: &str,
        matches: &[Groups],
    ) -> Eval<String> {
        cx.charge(text.len())?;
        let mut out = String::new();
        let mut from = 0;
        for groups in matches {
            let range = groups.first().cloned().flatten().unwrap_or_default();
            out.push_str(text.get(from..range.start).unwrap_or_default());
            self.expand(cx, text, groups, &mut out)?;
            from = range.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        Ok(out)
    }
}

fn illegal(cx: &mut Cx, message: impl Into<String>) -> Unwind {
    cx.throw("java.lang.IllegalArgumentException", message.into())
}

fn escaped<'a>(cx: &mut Cx, rest: &'a str) -> Eval<(Piece, &'a str)> {
    let mut chars = rest.chars();
    match chars.next() {
        Some(c) => Ok((Piece::Text(c.to_string()), chars.as_str())),
        None => Err(illegal(cx, "character to be escaped is missing")),
    }
}

fn reference<'a>(cx: &mut Cx, rest: &'a str, pattern: &Pattern) -> Eval<(Piece, &'a str)> {
    if let Some(named) = rest.strip_prefix('{') {
        return named_reference(cx, named, pattern);
    }
    let Some(first) = rest.chars().next() else {
        return Err(illegal(
            cx,
            "Illegal group reference: group index is missing",
        ));
    };
    let Some(digit) = first.to_digit(10) else {
        return Err(illegal(cx, "Illegal group reference"));
    };
    let mut group = digit as usize;
    if group > pattern.groups() {
        let message = format!("No group {group}");
        return Err(cx.throw("java.lang.IndexOutOfBoundsException", message));
    }
    let mut rest = rest.get(1..).unwrap_or_default();
    // As many digits as there are groups.
    while let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)) {
        let longer = group * 10 + digit as usize;
        if longer > pattern.groups() {
            break;
        }
        group = longer;
        rest = rest.get(1..).unwrap_or_default();
    }
    Ok((Piece::Group(group), rest))
}

fn named_reference<'a>(cx: &mut Cx, rest: &'a str, pattern: &Pattern) -> Eval<(Piece, &'a str)> {
    let Some((name, rest)) = rest.split_once('}') else {
        return Err(illegal(cx, "named capturing group is missing trailing '}'"));
    };
    match pattern.group(name) {
        Some(group) => Ok((Piece::Group(group), rest)),
        None => Err(illegal(cx, format!("No group with name {{{name}}}"))),
    }
}

/// The text with all these matches replaced by what a closure makes of them.
pub(in super::super) fn with_closure(
    cx: &mut Cx,
    text: &str,
    matches: &[Groups],
    closure: &Value,
) -> Eval<String> {
    cx.charge(text.len())?;
    let mut out = String::new();
    let mut from = 0;
    for groups in matches {
        let range = groups.first().cloned().flatten().unwrap_or_default();
        out.push_str(text.get(from..range.start).unwrap_or_default());
        let replacement = cx.call(closure, &[match_value(text, groups)])?;
        let replacement = cx.to_text(&replacement)?;
        cx.charge(replacement.len())?;
        out.push_str(&replacement);
        from = range.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Ok(out)
}
