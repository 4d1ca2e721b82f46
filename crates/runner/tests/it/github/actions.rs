//! What actions ask of the runner.

use std::fs;

use maillon_model::{JobName, RunStatus};

use super::Case;

/// Whether `node` is there. `MAILLON_TEST_NODE=require` makes it a failure that it is not.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "how a test is asked for is no input of the library"
)]
fn node() -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join("node").exists()));
    let strict = std::env::var("MAILLON_TEST_NODE").is_ok_and(|value| value == "require");
    assert!(found || !strict, "there is no node on PATH");
    if !found {
        eprintln!("skipped: there is no node on PATH");
    }
    found
}

#[tokio::test]
async fn an_action_of_another_repository_runs() {
    let workflow = r#"
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - id: greet
        uses: octo/greet@v1
        with: {name: world}
      - run: echo "said ${{ steps.greet.outputs.text }}"
"#;
    let action = r#"
inputs: {name: {required: true}}
outputs:
  text: {value: "${{ steps.say.outputs.text }}"}
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      run: echo "text=hello ${{ inputs.name }}" >> $GITHUB_OUTPUT
"#;
    let case = Case::new(workflow, &[]);
    let run = case
        .repository("octo/greet", &[("action.yml", action)])
        .run()
        .await;
    run.assert_status(RunStatus::Success);
    assert!(run.log("test").contains("said hello world"), "{run:#?}");
}

#[tokio::test]
async fn an_action_that_is_nowhere_fails_its_job() {
    let mut case = Case::new(
        r"
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{uses: octo/none@v1}]
",
        &[],
    );
    let run = case.run().await;
    run.assert_status(RunStatus::Failed);
    assert!(run.log("test").contains("octo/none"), "{run:#?}");
}

/// What `actions/upload-artifact` does at its heart.
const UPLOAD: &str = r"
const url = process.env.ACTIONS_RESULTS_URL;
const token = process.env.ACTIONS_RUNTIME_TOKEN;
const run = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).scp.split(':')[1];
const call = async (method, body) => {
  const answer = await fetch(`${url}twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
    body: JSON.stringify({workflow_run_backend_id: run, name: 'notes.txt', ...body}),
  });
  return answer.json();
};
(async () => {
  const begun = await call('CreateArtifact', {version: 7, mime_type: 'text/plain'});
  await fetch(begun.signed_upload_url, {method: 'PUT', body: 'read me', headers: {'x-ms-blob-type': 'BlockBlob'}});
  const ended = await call('FinalizeArtifact', {size: '7'});
  console.log('uploaded', ended.ok);
})();
";

#[tokio::test]
async fn what_actions_upload_is_the_job_s() {
    if !node() {
        return;
    }
    let workflow = r"
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: octo/upload@v1
";
    let mut case = Case::new(workflow, &[]).repository(
        "octo/upload",
        &[
            ("action.yml", "runs: {using: node20, main: main.js}"),
            ("main.js", UPLOAD),
        ],
    );
    let run = case.run().await;
    run.assert_status(RunStatus::Success);
    let log = run.log("test");
    assert!(log.contains("uploaded true"), "{log}");
    assert_eq!(run.result("test").left.files, ["notes.txt/notes.txt"]);
    let folder = case.bench.places().artifacts(&JobName::new("test"));
    let text = fs::read_to_string(folder.join("notes.txt/notes.txt")).unwrap();
    assert_eq!(text, "read me");
}
