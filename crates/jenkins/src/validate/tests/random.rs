//! Pipelines made of pieces at random: read without a panic, and refused with a reason where they are not right.

use proptest::prelude::*;

use super::super::check;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_and_every_refusal_has_a_reason(body in text()) {
        let code = maillon_groovy::Code::new("Jenkinsfile", format!("pipeline {{ {body} }}"));
        let parsed = maillon_groovy::parse(&code);
        let checked = check(&parsed.script, &[], &[]);
        let wrong = checked.diagnostics.iter().any(maillon_model::Diagnostic::is_error);
        let scripted = checked.kind == super::super::FileKind::Scripted;
        prop_assert!(checked.definition.is_some() || wrong || scripted);
    }
}
