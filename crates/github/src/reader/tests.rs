use maillon_source::Files;

use super::*;
use crate::expression::Key;

/// What is said about the text at the key `run` of a file: messages with their places.
fn check(definition: &str, expected: &str) {
    let mut files = Files::default();
    let file = files.add("w.yml", definition);
    let root = document(&mut files, file).unwrap();
    let report = Report::new(&files);
    let cursor = Cursor::new(&root, &report);
    Fields::unchecked(&cursor)
        .unwrap()
        .get("run")
        .unwrap()
        .text(Key::StepRun);
    let found = report.into_diagnostics();
    let places = found.iter().map(|found| {
        let place = found.place.as_ref().unwrap();
        let line: String = place
            .source
            .chars()
            .skip(place.column as usize - 1)
            .collect();
        format!("{}:{} {line}", place.line, place.column)
    });
    assert_eq!(places.collect::<Vec<_>>().join("\n"), expected);
}

#[test]
fn an_error_in_an_expression_is_shown_where_it_stands() {
    check("run: echo ${{ a b }}", "1:17 b }}");
    check(
        "run: 'echo ${{ github.ref }} ${{ nope.x }}'",
        "1:34 nope.x }}'",
    );
    check("run: |\n  one\n  two ${{ nope }}\n", "3:11 nope }}");
}

#[test]
fn an_expression_over_several_lines() {
    check("run: |\n  ${{ github.ref ||\n     nope }}\n", "3:6 nope }}");
}

#[test]
fn an_expression_in_a_quoted_text() {
    check("run: 'it''s ${{ nope }}'", "1:17 nope }}'");
    check(r#"run: "a \"b\" \n ${{ nope }}""#, r#"1:22 nope }}""#);
    check("run: &x\n  ${{ nope }}", "2:7 nope }}");
}

#[test]
fn an_expression_in_folded_lines() {
    check(
        "run: >-\n  echo\n  ${{ github.ref }}\n\n  ${{ nope }}\n",
        "5:7 nope }}",
    );
    check("run: echo\n  ${{ nope }}\n", "2:7 nope }}");
}

#[test]
fn documents() {
    let read = |text: &str| {
        let mut files = Files::default();
        let file = files.add("w.yml", text);
        let found = document(&mut files, file).err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect::<String>()
    };
    assert_eq!(read("on: push"), "");
    assert_eq!(
        read("# nothing"),
        "w.yml:1:1: error[github/document]: the file is empty"
    );
    assert_eq!(
        read("a: 1\n---\nb: 2"),
        "w.yml:3:1: error[github/document]: the file holds more than one document"
    );
}
