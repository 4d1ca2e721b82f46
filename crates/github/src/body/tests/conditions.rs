use serde_json::{Value as Json, json};

use crate::body::testing::steps;

/// Runs steps that each say their number; `expected` are those that ran, and how all ended.
async fn check(written: Json, expected: &[&str]) {
    assert_eq!(steps(written).run().await.steps(), expected);
}

#[tokio::test]
async fn after_a_failure_only_those_run_that_ask_for_it() {
    let written = json!([
        {"run": "exit 3"},
        {"run": "echo no"},
        {"run": "echo no", "if": "success()"},
        {"run": "echo yes", "if": "failure()"},
        {"run": "echo yes", "if": "always()"},
        {"run": "echo yes", "if": "!cancelled()"},
        {"run": "echo no", "if": "cancelled()"},
        {"run": "echo no", "if": "true"},
        {"run": "echo yes", "if": "failure() && github.ref == 'refs/heads/main'"},
    ]);
    let expected = [
        "Run exit 3: failed",
        "Run echo no: skipped",
        "Run echo no: skipped",
        "Run echo yes: success",
        "Run echo yes: success",
        "Run echo yes: success",
        "Run echo no: skipped",
        "Run echo no: skipped",
        "Run echo yes: success",
    ];
    check(written, &expected).await;
}

#[tokio::test]
async fn conditions_with_and_without_braces() {
    let written = json!([
        {"run": "echo 1", "if": "${{ github.event_name == 'push' }}"},
        {"run": "echo 2", "if": "github.event_name == 'pull_request'"},
        {"run": "echo 3", "if": "false"},
        {"run": "echo 4", "if": "true"},
        {"run": "echo 5", "if": ""},
    ]);
    let expected = [
        "Run echo 1: success",
        "Run echo 2: skipped",
        "Run echo 3: skipped",
        "Run echo 4: success",
        "Run echo 5: success",
    ];
    check(written, &expected).await;
}

#[tokio::test]
async fn a_condition_sees_the_steps_own_env_and_earlier_steps() {
    let written = json!([
        {"id": "one", "run": "echo 'x=1' >> $GITHUB_OUTPUT"},
        {"run": "echo env", "if": "env.MODE == 'fast'", "env": {"MODE": "fast"}},
        {"run": "echo output", "if": "steps.one.outputs.x == 1"},
        {"run": "echo outcome", "if": "steps.one.outcome == 'success'"},
        {"run": "echo later", "if": "steps.two.outcome == null"},
    ]);
    let expected = [
        "Run echo 'x=1' >> $GITHUB_OUTPUT: success",
        "Run echo env: success",
        "Run echo output: success",
        "Run echo outcome: success",
        "Run echo later: success",
    ];
    check(written, &expected).await;
}

#[tokio::test]
async fn outcome_is_before_and_conclusion_after_continue_on_error() {
    let case = steps(json!([
        {"id": "a", "run": "exit 1", "continue-on-error": "true"},
        {"id": "b", "run": "exit 1", "continue-on-error": "${{ github.ref == 'refs/heads/main' }}"},
        {"id": "c", "run": "echo no", "if": "false"},
        {"run": "echo ${{ join(steps.*.outcome) }} ${{ join(steps.*.conclusion) }} ${{ job.status }}"},
    ]));
    let ran = case.run().await;
    ran.succeeded(
        "Error: Process completed with exit code 1.\nError: Process completed with exit code 1.\n\
         failure,failure,skipped success,success,skipped success\n",
    );
    assert_eq!(ran.steps()[0], "Run exit 1: failed (allowed)");
}

#[tokio::test]
async fn a_failure_that_is_not_allowed_fails_the_job() {
    let case = steps(json!([
        {"id": "a", "name": "Build ${{ github.ref_name }}", "run": "exit 7", "continue-on-error": "false"},
        {"run": "echo ${{ steps.a.conclusion }} ${{ job.status }}", "if": "always()"},
        {"run": "exit 8", "if": "always()"},
    ]));
    case.run().await.failed(
        "Build main: exit code 7",
        "Error: Process completed with exit code 7.\nfailure failure\n\
         Error: Process completed with exit code 8.\n",
    );
}

#[tokio::test]
async fn what_can_not_be_evaluated_fails_the_step_and_names_its_place() {
    let case = steps(json!([
        {"run": "echo no", "if": "fromJSON('{')", "line": 4},
        {"run": "echo no", "env": {"A": "${{ fromJSON('{') }}"}, "line": 5, "if": "always()"},
        {"run": "echo ${{ fromJSON('{') }}", "line": 6, "if": "always()"},
    ]));
    let ran = case.run().await;
    let said = ran.said();
    let places: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split(": ").nth(1))
        .collect();
    let file = ".github/workflows/ci.yml";
    assert_eq!(
        places,
        [
            format!("{file}:4"),
            format!("{file}:5"),
            format!("{file}:6")
        ],
        "{said}"
    );
    assert!(ran.steps().iter().all(|step| step.ends_with(": failed")));
}
