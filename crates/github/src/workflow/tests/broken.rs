//! Broken definitions of every kind: each is refused, at the right lines and no others.

use std::collections::BTreeSet;

use maillon_model::Severity;

use super::*;

struct Case<'c> {
    name: &'c str,
    definition: String,
    lines: BTreeSet<usize>,
}

/// Cases stand in a bundle: `=== name`, then the definition. ` #!` marks the lines to be named.
fn cases(bundle: &str) -> Vec<Case<'_>> {
    let parts = bundle.split("\n=== ").skip(1);
    parts
        .map(|part| case(part.split_once('\n').unwrap()))
        .collect()
}

fn case<'c>((name, marked): (&'c str, &'c str)) -> Case<'c> {
    let lines = marked.lines().enumerate();
    let lines = lines.filter(|(_, line)| line.ends_with(" #!"));
    Case {
        name,
        lines: lines.map(|(at, _)| at + 1).collect(),
        definition: marked.replace(" #!", ""),
    }
}

fn workflow(text: &str) -> Vec<Diagnostic> {
    let mut files = Files::default();
    let file = files.add("w.yml", text);
    parse(&mut files, file).1
}

fn action(text: &str) -> Vec<Diagnostic> {
    crate::action::parse("action.yml", text.as_bytes()).1
}

/// What is wrong with the answer to a case; None where it is right.
fn judge(case: &Case<'_>, severity: Severity, read: fn(&str) -> Vec<Diagnostic>) -> Option<String> {
    let found = read(&case.definition);
    let expected = found.iter().filter(|found| found.severity == severity);
    let lines = expected.map(|found| found.place.as_ref().unwrap().line as usize);
    let right = lines.collect::<BTreeSet<usize>>() == case.lines;
    let refused = found.iter().any(Diagnostic::is_error) == (severity == Severity::Error);
    (!right || !refused).then(|| format!("{} {:?}: {found:#?}\n", case.name, case.lines))
}

fn check(bundle: &str, severity: Severity, read: fn(&str) -> Vec<Diagnostic>) {
    let cases = cases(bundle);
    assert!(cases.iter().all(|case| !case.lines.is_empty()));
    let wrong = cases.iter().filter_map(|case| judge(case, severity, read));
    let wrong: Vec<String> = wrong.collect();
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.concat()
    );
}

macro_rules! bundle {
    ($name:ident, $severity:ident, $read:ident) => {
        #[test]
        fn $name() {
            let file = include_str!(concat!(
                "../../../tests/it/broken/",
                stringify!($name),
                ".txt"
            ));
            check(file, Severity::$severity, $read);
        }
    };
}

bundle!(yaml, Error, workflow);
bundle!(structure, Error, workflow);
bundle!(events, Error, workflow);
bundle!(jobs, Error, workflow);
bundle!(steps, Error, workflow);
bundle!(expressions, Error, workflow);
bundle!(graph, Error, workflow);
bundle!(actions, Error, action);
bundle!(warnings, Warning, workflow);
