mod conditions;
mod errors;
mod functions;
mod operators;
mod properties;
mod random;
mod texts;

use super::evaluate::evaluate;
use super::functions::to_json;
use super::parser::parse;
use super::{ExpressionError, Scope, Status, Value};
use crate::scope::{Answers, Contexts};

/// Contexts that answer, and files that hash to their patterns.
struct World(Contexts);

impl Scope for World {
    fn context(&self, name: &str) -> Option<Value> {
        self.0.context(name)
    }

    fn status(&self, function: Status) -> bool {
        self.0.status(function)
    }

    fn hash_files(&self, patterns: &[String]) -> Result<String, String> {
        match patterns {
            [broken] if broken == "broken" => Err("the files can't be read".to_owned()),
            _ => Ok(format!("hash of {}", patterns.join("+"))),
        }
    }
}

fn contexts(json: &serde_json::Value) -> Contexts {
    const NAMES: [&str; 8] = [
        "github", "env", "needs", "matrix", "steps", "secrets", "list", "empty",
    ];
    let mut contexts = Contexts::default();
    for name in NAMES {
        if let Some(value) = json.get(name) {
            contexts = contexts.with(name, Value::from(value));
        }
    }
    contexts
}

/// What the tables are evaluated with.
fn world() -> World {
    World(contexts(&serde_json::json!({
        "github": {
            "ref": "refs/heads/main",
            "event_name": "push",
            "SHA": "abc",
            "event": {
                "commits": [{"author": {"username": "someone"}}, {"author": {"username": "other"}}, {"no": 1}],
                "issue": {"labels": [{"name": "bug"}, {"name": "help wanted"}]},
                "true": "it's true",
                "b-ar": "dash",
                "_x": "under",
            },
        },
        "env": {"key": "value"},
        "needs": {
            "a": {"result": "success", "outputs": {"x": "1"}},
            "b": {"result": "failure", "outputs": {"x": "2"}},
        },
        "matrix": {"os": "linux", "version": 3.1, "flag": false, "none": null},
        "steps": {},
        "list": ["one", "two", "three"],
        "empty": [],
    })))
}

fn eval(text: &str, scope: &dyn Scope) -> Result<Value, ExpressionError> {
    evaluate(&parse(text, 0)?, scope)
}

/// One line each: an expression, ` => `, its value as JSON; or `!` and the error.
#[track_caller]
fn check(table: &str) {
    let world = world();
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (expression, expected) = row.rsplit_once(" => ").expect("a row has a result");
        assert_eq!(shown(expression, &world), expected, "{expression}");
    }
}

fn shown(expression: &str, scope: &dyn Scope) -> String {
    match eval(expression, scope) {
        Ok(value @ (Value::Array(_) | Value::Object(_))) => value.to_json().to_string(),
        Ok(value) => to_json(&value),
        Err(error) => format!("! {error}"),
    }
}

fn failing() -> Contexts {
    Contexts::default().answering(Answers {
        success: false,
        failure: true,
        cancelled: false,
    })
}
