//! Methods of strings that take regular expressions.

use super::super::regex::{Groups, Pattern, Template, match_value, matches, with_closure};
use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("matches", &[Param::Any], |cx, this, args| {
        matches(cx, this, args.get(0)).map(Value::Bool)
    }),
    method("replaceAll", &[Param::Any, Param::Closure], replace_all),
    method("replaceAll", &[Param::Any, Param::Text], replace_all),
    method("replaceFirst", &[Param::Any, Param::Closure], replace_first),
    method("replaceFirst", &[Param::Any, Param::Text], replace_first),
    method("find", &[Param::Text], find),
    method("find", &[Param::Pattern], find),
    method("find", &[Param::Any, Param::Closure], find),
    method("findAll", &[Param::Text], find_all),
    method("findAll", &[Param::Pattern], find_all),
    method("findAll", &[Param::Any, Param::Closure], find_all),
    method("eachMatch", &[Param::Any, Param::Closure], each_match),
]);

fn subject(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<(Name, Pattern)> {
    Ok((text::of(cx, this)?, Pattern::of(cx, args.get(0))?))
}

fn replaced(cx: &mut Cx, subject: (Name, Pattern), found: &[Groups], by: &Value) -> Eval<Value> {
    let (text, pattern) = subject;
    let done = if let Value::Closure(_) = by {
        with_closure(cx, &text, found, by)?
    } else {
        let source = text::of(cx, by)?;
        Template::parse(cx, &source, &pattern)?.replace(cx, &text, found)?
    };
    Ok(Value::text(done))
}

fn replace_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, pattern) = subject(cx, this, args)?;
    let found = pattern.all(cx, &text)?;
    replaced(cx, (text, pattern), &found, args.get(1))
}

fn replace_first(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, pattern) = subject(cx, this, args)?;
    let found: Vec<_> = pattern.first(cx, &text)?.into_iter().collect();
    replaced(cx, (text, pattern), &found, args.get(1))
}

fn find(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, pattern) = subject(cx, this, args)?;
    match pattern.first(cx, &text)? {
        Some(groups) => shown(cx, &text, &groups, args),
        None => Ok(Value::Null),
    }
}

/// A match as a text, or what the closure makes of it.
fn shown(cx: &mut Cx, text: &str, groups: &Groups, args: Args<'_>) -> Eval<Value> {
    if let Some(closure) = args.find(1) {
        cx.call(closure, &[match_value(text, groups)])
    } else {
        let all = groups.first().cloned().flatten();
        Ok(all
            .and_then(|all| text.get(all))
            .map_or(Value::Null, Value::text))
    }
}

fn find_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, pattern) = subject(cx, this, args)?;
    let found = pattern.all(cx, &text)?;
    let shown = found.iter().map(|groups| shown(cx, &text, groups, args));
    let shown: Eval<Vec<_>> = shown.collect();
    shown.map(Value::list)
}

fn each_match(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, pattern) = subject(cx, this, args)?;
    for groups in pattern.all(cx, &text)? {
        cx.call(args.get(1), &[match_value(&text, &groups)])?;
    }
    Ok(this.clone())
}
