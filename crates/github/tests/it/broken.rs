//! Broken workflows of every kind: none makes a pipeline, each is told at its line.

use crate::support::load_text;

/// Bundles hold `=== name`, then the definition; ` #!` marks the lines that are wrong.
fn check(bundle: &str) {
    for case in bundle.split("\n=== ").skip(1) {
        let (name, marked) = case.split_once('\n').unwrap();
        let loaded = load_text(&marked.replace(" #!", ""));
        assert!(loaded.pipeline.is_none(), "{name}");
        let mut marks = marked.lines().zip(1..);
        let line = marks.find_map(|(line, at)| line.ends_with(" #!").then_some(at));
        let mut errors = loaded.diagnostics.iter().filter(|found| found.is_error());
        let told = errors.find_map(|found| found.place.as_ref().map(|place| place.line));
        assert_eq!(told, line, "{name}: {:#?}", loaded.diagnostics);
    }
}

#[test]
fn no_broken_workflow_makes_a_pipeline() {
    check(include_str!("broken/yaml.txt"));
    check(include_str!("broken/structure.txt"));
    check(include_str!("broken/events.txt"));
    check(include_str!("broken/jobs.txt"));
    check(include_str!("broken/steps.txt"));
    check(include_str!("broken/expressions.txt"));
    check(include_str!("broken/graph.txt"));
}
