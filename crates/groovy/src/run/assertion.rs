//! `assert`, with the values of its parts drawn below it.

use std::sync::Arc;

use super::scope::Scope;
use super::{Cx, Eval};
use crate::ast::{Expr, ExprKind};
use crate::code::Span;
use crate::value::Value;

impl Cx {
    pub(super) fn assertion(
        &mut self,
        condition: &Expr,
        message: Option<&Expr>,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        let before = self.recorder.replace(Vec::new());
        let value = self.expr(condition, scope);
        let seen = std::mem::replace(&mut self.recorder, before);
        let value = value?;
        if self.truth(&value)? {
            return Ok(());
        }
        if let Some(message) = message {
            let said = self.expr(message, scope)?;
            let said = self.to_text(&said)?;
            let text = self.told(condition, &said, &seen.unwrap_or_default())?;
            return Err(self.throw("java.lang.AssertionError", text));
        }
        let drawn = self.draw(condition, seen.unwrap_or_default())?;
        let class = "org.codehaus.groovy.runtime.powerassert.PowerAssertionError";
        Err(self.throw(class, drawn))
    }

    /// The message of an assertion that has one of its own: with the expression and its variables.
    fn told(&mut self, condition: &Expr, said: &str, seen: &[(Span, u32, Value)]) -> Eval<String> {
        let text = self.source(condition.span);
        let text = match condition.kind {
            ExprKind::Binary(..) => format!("({text})"),
            _ => text,
        };
        let mut names = Vec::new();
        variables(condition, &mut names);
        let mut values: Vec<String> = Vec::new();
        for name in names {
            let is_it = |(span, _, _): &&(Span, u32, Value)| self.source(*span) == name;
            if let Some((_, _, value)) = seen.iter().find(is_it) {
                values.push(format!("{name} = {}", self.to_text(value)?));
            }
        }
        let values = match values.as_slice() {
            [] => String::new(),
            values => format!(". Values: {}", values.join(", ")),
        };
        Ok(format!("{said}. Expression: {text}{values}"))
    }

    /// Keeps the value of a part of an asserted condition, with the place under which it is drawn.
    pub(super) fn record(&mut self, expr: &Expr, value: &Value) {
        let Some(at) = self.mark(expr) else { return };
        if let Some(recorder) = &mut self.recorder {
            recorder.push((expr.span, at, value.clone()));
        }
    }

    /// Where the value of an expression is drawn; None: it is not.
    fn mark(&self, expr: &Expr) -> Option<u32> {
        match &expr.kind {
            ExprKind::Variable(_) | ExprKind::This | ExprKind::GString(_) | ExprKind::Unary(..) => {
                Some(expr.span.start)
            }
            ExprKind::Property { name, .. } => match name {
                crate::ast::Member::Name(ident) => Some(ident.span.start),
                crate::ast::Member::Dynamic(_) => None,
            },
            ExprKind::Call(call) => Some(super::call::name_span(call, expr.span).start),
            ExprKind::Index { object, .. } => Some(object.span.end),
            ExprKind::Binary(_, left, right) => {
                let code = self.code()?;
                let between = code.slice(Span {
                    start: left.span.end,
                    end: right.span.start,
                });
                let operator = between.find(|c: char| !c.is_whitespace() && c != ')')?;
                Some(left.span.end + u32::try_from(operator).ok()?)
            }
            ExprKind::InstanceOf(value, _) => Some(value.span.end + 1),
            _ => None,
        }
    }

    fn source(&self, span: Span) -> String {
        let code = self.code();
        code.map(|code| code.slice(span).to_owned())
            .unwrap_or_default()
    }

    /// The condition with its values below.
    fn draw(&mut self, condition: &Expr, seen: Vec<(Span, u32, Value)>) -> Eval<String> {
        let source = self.source(condition.span);
        let head = "assert ";
        let line: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
        let single = !source.contains('\n');
        let mut drawn = format!("{head}{}", if single { &source } else { &line });
        if !single {
            return Ok(drawn);
        }
        let mut marks = Vec::new();
        for (_, at, value) in seen {
            let before = source.get(..at.saturating_sub(condition.span.start) as usize);
            let column = head.len() + before.map_or(0, |text| text.chars().count());
            marks.push((column, self.drawn(&value)?));
        }
        marks.sort_by_key(|(column, _)| std::cmp::Reverse(*column));
        marks.dedup_by_key(|(column, _)| *column);
        for line in layout(&marks) {
            drawn.push('\n');
            drawn.push_str(line.trim_end());
        }
        Ok(drawn)
    }

    fn drawn(&mut self, value: &Value) -> Eval<String> {
        match value {
            Value::Str(text) if text.is_empty() => Ok("\"\"".to_owned()),
            other => self.to_text(other).map(|text| text.to_string()),
        }
    }
}

/// The variables between the operators of a condition.
fn variables<'a>(expr: &'a Expr, names: &mut Vec<&'a str>) {
    match &expr.kind {
        ExprKind::Binary(_, left, right) => {
            variables(left, names);
            variables(right, names);
        }
        ExprKind::Variable(name) if !names.contains(&&**name) => names.push(name),
        _ => {}
    }
}

/// Lines under the source, marks given from right to left: each value goes on the first line where it has room.
fn layout(marks: &[(usize, String)]) -> Vec<String> {
    let mut lines = vec![(String::new(), usize::MAX)];
    for (column, _) in marks {
        put(&mut lines, 0, *column, "|");
    }
    for (column, text) in marks {
        let width = text.chars().count();
        let mut placed = false;
        for at in 1..lines.len() {
            let free = lines.get(at).map_or(0, |(_, start)| *start);
            if column + width < free {
                put(&mut lines, at, *column, text);
                placed = true;
                break;
            }
            put(&mut lines, at, *column, "|");
        }
        if !placed {
            lines.push((String::new(), usize::MAX));
            let last = lines.len() - 1;
            put(&mut lines, last, *column, text);
        }
    }
    lines.into_iter().map(|(text, _)| text).collect()
}

/// Writes a text at a column of a line.
fn put(lines: &mut [(String, usize)], at: usize, column: usize, text: &str) {
    let Some((line, start)) = lines.get_mut(at) else {
        return;
    };
    let mut letters: Vec<char> = line.chars().collect();
    let end = column + text.chars().count();
    if letters.len() < end {
        letters.resize(end, ' ');
    }
    for (offset, c) in text.chars().enumerate() {
        if let Some(place) = letters.get_mut(column + offset) {
            *place = c;
        }
    }
    *line = letters.into_iter().collect();
    *start = column.min(*start);
}
