//! The arguments of a step, checked against its parameters.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Key, List, Map, Value};

use super::{Body, Kind, Param, Step};

/// Arguments by name. GStrings are texts already, also in lists and maps. What is given as `null` is not there.
#[derive(Clone, Default)]
pub(crate) struct Arguments(pub(crate) IndexMap<String, Value>);

/// A parameter of this name stands for all that have no name of their own: the branches of `parallel`.
pub(crate) const ANY_NAME: &str = "*";

impl Arguments {
    /// An argument as it came.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A text; other values in the words that a log has for them.
    pub(crate) fn text(&self, name: &str) -> Option<Name> {
        Some(match self.get(name)? {
            Value::Str(text) => Name::clone(text),
            other => plain_text(other),
        })
    }

    /// A text that is empty where it is not given.
    pub(crate) fn text_or_empty(&self, name: &str) -> Name {
        self.text(name).unwrap_or_default()
    }

    /// Yes or no; no where it is not given.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.bool(name).unwrap_or_default()
    }

    /// Yes or no.
    pub(crate) fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(value) => Some(*value),
            Value::Str(text) => Some(text.eq_ignore_ascii_case("true")),
            _ => None,
        }
    }

    /// A whole number.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Int(value) => Some(i64::from(*value)),
            Value::Long(value) => Some(*value),
            other => plain_text(other).parse().ok(),
        }
    }

    /// The items of a list; a single value is a list of one.
    pub(crate) fn list(&self, name: &str) -> Vec<Value> {
        match self.get(name) {
            None => Vec::new(),
            Some(Value::List(list)) => list.items.lock().clone(),
            Some(other) => vec![other.clone()],
        }
    }

    /// The items of a list as texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<Name> {
        self.list(name).iter().map(plain_text).collect()
    }

    /// A map.
    pub(crate) fn map(&self, name: &str) -> Option<Arc<Map>> {
        match self.get(name)? {
            Value::Map(map) => Some(Arc::clone(map)),
            _ => None,
        }
    }
}

/// A value in the words that a log has for it, without asking the script.
pub(crate) fn plain_text(value: &Value) -> Name {
    match value {
        Value::Str(text) => Name::clone(text),
        Value::Decimal(value) => value.to_string().into(),
        other => format!("{other:?}").into(),
    }
}

/// Sorts what a step was called with: named arguments are one map at the front, the block is the last.
pub(super) fn sort(
    cx: &mut Cx,
    step: &'static Step,
    args: &[Value],
) -> Eval<(Arguments, Option<Value>)> {
    let (args, body) = split_body(step, args);
    let named = match args {
        [] => IndexMap::new(),
        [Value::Map(map)] if is_named(step, map) => {
            let mut named = named(cx, map)?;
            named.extend(null_words(step, map));
            named
        }
        [single] => sole(cx, step, single)?,
        more => {
            let given = cx.to_text(&Value::list(more.iter().cloned()))?;
            return Err(wrong(
                cx,
                format!("Expected named arguments but got {given}"),
            ));
        }
    };
    let checked = check(cx, step, named)?;
    Ok((Arguments(checked), body))
}

/// `null` for one of several words is the first of them: `catchError(buildResult: null)` leaves the build as it is.
fn null_words(step: &Step, map: &Map) -> Vec<(String, Value)> {
    let is_null = |param: &&Param| map.get(param.name).is_some_and(|value| value.is_null());
    let words = step.params.iter().filter(is_null);
    words
        .filter_map(|param| match param.kind {
            Kind::OneOf([first, ..]) => Some((param.name.to_owned(), Value::text(*first))),
            _ => None,
        })
        .collect()
}

fn split_body<'a>(step: &Step, args: &'a [Value]) -> (&'a [Value], Option<Value>) {
    match args {
        [rest @ .., last @ Value::Closure(_)] if step.body != Body::None => {
            (rest, Some(last.clone()))
        }
        all => (all, None),
    }
}

/// A map is the named arguments, unless it describes something (`$class`), which is then the sole argument.
fn is_named(step: &Step, map: &Map) -> bool {
    let describes = map.get("$class").is_some();
    let only_a_map = step.sole.is_some_and(|sole| {
        let takes = step.params.iter().find(|param| param.name == sole);
        takes.is_some_and(|param| matches!(param.kind, Kind::Map)) && map.get(sole).is_none()
    });
    !describes && !only_a_map
}

/// Entries of a map by the texts of their keys; nulls are left out.
pub(crate) fn named(cx: &mut Cx, map: &Map) -> Eval<IndexMap<String, Value>> {
    let entries = map.entries.lock().clone();
    let mut named = IndexMap::with_capacity(entries.len());
    for (Key(key), value) in entries {
        let key = cx.to_text(&key)?.to_string();
        if !value.is_null() {
            named.insert(key, settled(cx, &value)?);
        }
    }
    Ok(named)
}

