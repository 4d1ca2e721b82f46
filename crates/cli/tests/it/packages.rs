//! Actions made of the real packages, against the runner's own services.

use std::path::{Path, PathBuf};

use crate::repository::{Outcome, Repository};

const ACTIONS: [(&str, &str); 4] = [
    ("actions/cache", "cache"),
    ("actions/upload-artifact", "upload-artifact"),
    ("actions/download-artifact", "download-artifact"),
    ("example/toolkit", "toolkit"),
];

/// Where the actions lie, if their packages are installed. `MAILLON_TEST_NODE=require` makes that a failure.
fn actions() -> Option<PathBuf> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../toolkit/tests/npm");
    if packages.join("node_modules").is_dir() {
        return Some(packages.join("actions").canonicalize().unwrap());
    }
    let text = "crates/toolkit/tests/npm/node_modules is missing: scripts/test-setup.sh makes it";
    let strict = std::env::var("MAILLON_TEST_NODE").is_ok_and(|value| value == "require");
    assert!(!strict, "{text}");
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: {text}");
    }
    None
}

fn run(repository: &Repository, actions: &Path) -> Outcome {
    let overrides: Vec<_> = ACTIONS
        .iter()
        .map(|(name, folder)| format!("--action={name}={}", actions.join(folder).display()))
        .collect();
    let mut args = vec!["run"];
    args.extend(overrides.iter().map(String::as_str));
    repository.maillon(&args)
}

#[track_caller]
fn check(outcome: &Outcome, texts: &[&str]) {
    assert_eq!(
        outcome.code,
        Some(0),
        "{}{}",
        outcome.stdout,
        outcome.stderr
    );
    for text in texts {
        assert!(
            outcome.stdout.contains(text),
            "no {text:?} in {}",
            outcome.stdout
        );
    }
}

#[test]
fn files_go_from_job_to_job_and_from_run_to_run() {
    let Some(actions) = actions() else { return };
    let repository = Repository::github(
        "
on: push
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - id: cache
        uses: actions/cache@v4
        with: {path: kept, key: kept-1}
      - run: |
          echo \"hit: '${{ steps.cache.outputs.cache-hit }}'\"
          mkdir -p kept results/deep && echo content >> kept/file
          cp kept/file results/deep/file
      - uses: actions/upload-artifact@v4
        with: {name: results, path: results}
  use:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: results, path: into}
      - run: |
          echo \"lines: $(wc -l < into/deep/file)\"
",
    );
    check(
        &run(&repository, &actions),
        &["hit: 'false'", "Cache saved with key: kept-1", "lines: 1"],
    );
    check(
        &run(&repository, &actions),
        &["hit: 'true'", "not saving cache", "lines: 2"],
    );
    assert_eq!(
        repository.read(".maillon/artifacts/make/results/deep/file"),
        "content\ncontent\n"
    );
    check(&repository.maillon(&["rerun", "use"]), &["lines: 2"]);
}

#[test]
fn an_artifact_that_is_missing_fails_its_job() {
    let Some(actions) = actions() else { return };
    let repository = Repository::github(
        "
on: push
jobs:
  use:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: results}
",
    );
    let outcome = run(&repository, &actions);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(
        outcome
            .stdout
            .contains("Artifact not found for name: results"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn all_that_the_core_package_offers() {
    let Some(actions) = actions() else { return };
    let repository = Repository::github(
        "
on: push
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo first
      - id: greet
        uses: example/toolkit@v1
        with: {who to greet: you}
      - run: |
          echo \"output: ${{ steps.greet.outputs.greeting }}\"
          echo \"variable: $GREETING\"
          greet
          test -d \"$RUNNER_TOOL_CACHE/greet/1.2.3\"
",
    );
    let outcome = run(&repository, &actions);
    check(
        &outcome,
        &[
            "pre sees you",
            "output: Hello, you",
            "variable: Hello, you",
            "in two lines",
            "tool says hello",
            "a secret: ***",
            "mind the gap",
            "post remembers Hello, you",
        ],
    );
    let place = |text: &str| outcome.stdout.find(text).unwrap();
    assert!(place("pre sees you") < place("first"), "{}", outcome.stdout);
}
