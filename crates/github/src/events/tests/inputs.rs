use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::{event, named};
use crate::workflow::{Input, InputKind, Tree};

fn input(kind: InputKind) -> Input {
    Input {
        kind,
        required: false,
        default: None,
        description: None,
        deprecation: None,
        place: None,
    }
}

fn required(kind: InputKind) -> Input {
    Input {
        required: true,
        ..input(kind)
    }
}

fn with_default(kind: InputKind, default: Json) -> Input {
    let default = Tree {
        json: default,
        place: None,
    };
    Input {
        default: Some(default),
        ..input(kind)
    }
}

/// The `inputs` context, or messages.
fn evaluate(input: Input, given: &[(&str, &str)], payload: Option<Json>) -> Result<Json, String> {
    let declared = IndexMap::from([("x".to_owned(), input)]);
    let given: BTreeMap<String, String> = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let event = event(&named("workflow_dispatch", payload));
    let inputs = event.dispatch_inputs(&declared, &given);
    inputs.map_err(|problems| {
        let messages: Vec<String> = problems.iter().map(ToString::to_string).collect();
        messages.join("\n")
    })
}

#[track_caller]
fn check(input: Input, given: Option<&str>, expected: &Json) {
    let given: Vec<(&str, &str)> = given.iter().map(|value| ("x", *value)).collect();
    assert_eq!(evaluate(input, &given, None), Ok(json!({ "x": expected })));
}

fn choice() -> InputKind {
    InputKind::Choice(vec!["a".to_owned(), "b".to_owned()])
}

#[test]
fn inputs_have_types() {
    check(input(InputKind::String), Some("1"), &json!("1"));
    check(input(InputKind::Boolean), Some("true"), &json!(true));
    check(input(InputKind::Number), Some("12"), &json!(12));
    check(input(InputKind::Number), Some("1.5"), &json!(1.5));
    check(input(InputKind::Environment), Some("prod"), &json!("prod"));
    check(input(choice()), Some("b"), &json!("b"));
}

#[test]
fn what_is_not_given_has_a_default() {
    check(input(InputKind::String), None, &json!(""));
    check(input(InputKind::Boolean), None, &json!(false));
    check(required(InputKind::Boolean), None, &json!(false));
    check(
        with_default(InputKind::Boolean, json!(true)),
        None,
        &json!(true),
    );
    check(
        with_default(InputKind::String, json!(1.5)),
        None,
        &json!("1.5"),
    );
    check(with_default(InputKind::Number, json!("3")), None, &json!(3));
    check(
        with_default(InputKind::String, json!("d")),
        Some("g"),
        &json!("g"),
    );
}

#[test]
fn the_payload_tells_what_flags_do_not() {
    let payload = || Some(json!({"inputs": {"x": true, "other": "y"}}));
    let boolean = || input(InputKind::Boolean);
    assert_eq!(evaluate(boolean(), &[], payload()), Ok(json!({"x": true})));
    assert_eq!(
        evaluate(boolean(), &[("x", "false")], payload()),
        Ok(json!({"x": false}))
    );
}

#[track_caller]
fn wrong(input: Input, given: &[(&str, &str)], expected: &str) {
    assert_eq!(evaluate(input, given, None), Err(expected.to_owned()));
}

#[test]
fn wrong_inputs() {
    wrong(
        required(InputKind::String),
        &[],
        "error[github/missing-input]: the input `x` is required and not given",
    );
    wrong(
        input(InputKind::Boolean),
        &[("x", "yes")],
        "error[github/wrong-input]: the input `x` must be `true` or `false`, not `yes`",
    );
    wrong(
        input(InputKind::Number),
        &[("x", "many")],
        "error[github/wrong-input]: the input `x` must be a number, not `many`",
    );
    wrong(
        input(choice()),
        &[("x", "c")],
        "error[github/wrong-input]: the input `x` must be one of a, b, not `c`",
    );
    wrong(
        input(InputKind::String),
        &[("y", "1")],
        "error[github/unknown-input]: `workflow_dispatch` has no input `y`",
    );
}

#[test]
fn the_event_has_them_as_texts() {
    let event = event(&named("workflow_dispatch", None));
    let event = event.with_inputs(&json!({"a": true, "b": 1, "c": "x"}));
    let inputs = event.payload.get("inputs").cloned();
    assert_eq!(inputs, Some(json!({"a": "true", "b": "1", "c": "x"})));
}

#[test]
fn what_the_payload_says_besides_stays() {
    let payload = json!({"inputs": {"a": false, "other": 2}});
    let event = event(&named("workflow_dispatch", Some(payload)));
    let event = event.with_inputs(&json!({"a": true}));
    let inputs = event.payload.get("inputs").cloned();
    assert_eq!(inputs, Some(json!({"a": "true", "other": "2"})));
}
