//! `switch`, `in`, and patterns.

use std::sync::Arc;

use super::scope::Scope;
use super::statement::Flow;
use super::{Cx, Eval};
use crate::ast::{Case, Expr, Stmt, StmtKind};
use crate::library;
use crate::value::Value;

/// What a case does before a `break` at its end, and whether there is one.
fn without_break(case: &Case) -> (&[Stmt], bool) {
    match case.body.statements.split_last() {
        Some((last, before)) if matches!(last.kind, StmtKind::Break(None)) => (before, true),
        _ => (&case.body.statements, false),
    }
}

impl Cx {
    pub(super) fn switch(
        &mut self,
        value: &Expr,
        cases: &[Case],
        scope: &Arc<Scope>,
    ) -> Eval<Flow> {
        let value = self.expr(value, scope)?;
        let Some(first) = self.first_case(&value, cases, scope)? else {
            return Ok(Flow::Next(Value::Null));
        };
        let scope = Scope::inside(scope);
        let mut last = Value::Null;
        for case in cases.iter().skip(first) {
            let (statements, breaks) = without_break(case);
            match self.statements(statements, &Scope::inside(&scope))? {
                Flow::Next(value) if breaks => return Ok(Flow::Next(value)),
                // Groovy makes a value only of what stands before a `break`, and of a `default`.
                Flow::Next(value) if case.value.is_none() => last = value,
                Flow::Next(_) => last = Value::Null,
                Flow::Break(None) => return Ok(Flow::Next(Value::Null)),
                leaves => return Ok(leaves),
            }
        }
        Ok(Flow::Next(last))
    }

    fn first_case(
        &mut self,
        value: &Value,
        cases: &[Case],
        scope: &Arc<Scope>,
    ) -> Eval<Option<usize>> {
        for (at, case) in cases.iter().enumerate() {
            if let Some(expr) = &case.value {
                let case = self.expr(expr, scope)?;
                if self.is_case(&case, value)? {
                    return Ok(Some(at));
                }
            }
        }
        Ok(cases.iter().position(|case| case.value.is_none()))
    }

    /// `value in all`.
    pub(super) fn is_in(&mut self, value: &Value, all: &Value) -> Eval<bool> {
        match all {
            Value::Null => Ok(value.is_null()),
            all => self.is_case(all, value),
        }
    }

    /// Whether a value is one of those that a case means.
    pub(crate) fn is_case(&mut self, case: &Value, value: &Value) -> Eval<bool> {
        match case {
            Value::Class(class) => {
                let class = Arc::clone(class);
                Ok(super::instance::is_of_class(value, &class))
            }
            Value::List(_) => {
                let items = self.items(case)?;
                library::contains(self, &items, value)
            }
            Value::Range(range) => {
                let (low, high) = match self.compare(&range.from, &range.to)? {
                    std::cmp::Ordering::Greater => (&range.to, &range.from),
                    _ => (&range.from, &range.to),
                };
                let whole = super::binary::is_number(value) == super::binary::is_number(low);
                if range.empty || value.is_null() || !whole {
                    return Ok(false);
                }
                let inside =
                    self.compare(low, value)?.is_le() && self.compare(value, high)?.is_le();
                if !inside {
                    return Ok(false);
                }
                let floor = self.items(case)?;
                for item in floor {
                    if self.equals(&item, value)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Map(map) => {
                let found = self.map_value(map, value)?;
                self.truth(&found)
            }
            Value::Closure(_) => {
                let answer = self.call(case, std::slice::from_ref(value))?;
                self.truth(&answer)
            }
            Value::Native(native) if native.class_name() == "java.util.regex.Pattern" => {
                library::matches(self, value, case)
            }
            Value::Object(object) => {
                let class = Arc::clone(&object.class);
                let args = std::slice::from_ref(value);
                match self.own_method(case, &class, "isCase", args)? {
                    Some(answer) => self.truth(&answer),
                    None => self.equals(case, value),
                }
            }
            Value::Native(native) => {
                match native.call(self, "isCase", std::slice::from_ref(value))? {
                    Some(answer) => self.truth(&answer),
                    None => self.equals(case, value),
                }
            }
            other => self.equals(other, value),
        }
    }

    /// `text =~ pattern`.
    pub(super) fn find_pattern(&mut self, text: &Value, pattern: &Value) -> Eval<Value> {
        library::matcher(self, text, pattern)
    }

    /// `text ==~ pattern`.
    pub(super) fn match_pattern(&mut self, text: &Value, pattern: &Value) -> Eval<Value> {
        library::matches(self, text, pattern).map(Value::Bool)
    }
}
