//! Broken pipelines of every kind: each is refused, at the marked lines and no others, in the words of the marks; and right
//! ones, in which nothing is found.
//!
//! Cases stand in bundles: `=== name`, or `=== section: name` for what stands in that section of a whole pipeline. A line of
//! a broken one ends in ` // ! words`.

use std::collections::BTreeMap;

use maillon_jenkins::{LoadRequest, Loaded, Tool, load};
use maillon_model::{Diagnostic, Severity, Trigger};
use maillon_source::MemorySource;

use crate::support::Setup;

struct Case<'c> {
    name: &'c str,
    text: String,
    /// What is told of each line.
    marks: BTreeMap<u32, &'c str>,
}

/// What stands before and behind the text of a section, so that the pipeline is whole.
const SECTIONS: &[(&str, &str, &str)] = &[
    ("pipeline", "pipeline {", "}"),
    (
        "root",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }",
        "}",
    ),
    ("stages", "pipeline { agent any; stages {", "} }"),
    (
        "agent",
        "pipeline { agent {",
        "}; stages { stage('A') { steps { echo 'x' } } } }",
    ),
    (
        "stage",
        "pipeline { agent any; stages { stage('A') {",
        "} } }",
    ),
    (
        "beside",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' }",
        "} } }",
    ),
    (
        "steps",
        "pipeline { agent any; stages { stage('A') { steps {",
        "} } } }",
    ),
    (
        "when",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' }; when {",
        "} } } }",
    ),
    (
        "input",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' }; input {",
        "} } } }",
    ),
    (
        "matrix",
        "pipeline { agent any; stages { stage('A') { matrix {",
        "} } } }",
    ),
    (
        "axes",
        "pipeline { agent any; stages { stage('A') { matrix { stages { stage('B') { steps { echo 'x' } } }; axes {",
        "} } } } }",
    ),
    (
        "excludes",
        "pipeline { agent any; stages { stage('A') { matrix { stages { stage('B') { steps { echo 'x' } } }; axes { axis { name 'OS'; values 'a', 'b' } }; excludes {",
        "} } } } }",
    ),
    (
        "post",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; post {",
        "} }",
    ),
    (
        "options",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; options {",
        "} }",
    ),
    (
        "environment",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; environment {",
        "} }",
    ),
    (
        "parameters",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; parameters {",
        "} }",
    ),
    (
        "triggers",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; triggers {",
        "} }",
    ),
    (
        "tools",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; tools {",
        "} }",
    ),
    (
        "libraries",
        "pipeline { agent any; stages { stage('A') { steps { echo 'x' } } }; libraries {",
        "} }",
    ),
];

const MARK: &str = " // !";

fn cases(bundle: &str) -> Vec<Case<'_>> {
    let parts = bundle.split("=== ").skip(1);
    parts
        .map(|part| case(part.split_once('\n').unwrap()))
        .collect()
}

fn case<'c>((title, marked): (&'c str, &'c str)) -> Case<'c> {
    let section = title
        .split_once(": ")
        .and_then(|(section, _)| SECTIONS.iter().find(|known| known.0 == section));
    let (before, behind) = section.map_or(("", ""), |section| (section.1, section.2));
    let mut text = before.to_owned();
    let mut marks = BTreeMap::new();
    for (line, at) in marked.lines().zip(1 + u32::from(section.is_some())..) {
        let (line, words) = line
            .split_once(MARK)
            .map_or((line, None), |(line, words)| (line, Some(words.trim())));
        marks.extend(words.map(|words| (at, words)));
        text.push_str(if at == 1 { "" } else { "\n" });
        text.push_str(line);
    }
    text.push_str(behind);
    Case {
        name: title,
        text,
        marks,
    }
}

fn read(text: &str) -> Loaded {
    let source = MemorySource::default().file("Jenkinsfile", text);
    let trigger: Trigger = Setup::of(text).trigger;
    let tool = |kind: &str, name: &str| Tool {
        kind: kind.into(),
        name: name.into(),
        home: "/opt".into(),
    };
    load(&LoadRequest {
        source: &source,
        file: "Jenkinsfile",
        trigger: &trigger,
        labels: &[],
        tools: &[tool("maven", "M3"), tool("jdk", "jdk17")],
        previous: None,
        restart: None,
        implicit_libraries: &[],
    })
}

/// What is wrong with the answer to a broken case; None where it is right.
fn judge(case: &Case<'_>) -> Option<String> {
    let loaded = read(&case.text);
    let errors = loaded
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error);
    let mut told: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for found in errors {
        told.entry(found.place.as_ref().map_or(0, |place| place.line))
            .or_default()
            .push(&found.message);
    }
    let lines = told.keys().eq(case.marks.keys());
    let words = case.marks.iter().all(|(line, words)| {
        told.get(line)
            .is_some_and(|told| told.iter().any(|told| told.contains(words)))
    });
    let refused = loaded.pipeline.is_none() && !case.marks.is_empty();
    (!lines || !words || !refused).then(|| {
        format!(
            "{}\n{}\nexpected {:#?}\nfound {told:#?}\n\n",
            case.name, case.text, case.marks
        )
    })
}

/// What is found in a right case; None where nothing is.
fn fault(case: &Case<'_>) -> Option<String> {
    let loaded = read(&case.text);
    let found: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(Diagnostic::to_string)
        .collect();
    (!found.is_empty() || loaded.pipeline.is_none())
        .then(|| format!("{}\n{}\nfound {found:#?}\n\n", case.name, case.text))
}

fn check(bundle: &str, judge: fn(&Case<'_>) -> Option<String>) {
    let wrong: Vec<String> = cases(bundle).iter().filter_map(judge).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.concat()
    );
}

macro_rules! bundle {
    ($judge:ident, $folder:literal: $($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(include_str!(concat!($folder, "/", stringify!($name), ".txt")), $judge);
            }
        )*
    };
}

mod broken {
    use super::*;
    bundle!(judge, "broken": structure stages parallel matrix agents environment options directives conditions post scopes steps);
}

mod correct {
    use super::*;
    bundle!(fault, "correct": structure stages parallel agents environment options directives conditions scopes steps real);
}
