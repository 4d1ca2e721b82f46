use maillon_model::Outcome;
use serde_json::json;

use super::{failure, has_node, local, own_lines, remote};
use crate::body::testing::{Case, steps};

/// An action that says its name in each of its phases.
fn with_phases(case: Case, name: &'static str, more: &str) -> Case {
    let action =
        format!("runs: {{using: node20, pre: pre.js, main: main.js, post: post.js{more}}}");
    let script = |phase: &str| format!("console.log('{phase} {name}', process.env.STATE_X)\n");
    let state = "require('fs').appendFileSync(process.env.GITHUB_STATE, 'X=' + (process.env.STATE_X || '') + '1\\n')\n";
    let (pre, main, post) = (
        script("pre") + state,
        script("main") + state,
        script("post"),
    );
    case.action(
        name,
        &[
            ("action.yml", action.as_str()),
            ("pre.js", &pre),
            ("main.js", &main),
            ("post.js", &post),
        ],
    )
}

#[tokio::test]
async fn pre_runs_before_all_steps_and_post_after_them_in_reverse() {
    if !has_node() {
        return;
    }
    let case = remote(&["octo/a@v1", "octo/b@v1"]);
    let case = with_phases(with_phases(case, "octo/a@v1", ""), "octo/b@v1", "");
    let ran = case.run().await;
    assert_eq!(
        own_lines(&ran),
        "pre octo/a@v1 undefined\npre octo/b@v1 undefined\n\
         main octo/a@v1 1\nmain octo/b@v1 1\n\
         post octo/b@v1 11\npost octo/a@v1 11\n"
    );
    assert_eq!(
        ran.steps(),
        [
            "Pre Run octo/a@v1: success",
            "Pre Run octo/b@v1: success",
            "Run octo/a@v1: success",
            "Run octo/b@v1: success",
            "Post Run octo/b@v1: success",
            "Post Run octo/a@v1: success",
        ]
    );
}

#[tokio::test]
async fn phases_have_conditions_of_their_own() {
    if !has_node() {
        return;
    }
    let case = steps(json!([{"uses": "octo/a@v1"}, {"run": "exit 1"}, {"uses": "octo/b@v1"}]));
    let case = with_phases(case, "octo/a@v1", ", post-if: failure(), pre-if: 'false'");
    let case = with_phases(case, "octo/b@v1", ", post-if: success()");
    let ran = case.run().await;
    assert_eq!(
        own_lines(&ran),
        "pre octo/b@v1 undefined\nmain octo/a@v1 undefined\n\
         Error: Process completed with exit code 1.\npost octo/a@v1 1\n"
    );
}

#[tokio::test]
async fn a_post_belongs_to_what_ran() {
    if !has_node() {
        return;
    }
    let case = steps(json!([
        {"uses": "./a", "if": "false"},
        {"uses": "./b"},
        {"uses": "octo/c@v1", "if": "false"},
    ]));
    let action = "runs: {using: node20, main: main.js, post: post.js}";
    let case = case
        .file("a/action.yml", action)
        .file("b/action.yml", action);
    let case = case
        .file("b/main.js", "process.exit(1)")
        .file("b/post.js", "console.log('post b')");
    // It began with its `pre`, so its `post` runs, though its main part does not.
    let ran = with_phases(case, "octo/c@v1", "").run().await;
    assert_eq!(
        own_lines(&ran),
        "pre octo/c@v1 undefined\nError: Process completed with exit code 1.\n\
         post b\npost octo/c@v1 1\n"
    );
}

#[tokio::test]
async fn a_post_that_fails_fails_the_job() {
    if !has_node() {
        return;
    }
    let case = local("runs: {using: node20, main: main.js, post: post.js}");
    let case = case
        .file("a/main.js", "")
        .file("a/post.js", "process.exit(2)");
    let ran = case.run().await;
    assert_eq!(failure(&ran), "Post Run ./a: exit code 2");
}

#[tokio::test]
async fn actions_in_a_composite_action_have_phases_too() {
    if !has_node() {
        return;
    }
    let case = steps(
        json!([{"id": "outer", "uses": "octo/outer@v1", "with": {"n": "7"}}, {"run": "exit 1"}]),
    );
    let case = case.action(
        "octo/outer@v1",
        &[(
            "action.yml",
            r"
inputs: {n: {}}
runs:
  using: composite
  steps:
    - {uses: octo/a@v1}
    - {id: s, run: 'echo s=5 >> $GITHUB_OUTPUT', shell: sh}
    - {uses: octo/b@v1, if: false}
    - {uses: octo/late@v1, with: {v: '${{ inputs.n }}${{ steps.s.outputs.s }} ${{ job.status }}'}}
",
        )],
    );
    let case = with_phases(
        with_phases(case, "octo/a@v1", ", post-if: failure()"),
        "octo/b@v1",
        "",
    );
    let case = case.action(
        "octo/late@v1",
        &[
            (
                "action.yml",
                "inputs: {v: {}}\nruns: {using: node20, main: m.js, post: m.js}",
            ),
            ("m.js", "console.log(process.env.INPUT_V)"),
        ],
    );
    let ran = case.run().await;
    assert_eq!(
        own_lines(&ran),
        "pre octo/a@v1 undefined\npre octo/b@v1 undefined\nmain octo/a@v1 1\n75 success\n\
         Error: Process completed with exit code 1.\n\
         75 failure\npost octo/b@v1 1\npost octo/a@v1 11\n"
    );
    let posts: Vec<String> = ran
        .steps()
        .into_iter()
        .filter(|step| step.starts_with("Post"))
        .collect();
    assert_eq!(
        posts.last().map(String::as_str),
        Some("Post Run octo/outer@v1: success")
    );
}

#[tokio::test]
async fn a_local_composite_action_brings_posts_but_no_pres() {
    if !has_node() {
        return;
    }
    let case = local("runs: {using: composite, steps: [{uses: octo/a@v1}]}");
    let ran = with_phases(case, "octo/a@v1", "").run().await;
    assert_eq!(
        own_lines(&ran),
        "main octo/a@v1 undefined\npost octo/a@v1 1\n"
    );
    let case = local("runs: {using: node20, pre: pre.js, main: main.js}").file("a/main.js", "");
    let ran = case.run().await;
    assert_eq!(ran.outcome.outcome, Outcome::Success);
    assert!(
        ran.said()
            .contains("`pre` execution is not supported for local action from './a'")
    );
}

#[tokio::test]
async fn an_action_used_twice_has_two_states() {
    if !has_node() {
        return;
    }
    let case = with_phases(remote(&["octo/a@v1", "octo/a@v1"]), "octo/a@v1", "");
    let ran = case.run().await;
    assert_eq!(ran.said().matches("Download").count(), 1);
    assert_eq!(own_lines(&ran).matches("post octo/a@v1 11").count(), 2);
}

#[tokio::test]
async fn actions_of_one_repository_are_fetched_together() {
    let action = "runs: {using: composite, steps: [{run: ':', shell: sh}]}";
    let files = [("a/action.yml", action), ("b/action.yml", action)];
    let case = remote(&["octo/act/a@v1", "octo/act/b@v1"]).action("octo/act@v1", &files);
    let ran = case.run().await;
    ran.succeeded("Download action repository 'octo/act@v1' (SHA:c0ffee)\n");
}
