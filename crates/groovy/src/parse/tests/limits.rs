//! What is too deep or too long is said, and costs no stack.

use super::super::parse;
use crate::code::Code;

fn messages(text: &str) -> Vec<String> {
    let code = Code::new("Jenkinsfile", text);
    parse(&code)
        .errors
        .into_iter()
        .map(|error| error.message)
        .collect()
}

#[test]
fn brackets_in_brackets() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("a {", "}"),
        ("-(", ")"),
        ("if (a) {", "}"),
        ("a ?: ", ""),
        ("\"${", "}\""),
        ("!", ""),
    ] {
        let text = open.repeat(20_000) + "a" + &close.repeat(20_000);
        assert_eq!(
            messages(&text).first().map(String::as_str),
            Some("the script is nested too deeply"),
            "{open}"
        );
    }
}

#[test]
fn sensible_depths_are_read() {
    for (open, close) in [("(", ")"), ("[", "]"), ("a {", "}"), ("if (a) {", "}")] {
        let text = open.repeat(30) + "a" + &close.repeat(30);
        assert_eq!(messages(&text), Vec::<String>::new(), "{open}");
    }
}

#[test]
fn chains() {
    assert_eq!(messages(&("a + ".repeat(1500) + "a")), Vec::<String>::new());
    assert_eq!(
        messages(&("a + ".repeat(20_000) + "a")),
        ["the expression is too long"]
    );
    assert_eq!(
        messages(&("a".to_owned() + &".b()".repeat(20_000))),
        ["the expression is too long"]
    );
    assert_eq!(
        messages(&("a".to_owned() + &" b c".repeat(20_000))),
        ["the expression is too long"]
    );
    assert_eq!(
        messages(&"else if (a) b ".repeat(1000).replacen("else ", "", 1))
            .first()
            .map(String::as_str),
        Some("the script is nested too deeply")
    );
}

#[test]
fn long_lists_are_read() {
    assert_eq!(
        messages(&format!("x = [{}]", "1, ".repeat(20_000))),
        Vec::<String>::new()
    );
    assert_eq!(messages(&"a\n".repeat(20_000)), Vec::<String>::new());
}

#[test]
fn unclosed_brackets_take_no_square_time() {
    for text in ["a { ", "a ( ", "{ a = ", "${ \"", "a ) \n", "} "] {
        assert!(!messages(&text.repeat(20_000)).is_empty(), "{text}");
    }
}
