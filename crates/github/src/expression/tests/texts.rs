use serde_json::json;

use super::world;
use crate::expression::{Template, evaluate_tree};

fn template(text: &str) -> Template {
    Template::parse(text).expect("a template")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let rendered = template(text).render(&world());
    assert_eq!(rendered.as_deref(), Ok(expected));
}

#[test]
fn texts_with_expressions() {
    check("plain", "plain");
    check(
        "a ${{ github.ref }} b ${{ 1.50 }}${{ null }}",
        "a refs/heads/main b 1.5",
    );
    check("${{github.sha}}", "abc");
    check("${{ '}}' }}${{ 'it''s }}' }}", "}}it's }}");
    check("${{ list }} ${{ github }}", "Array Object");
    check("$${{ 1 }}}} {{ 2 }}", "$1}} {{ 2 }}");
    check("${{\n  github.sha\n}}\n", "abc\n");
}

#[test]
fn uses() {
    let uses = template("${{ needs.a }} ${{ toJSON(matrix) }}").uses();
    let contexts = [("needs".to_owned(), 4, 5), ("matrix".to_owned(), 26, 6)];
    assert_eq!(uses.contexts, contexts);
    assert_eq!(uses.functions, [("tojson".to_owned(), 19, 6)]);
}

#[test]
fn trees() {
    let tree = json!({
        "os": "${{ fromJSON('[\"a\", {\"b\": 1}]') }}",
        "text": "v${{ matrix.version }}",
        "flag": "${{ matrix.flag }}",
        "deep": [["${{ 2 }}", 3, null]],
        "joined": [0, "${{ fromJSON('[1, [2]]') }}"],
        "${{ matrix.os }}-key": "x",
        "${{ insert }}": "${{ fromJSON('{\"more\": true}') }}",
    });
    let expected = json!({
        "os": ["a", {"b": 1}],
        "text": "v3.1",
        "flag": false,
        "deep": [[2, 3, null]],
        "joined": [0, 1, [2]],
        "linux-key": "x",
        "more": true,
    });
    assert_eq!(evaluate_tree(&tree, &world()), Ok(expected));
}
