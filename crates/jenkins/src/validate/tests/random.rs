//! Pipelines made of pieces at random: read without a panic, and refused with a reason where they are not right.

use proptest::prelude::*;

use super::super::{FileKind, check};

const PIECES: &[&str] = &[
    "agent any;",
    "agent { docker { image 'x' } };",
    "agent { label",
    "stages {",
    "stage('A') {",
    "stage(\"${x}\") {",
    "steps {",
    "echo 'x';",
    "sh 5;",
    "script {",
    "}",
    "}",
    "}",
    "post { always {",
    "when {",
    "not {",
    "branch 'x';",
    "expression { true };",
    "environment {",
    "A = 'x';",
    "A = B + 'c';",
    "options {",
    "timeout(",
    "time: 5,",
    "unit: 'X')",
    "parallel {",
    "matrix {",
    "axes {",
    "axis {",
    "name 'OS';",
    "values 'a', 'a';",
    "excludes { exclude {",
    "notValues 'b';",
    "parameters {",
    "string(name: 'x')",
    "tools {",
    "maven 'M';",
    "input { message 'x' };",
    "triggers { cron(",
    "'x')",
    "libraries { lib('x') };",
    "foo.bar();",
    "x = 1;",
    "def y;",
    "[a: 1];",
    "failFast",
    "true;",
    "${x};",
    "99999999999999999999,",
    "*:m",
    "(",
    ")",
    ",",
    "\n",
    "pipeline {",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.join(" "))
}

const WHOLE: &str = include_str!("whole.groovy");

/// The whole pipeline with a piece cut out, or a piece of it again elsewhere.
fn mutant() -> impl Strategy<Value = String> {
    let size = WHOLE.chars().count();
    (0..size, 0..40_usize, 0..size, any::<bool>()).prop_map(|(from, length, to, again)| {
        let letters: Vec<char> = WHOLE.chars().collect();
        let until = (from + length).min(letters.len());
        let piece = letters[from..until].to_vec();
        let mut text = letters;
        if again {
            text.splice(to..to, piece);
        } else {
            text.drain(from..until);
        }
        text.into_iter().collect()
    })
}

/// Reads a text; what is not right must have a reason.
fn read(text: &str) -> bool {
    let code = maillon_groovy::Code::new("Jenkinsfile", text);
    let parsed = maillon_groovy::parse(&code);
    let checked = check(&parsed.script, &[], &[]);
    let wrong = checked
        .diagnostics
        .iter()
        .any(maillon_model::Diagnostic::is_error);
    checked.definition.is_some() || wrong || checked.kind == FileKind::Scripted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_and_every_refusal_has_a_reason(body in text()) {
        let text = format!("pipeline {{ {body} }}");
        prop_assert!(read(&text));
    }

    #[test]
    fn mutants_are_read_or_refused(text in mutant()) {
        prop_assert!(read(&text));
    }
}
