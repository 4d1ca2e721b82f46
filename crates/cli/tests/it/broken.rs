//! Broken definitions of every kind: each gets exit code 2 and a message with the right line, and
//! nothing runs.

use std::path::Path;
use std::process::Command;

struct Case {
    name: String,
    definition: String,
    line: usize,
}

/// Cases stand in a bundle: `=== name`, then the definition. ` #!` marks the line to be named.
fn cases(bundle: &str) -> Vec<Case> {
    let parts = bundle.split("\n=== ").skip(1);
    parts
        .map(|part| case(part.split_once('\n').unwrap()))
        .collect()
}

fn case((name, marked): (&str, &str)) -> Case {
    let line = 1 + marked
        .lines()
        .position(|line| line.ends_with(" #!"))
        .expect(name);
    Case {
        name: name.to_owned(),
        definition: marked.replace(" #!", ""),
        line,
    }
}

/// What is wrong with the answer to a case; None where it is right.
fn judge(case: &Case, folder: &Path) -> Option<String> {
    std::fs::write(folder.join(".gitlab-ci.yml"), &case.definition).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_maillon"))
        .args(["run", "--executor", "shell"])
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    let named = text.contains(&format!(".gitlab-ci.yml:{}:", case.line));
    let wrong = output.status.code() != Some(2) || !named || text.contains("panicked");
    wrong.then(|| {
        let said: Vec<&str> = text.lines().take(4).collect();
        format!(
            "{} (line {}), exit {:?}:\n    {}\n",
            case.name,
            case.line,
            output.status.code(),
            said.join("\n    ")
        )
    })
}

fn check(bundle: &str) {
    let folder = tempfile::tempdir().unwrap();
    let wrong: Vec<String> = cases(bundle)
        .iter()
        .filter_map(|case| judge(case, folder.path()))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} wrong answers\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn yaml() {
    check(include_str!("broken/yaml.txt"));
}

#[test]
fn structure() {
    check(include_str!("broken/structure.txt"));
}

#[test]
fn jobs() {
    check(include_str!("broken/jobs.txt"));
}

#[test]
fn graph() {
    check(include_str!("broken/graph.txt"));
}
