//! Any text is read or refused, never a panic.

use proptest::prelude::*;

use crate::{action, workflow};

const WHOLE: &str = include_str!("whole.yml");

fn both(text: &str) {
    workflow::fuzz(text);
    action::fuzz(text);
}

/// A value of any kind, where another is expected.
fn value() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "~",
        "1",
        "-1.5",
        "yes",
        "true",
        "[]",
        "{}",
        "[a, 1]",
        "{a: b}",
        "[[a]]",
        "{a: {b: }}",
        "''",
        "${{ github.ref }}",
        "'${{ nope }}'",
        "${{",
        "*a",
        "&a b",
        "!x y",
        "|",
        "|\n  x ${{ a b",
        "'''",
        "\"\\\\\"",
    ])
}

/// The whole workflow with one value replaced.
fn replaced() -> impl Strategy<Value = String> {
    let lines: Vec<&str> = WHOLE.lines().collect();
    (0..lines.len(), value()).prop_map(move |(at, value)| {
        let lines = lines.iter().enumerate();
        let lines = lines.map(|(line, text)| match text.split_once(": ") {
            Some((key, _)) if line == at => format!("{key}: {value}\n"),
            _ => format!("{text}\n"),
        });
        lines.collect()
    })
}

/// The whole workflow without a part.
fn cut() -> impl Strategy<Value = String> {
    (0..WHOLE.len(), 1..200_usize).prop_map(|(from, length)| {
        let kept = WHOLE.char_indices();
        let kept = kept.filter(|(at, _)| !(from..from + length).contains(at));
        kept.map(|(_, character)| character).collect()
    })
}

proptest! {
    #[test]
    fn any_text(text in ".{0,80}") {
        both(&text);
    }

    #[test]
    fn any_value_of_any_key(text in replaced()) {
        both(&text);
    }

    #[test]
    fn any_part_missing(text in cut()) {
        both(&text);
    }
}

#[test]
fn the_whole_is_read() {
    let mut files = maillon_source::Files::default();
    let file = files.add("whole.yml", WHOLE);
    let (workflow, found) = workflow::parse(&mut files, file);
    assert_eq!((workflow.is_some(), found), (true, Vec::new()));
}
