//! Jobs and what they give to each other.

use std::fs;
use std::time::{Duration, Instant};

use maillon_model::{JobStatus, RunStatus};
use maillon_runner::WorkspaceMode;

use super::{Case, run};

#[tokio::test]
async fn outputs_make_a_matrix_and_the_last_cell_gives_its_own() {
    let run = run(r#"
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    outputs:
      numbers: ${{ steps.say.outputs.numbers }}
    steps:
      - id: say
        run: echo 'numbers=[1,2]' >> $GITHUB_OUTPUT
  two:
    needs: one
    runs-on: ubuntu-latest
    strategy:
      max-parallel: 1
      matrix:
        n: ${{ fromJSON(needs.one.outputs.numbers) }}
    outputs:
      last: ${{ steps.say.outputs.n }}
    steps:
      - id: say
        run: echo "n=${{ matrix.n }}" >> $GITHUB_OUTPUT
  three:
    needs: two
    runs-on: ubuntu-latest
    steps:
      - run: echo "got ${{ needs.two.outputs.last }} after ${{ needs.two.result }}"
"#)
    .await;
    run.assert_status(RunStatus::Success);
    assert_eq!(run.settled["two (1)"], JobStatus::Success);
    assert!(run.log("three").contains("got 2 after success"), "{run:#?}");
}

#[tokio::test]
async fn a_called_workflow_gives_outputs() {
    let called = r#"
on:
  workflow_call:
    inputs:
      name: {type: string, required: true}
    outputs:
      greeting: {value: "${{ jobs.inner.outputs.text }}"}
jobs:
  inner:
    runs-on: ubuntu-latest
    outputs:
      text: ${{ steps.say.outputs.text }}
    steps:
      - id: say
        run: echo "text=hello ${{ inputs.name }}" >> $GITHUB_OUTPUT
"#;
    let main = r#"
on: push
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with: {name: world}
  after:
    needs: call
    runs-on: ubuntu-latest
    steps:
      - run: echo "got ${{ needs.call.outputs.greeting }}"
"#;
    let mut case = Case::new(main, &[(".github/workflows/called.yml", called)]);
    let run = case.run().await;
    run.assert_status(RunStatus::Success);
    assert_eq!(run.settled["call / inner"], JobStatus::Success);
    assert!(run.log("after").contains("got hello world"), "{run:#?}");
}

#[tokio::test]
async fn a_failed_cell_ends_the_others() {
    let begun = Instant::now();
    let run = run(r"
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        seconds: [0, 30]
    steps:
      - run: sleep ${{ matrix.seconds }}; exit 1
  after:
    needs: test
    if: failure()
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ needs.test.result }}
")
    .await;
    run.assert_status(RunStatus::Failed);
    assert_eq!(run.settled["test (30)"], JobStatus::Canceled);
    assert_eq!(
        run.reasons["test (30)"],
        "canceled, because `test (0)` failed"
    );
    assert!(run.log("after").contains("failure"), "{run:#?}");
    assert!(begun.elapsed() < Duration::from_secs(25));
}

#[tokio::test]
async fn the_workspace_is_filled_by_a_checkout_only() {
    let workflow = r"
on: push
jobs:
  without:
    runs-on: ubuntu-latest
    steps:
      - run: ls | wc -l
  with:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: cat data/file
  beside:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/checkout@v4
        with: {repository: octo/other, path: vendor/other}
      - run: cat data/file vendor/other/hello
";
    let mut case = Case::new(workflow, &[("data/file", "content\n")])
        .repository("octo/other", &[("hello", "from elsewhere\n")]);
    let run = case.run().await;
    run.assert_status(RunStatus::Success);
    assert!(run.log("without").contains("\n0\n"), "{run:#?}");
    assert!(run.log("with").contains("content"), "{run:#?}");
    let beside = run.log("beside");
    assert!(beside.contains("content\nfrom elsewhere"), "{beside}");
}

#[tokio::test]
async fn a_checkout_in_place_replaces_nothing() {
    let workflow = |with: &str| {
        format!(
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        \
             with: {{{with}}}\n"
        )
    };
    for (with, status) in [
        ("submodules: true", RunStatus::Success),
        ("repository: octo/other", RunStatus::Failed),
        ("repository: octo/other, path: data", RunStatus::Failed),
        ("repository: octo/other, path: new", RunStatus::Success),
    ] {
        let mut case = Case::new(&workflow(with), &[("data/file", "own")])
            .repository("octo/other", &[("hello", "")]);
        case.bench.options.mode = WorkspaceMode::InPlace;
        fs::write(case.bench.tree().join("ignored"), "").unwrap();
        let run = case.run().await;
        run.assert_status(status);
        for file in ["data/file", "ignored", ".github/workflows/ci.yml"] {
            assert!(case.bench.tree().join(file).exists(), "{with}: {file}");
        }
    }
}

#[tokio::test]
async fn a_concurrency_group_runs_one_job_at_a_time() {
    let run = run(r#"
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    concurrency: deploy
    steps: [{run: sleep 0.3}]
  two:
    runs-on: ubuntu-latest
    concurrency: deploy
    steps: [{run: "true"}]
  three:
    runs-on: ubuntu-latest
    concurrency: deploy
    steps: [{run: "true"}]
"#)
    .await;
    let status = |job: &str| run.settled[job];
    assert_eq!(
        ["one", "two", "three"].map(status),
        [JobStatus::Success, JobStatus::Canceled, JobStatus::Success]
    );
}
