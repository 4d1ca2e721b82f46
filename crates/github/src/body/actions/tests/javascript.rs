use maillon_model::Outcome;
use serde_json::json;

use super::{failure, has_node, local, own_lines, remote};
use crate::body::Endpoints;
use crate::body::testing::steps;

#[tokio::test]
async fn inputs_are_variables_and_files_give_results() {
    if !has_node() {
        return;
    }
    let case = steps(json!([
        {"id": "js", "uses": "./a", "with": {"who to-greet": "Mona", "EMPTY": ""}, "env": {"OWN": "1"}},
        {"run": "echo ${{ steps.js.outputs.said }} $LATER"},
    ]));
    let action = r"
inputs: {'who to-greet': {}, empty: {default: x}, other: {default: '${{ github.actor }}'}}
runs: {using: node20, main: dist/main.js}
";
    let main = r"
const fs = require('fs'), e = process.env;
console.log(e['INPUT_WHO_TO-GREET'], `[${e.INPUT_EMPTY}]`, e.INPUT_OTHER, e.OWN, process.cwd());
fs.appendFileSync(e.GITHUB_OUTPUT, 'said=hello\n');
fs.appendFileSync(e.GITHUB_ENV, 'LATER=later\n');
console.log('::warning::careful');
";
    let case = case
        .file("a/action.yml", action)
        .file("a/dist/main.js", main);
    let ran = case.run().await;
    assert_eq!(ran.outcome.outcome, Outcome::Success, "{}", ran.log);
    assert_eq!(
        own_lines(&ran),
        "Mona [] octocat 1 ROOT/work\nWarning: careful\nhello later\n"
    );
}

#[tokio::test]
async fn its_exit_code_is_the_verdict() {
    if !has_node() {
        return;
    }
    let action = "runs: {using: node20, main: main.js}";
    let ran = local(action)
        .file("a/main.js", "process.exit(3)")
        .run()
        .await;
    assert_eq!(failure(&ran), "Run ./a: exit code 3");
    let ran = local(action).run().await;
    assert!(failure(&ran).contains("File not found: '"), "{}", ran.log);
}

#[tokio::test]
async fn path_of_steps_does_not_change_its_node() {
    if !has_node() {
        return;
    }
    let case = steps(json!([
        {"run": "mkdir bin && printf '#!/bin/sh\\necho fake' > bin/node && chmod +x bin/node && echo $PWD/bin >> $GITHUB_PATH"},
        {"run": "node"},
        {"uses": "./a"},
    ]));
    let case = case.file("a/action.yml", "runs: {using: node20, main: main.js}");
    let ran = case
        .file(
            "a/main.js",
            "console.log('real', process.env.PATH.split(':')[0])",
        )
        .run()
        .await;
    assert_eq!(own_lines(&ran), "fake\nreal ROOT/work/bin\n");
}

#[tokio::test]
async fn the_node_that_runs_is_told_once() {
    if !has_node() {
        return;
    }
    let case = steps(json!([{"uses": "./a"}, {"uses": "./a"}]));
    let case = case.file("a/action.yml", "runs: {using: node12, main: main.js}");
    let ran = case.file("a/main.js", "").run().await;
    let notices = ran.said().matches("(node12 is asked for)").count();
    assert_eq!(notices, 1, "{}", ran.log);
}

#[tokio::test]
async fn services_are_found_by_variables() {
    if !has_node() {
        return;
    }
    let mut case = remote(&["octo/js@v1"]).action(
        "octo/js@v1",
        &[
            ("action.yml", "runs: {using: node20, main: main.js}"),
            (
                "main.js",
                "for (const n of ['RUNTIME_URL', 'RESULTS_URL', 'CACHE_URL', 'RUNTIME_TOKEN', 'CACHE_SERVICE_V2']) console.log(n, process.env['ACTIONS_' + n])",
            ),
        ],
    );
    case.endpoints = Some(Endpoints {
        url: "http://127.0.0.1:9/".to_owned(),
        token: "t".to_owned(),
    });
    let ran = case.run().await;
    assert_eq!(
        own_lines(&ran),
        "RUNTIME_URL http://127.0.0.1:9/\nRESULTS_URL http://127.0.0.1:9/\n\
         CACHE_URL http://127.0.0.1:9/\nRUNTIME_TOKEN t\nCACHE_SERVICE_V2 true\n"
    );
}

#[tokio::test]
async fn what_only_github_can_do_is_refused_with_a_reason() {
    let script = steps(json!([{"uses": "actions/github-script@v7", "with": {"script": "x"}}]));
    let ran = script.run().await;
    assert!(
        failure(&ran).contains("--secret GITHUB_TOKEN"),
        "{}",
        ran.log
    );
    let ran = script.clone().secret("GITHUB_TOKEN", "t").run().await;
    assert!(
        failure(&ran).contains("there is no actions/github-script@v7"),
        "{}",
        ran.log
    );
    let skipped = steps(json!([{"uses": "actions/attest@v2", "if": "false"}]));
    skipped.run().await.succeeded("");
}
