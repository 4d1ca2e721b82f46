//! Several workflows, their events, and what they share.

use maillon_model::job::InProgress;
use maillon_source::MemorySource;

use crate::support::{diagnostics, event, load_all, outcome, push};

fn workflow(name: &str, on: &str, job: &str) -> String {
    format!(
        "{name}on: {on}\njobs:\n  {job}:\n    runs-on: ubuntu-latest\n    steps: [{{run: ls}}]\n"
    )
}

#[test]
fn jobs_of_several_workflows_carry_their_names() {
    let source = MemorySource::new([
        (
            ".github/workflows/a.yml",
            workflow("name: CI\n", "push", "build"),
        ),
        (".github/workflows/b.yml", workflow("", "[push]", "build")),
        (
            ".github/workflows/c.yml",
            workflow("name: Release\n", "release", "publish"),
        ),
    ]);
    assert_eq!(
        outcome(&load_all(&source, &push())),
        "CI / build | stage CI | build\n\
         .github/workflows/b.yml / build | stage .github/workflows/b.yml | build\n"
    );
    assert_eq!(outcome(&load_all(&source, &event("release"))), "publish\n");
}

#[test]
fn an_event_that_starts_nothing_is_told() {
    let source = MemorySource::new([(
        ".github/workflows/a.yml",
        workflow("name: CI\n", "push", "build"),
    )]);
    let loaded = load_all(&source, &event("release"));
    assert!(loaded.pipeline.is_none());
    let found = diagnostics(&loaded.diagnostics);
    assert!(
        found.starts_with(".github/workflows/a.yml:2:")
            && found.contains("warning[github/not-started]: `CI` is not started by `release`"),
        "{found}"
    );
}

#[test]
fn runs_of_a_workflow_may_take_turns() {
    let head = "concurrency: {group: 'CI-${{ github.ref }}', cancel-in-progress: \"${{ github.event_name == 'push' }}\"}\n";
    let text = workflow(head, "push", "a");
    let source = MemorySource::new([(".github/workflows/a.yml", text)]);
    let groups = load_all(&source, &push()).concurrency;
    assert_eq!(groups.len(), 1);
    assert_eq!(&*groups[0].group, "ci-refs/heads/main");
    assert_eq!(groups[0].in_progress, InProgress::Cancel);
}

#[test]
fn a_run_name_names_the_pipeline() {
    let check = |head: &str, expected: &str| {
        let text = workflow(head, "push", "a");
        let source = MemorySource::new([(".github/workflows/a.yml", text)]);
        let pipeline = load_all(&source, &push()).pipeline.unwrap();
        assert_eq!(pipeline.name.as_deref(), Some(expected));
    };
    check("", ".github/workflows/a.yml");
    check("name: CI\n", "CI");
    check(
        "name: CI\nrun-name: by ${{ github.event_name }}\n",
        "by push",
    );
    check("name: CI\nrun-name: ${{ vars.NONE }}\n", "CI");
}
