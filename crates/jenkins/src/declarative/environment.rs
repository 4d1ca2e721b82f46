//! `environment`: entries may refer to each other in any order.
//!
//! As in Jenkins' plugin, a name that the same block defines means that entry, whichever comes first; within its own value it means what
//! it is outside. Every other name is looked up in the script, then in the parameters, and is `null` if nobody knows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_groovy::ast::{Expr, Name};
use maillon_groovy::{Cx, Eval, Scope, Unwind, Value};

use super::names::{free_names, rewrite};
use super::script::{caught, variable};
use crate::definition::{EnvEntry, EnvValue};

/// Where packages begin.
const PACKAGES: &[&str] = &[
    "com", "groovy", "hudson", "io", "java", "javax", "jenkins", "net", "org",
];

/// How deep entries may refer to each other: deeper ones refer to themselves.
const DEPTH: usize = 200;

/// The entries of one block, while they are evaluated.
struct Entries<'a> {
    values: BTreeMap<Name, &'a Expr>,
    scope: &'a Arc<Scope>,
    known: BTreeMap<Name, Value>,
}

/// The variables that are no credentials, each `NAME=value`.
pub(super) fn variables(cx: &mut Cx, block: &[EnvEntry], scope: &Arc<Scope>) -> Eval<Vec<String>> {
    let mut entries = Entries::of(block, scope);
    let mut variables = Vec::new();
    for entry in block {
        if let EnvValue::Expr(_) = &entry.value {
            let value = entries.value_of(cx, &entry.name.name, 0)?;
            variables.push(format!("{}={}", entry.name.name, cx.to_text(&value)?));
        }
    }
    Ok(variables)
}

/// Names of variables with the ids of the credentials that they get.
pub(super) fn credentials(
    cx: &mut Cx,
    block: &[EnvEntry],
    scope: &Arc<Scope>,
) -> Eval<Vec<(Name, Name)>> {
    let mut entries = Entries::of(block, scope);
    let mut credentials = Vec::new();
    for entry in block {
        if let EnvValue::Credentials(id) = &entry.value {
            let id = entries.evaluate(cx, &entry.name.name, id, 0)?;
            credentials.push((entry.name.name.clone(), cx.to_text(&id)?));
        }
    }
    Ok(credentials)
}

impl<'a> Entries<'a> {
    fn of(block: &'a [EnvEntry], scope: &'a Arc<Scope>) -> Self {
        let values = block.iter().filter_map(|entry| match &entry.value {
            EnvValue::Expr(value) => Some((entry.name.name.clone(), value)),
            EnvValue::Credentials(_) => None,
        });
        Self {
            values: values.collect(),
            scope,
            known: BTreeMap::new(),
        }
    }

    fn value_of(&mut self, cx: &mut Cx, name: &Name, depth: usize) -> Eval<Value> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        if depth > DEPTH {
            let text = format!("the environment variable {name} refers to itself");
            return Err(cx.throw("java.lang.StackOverflowError", text));
        }
        let Some(expr) = self.values.get(name).copied() else {
            return Ok(Value::Null);
        };
        let value = self.evaluate(cx, name, expr, depth)?;
        self.known.insert(name.clone(), value.clone());
        Ok(value)
    }

    fn evaluate(&mut self, cx: &mut Cx, target: &Name, expr: &Expr, depth: usize) -> Eval<Value> {
        let is_key = |name: &Name| name != target && self.values.contains_key(name);
        let expr = rewrite(expr, &is_key);
        let mut variables = Vec::new();
        for name in free_names(&expr) {
            if let Some(value) = self.lookup(cx, target, &name, depth)? {
                variables.push((name, value));
            }
        }
        let scope = cx.scope(self.scope, variables);
        let value = cx.eval(&expr, &scope);
        value.map_err(|unwind| explained(cx, target, unwind))
    }

    /// The value that a name gets as a variable; None: the script finds it itself.
    fn lookup(
        &mut self,
        cx: &mut Cx,
        target: &Name,
        name: &Name,
        depth: usize,
    ) -> Eval<Option<Value>> {
        if name != target && self.values.contains_key(name) {
            return self.value_of(cx, name, depth + 1).map(Some);
        }
        match caught(cx.eval(&variable(name), self.scope))? {
            Ok(_) => Ok(None),
            // The beginning of a class's full name.
            Err(_) if PACKAGES.contains(&&**name) => Ok(None),
            Err(thrown) if thrown.0.class.is("groovy.lang.MissingPropertyException") => {
                Ok(Some(Value::Null))
            }
            Err(thrown) => Err(Unwind::Throw(thrown)),
        }
    }
}

/// Jenkins says which variable it is where a method of `null` was called.
fn explained(cx: &mut Cx, target: &Name, unwind: Unwind) -> Unwind {
    match &unwind {
        Unwind::Throw(thrown) if thrown.0.class.is("java.lang.NullPointerException") => cx.throw(
            "java.lang.IllegalArgumentException",
            format!("Error evaluating environment variable value for {target}"),
        ),
        _ => unwind,
    }
}