fn sole(cx: &mut Cx, step: &Step, value: &Value) -> Eval<IndexMap<String, Value>> {
    let Some(name) = step.sole else {
        let given = cx.to_text(value)?;
        return Err(wrong(
            cx,
            format!("Expected named arguments but got {given}"),
        ));
    };
    let value = settled(cx, value)?;
    let given = (!value.is_null()).then(|| (name.to_owned(), value));
    Ok(given.into_iter().collect())
}

/// A value with its GStrings made texts.
pub(crate) fn settled(cx: &mut Cx, value: &Value) -> Eval<Value> {
    match value {
        Value::GString(_) => Ok(Value::Str(cx.to_text(value)?)),
        Value::List(list) => {
            let items = list.items.lock().clone();
            let items = items.iter().map(|item| settled(cx, item));
            let items = items.collect::<Eval<Vec<_>>>()?;
            Ok(Value::List(Arc::new(List::new(list.kind, items))))
        }
        Value::Map(map) => {
            let entries = map.entries.lock().clone().into_iter();
            let entries = entries.map(|(key, value)| Ok((key, settled(cx, &value)?)));
            let entries = entries.collect::<Eval<_>>()?;
            Ok(Value::Map(Arc::new(Map::new(map.kind, entries))))
        }
        other => Ok(other.clone()),
    }
}

fn check(
    cx: &mut Cx,
    step: &Step,
    named: IndexMap<String, Value>,
) -> Eval<IndexMap<String, Value>> {
    let any = step.params.iter().find(|param| param.name == ANY_NAME);
    let mut unknown = Vec::new();
    let mut checked = IndexMap::with_capacity(named.len());
    for (name, value) in named {
        match step.params.iter().find(|param| param.name == name).or(any) {
            None => unknown.push(name),
            Some(param) => {
                let value = fit(cx, step, param, value)?;
                checked.insert(name, value);
            }
        }
    }
    if !unknown.is_empty() {
        let line = format!(
            "WARNING: Unknown parameter(s) found for class type '{}': {}",
            step.name,
            unknown.join(",")
        );
        crate::build::say(cx, line);
    }
    Ok(checked)
}

/// A value as the parameter's kind has it, by Groovy's own rules for arguments; what does not fit is thrown back in Jenkins' words.
fn fit(cx: &mut Cx, step: &Step, param: &Param, value: Value) -> Eval<Value> {
    let (fits, expects) = match param.kind {
        Kind::Any => (true, ""),
        Kind::Text | Kind::OneOf(_) => (matches!(value, Value::Str(_)), "class java.lang.String"),
        Kind::Bool => (matches!(value, Value::Bool(_)), "boolean"),
        Kind::Int => (is_number(&value), "int"),
        Kind::Long => (is_number(&value), "long"),
        Kind::Number => (is_number(&value), "double"),
        Kind::List => (is_list(&value), "java.util.List<java.lang.String>"),
        Kind::Map => (matches!(value, Value::Map(_)), "interface java.util.Map"),
    };
    if fits {
        return Ok(value);
    }
    let class = cx.call_method(&value, "getClass", &[])?;
    let class = cx.to_text(&class)?;
    let message = format!(
        "{}.{} expects {expects} but received {class}",
        class_of(step.name),
        param.name
    );
    Err(cx.throw("java.lang.ClassCastException", message))
}

/// Jenkins names a step by its class where an argument does not fit; of steps that are rare their own name will do.
fn class_of(step: &str) -> String {
    let (package, class) = match step {
        "echo" => ("steps", "EchoStep"),
        "error" => ("steps", "ErrorStep"),
        "dir" => ("steps", "PushdStep"),
        "sleep" => ("steps", "SleepStep"),
        "retry" => ("steps", "RetryStep"),
        "timeout" => ("steps", "TimeoutStep"),
        "withEnv" => ("steps", "EnvStep"),
        "readFile" => ("steps", "ReadFileStep"),
        "writeFile" => ("steps", "WriteFileStep"),
        "fileExists" => ("steps", "FileExistsStep"),
        "unstable" => ("steps", "UnstableStep"),
        "sh" => ("steps.durable_task", "ShellStep"),
        "input" => ("support.steps.input", "InputStep"),
        "node" => ("support.steps", "ExecutorStep"),
        "stage" => ("support.steps", "StageStep"),
        other => return other.to_owned(),
    };
    format!("org.jenkinsci.plugins.workflow.{package}.{class}")
}

fn is_number(value: &Value) -> bool {
    matches!(
        value,
        Value::Int(_)
            | Value::Long(_)
            | Value::Big(_)
            | Value::Decimal(_)
            | Value::Float(_)
            | Value::Double(_)
    )
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Range(_) | Value::Str(_))
}

fn wrong(cx: &mut Cx, message: String) -> maillon_groovy::Unwind {
    cx.throw("java.lang.IllegalArgumentException", message)
}
