use proptest::prelude::*;

use super::{eval, shown, world};
use crate::expression::functions::{from_json, to_json};
use crate::expression::{Template, Value, fuzz};

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        (-1_000_000_i64..1_000_000).prop_map(Into::into),
        ".{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec(("[a-z]{1,4}", inner), 0..4)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

/// Parts that are likely to stand beside each other in an expression.
fn expression() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "github", ".ref", ".*", "[0]", "['x']", "(", ")", ",", "!", "==", "&&", "||", "<", "'a'",
        "1", "-2.5", "null", "true", "toJSON", "format", "contains", "success", " ", "${{", "}}",
        "'", "é",
    ]);
    prop::collection::vec(parts, 0..16).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_an_error_within(text in ".{0,40}") {
        fuzz(&text);
        fuzz(&format!("${{{{ {text} }}}}"));
    }

    #[test]
    fn parts_of_expressions_never_panic(text in expression()) {
        fuzz(&text);
        fuzz(&format!("${{{{ {text} }}}}"));
    }

    #[test]
    fn json_goes_there_and_back(json in json()) {
        let text = to_json(&Value::from(&json));
        let back = from_json(&text).expect("our own JSON");
        prop_assert_eq!(back.to_json(), json);
    }

    #[test]
    fn a_quoted_text_is_itself(text in ".{0,20}") {
        let quoted = format!("${{{{ '{}' }}}}", text.replace('\'', "''"));
        let template = Template::parse(&quoted).expect("a text");
        prop_assert_eq!(template.render(&world()), Ok(text));
    }

    #[test]
    fn numbers_compare_as_numbers(left in -1000_i32..1000, right in -1000_i32..1000) {
        let holds = |operator| shown(&format!("{left} {operator} '{right}'"), &world()) == "true";
        prop_assert_eq!(holds("<"), left < right);
        prop_assert_eq!(holds(">="), left >= right);
        prop_assert_eq!(holds("=="), left == right);
        prop_assert_eq!(holds("!="), left != right);
    }

    #[test]
    fn join_puts_texts_together(items in prop::collection::vec("[a-z ]{0,5}", 1..5)) {
        let list: Vec<Value> = items.iter().map(|item| Value::from(item.as_str())).collect();
        let expression = format!("join(fromJSON('{}'), '')", to_json(&list.into()));
        let joined = eval(&expression, &world()).expect("a text");
        prop_assert_eq!(joined.to_text().to_string(), items.concat());
    }
}
