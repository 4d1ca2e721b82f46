use std::time::Duration;

use maillon_model::Outcome;
use maillon_model::outcome::FailureKind;
use serde_json::json;

use crate::body::testing::{Ran, steps};

fn kind(ran: &Ran) -> FailureKind {
    let Outcome::Failed(failure) = &ran.outcome.outcome else {
        panic!("{:?}", ran.outcome);
    };
    failure.kind
}

#[tokio::test]
async fn a_step_has_a_time_limit() {
    let case = steps(json!([
        {"id": "slow", "name": "Slow", "run": "sleep 30", "timeout-minutes": "${{ 0.005 }}"},
        {"run": "echo no"},
        {"run": "echo ${{ steps.slow.outcome }} ${{ job.status }}", "if": "failure()"},
    ]));
    let ran = case.run().await;
    ran.failed(
        "Slow: The action 'Slow' has timed out after 300 ms.",
        "Error: The action 'Slow' has timed out after 300 ms.\nfailure failure\n",
    );
    assert_eq!(kind(&ran), FailureKind::Timeout);
}

#[tokio::test]
async fn a_time_limit_may_be_allowed_to_fail() {
    let case = steps(json!([
        {"run": "sleep 30", "timeout-minutes": "0.005", "continue-on-error": "true"},
        {"run": "echo on", "timeout-minutes": "0"},
        {"run": "echo odd", "timeout-minutes": "soon"},
    ]));
    case.run().await.succeeded(
        "Error: The action 'Run sleep 30' has timed out after 300 ms.\non\n\
         Error: timeout-minutes: this is no number\nodd\n",
    );
}

#[tokio::test]
async fn the_job_has_a_time_limit_and_tidies_up() {
    let case = steps(json!([
        {"run": "sleep 30"},
        {"run": "echo no"},
        {"run": "echo ${{ job.status }}", "if": "always()"},
        {"run": "echo cancelled", "if": "cancelled()"},
        {"run": "echo no", "if": "failure()"},
    ]))
    .timeout(Duration::from_millis(400));
    let ran = case.run().await;
    ran.failed(
        "time limit of 400 ms reached",
        "Error: The operation was canceled.\ncancelled\ncancelled\n",
    );
    assert_eq!(kind(&ran), FailureKind::Timeout);
}

#[tokio::test]
async fn cancelling_ends_the_step_and_runs_what_always_runs() {
    let case = steps(json!([
        {"id": "one", "run": "echo begun; sleep 30; echo no"},
        {"run": "echo no"},
        {"run": "echo ${{ steps.one.outcome }}", "if": "always()"},
    ]))
    .cancel_after(Duration::from_millis(500));
    let ran = case.run().await;
    assert_eq!(ran.outcome.outcome, Outcome::Canceled);
    assert_eq!(
        ran.said(),
        "begun\nError: The operation was canceled.\ncancelled\n"
    );
    let expected = [
        "Run echo begun; sleep 30; echo no: canceled",
        "Run echo no: skipped",
        "Run echo cancelled: success",
    ];
    assert_eq!(ran.steps(), expected);
}

#[tokio::test]
async fn a_step_that_always_runs_is_not_cancelled() {
    let case = steps(json!([
        {"run": "echo begun; sleep 1; echo done", "if": "always()"},
        {"run": "echo no"},
    ]))
    .cancel_after(Duration::from_millis(300));
    let ran = case.run().await;
    assert_eq!(ran.said(), "begun\ndone\n");
    assert_eq!(ran.outcome.outcome, Outcome::Canceled);
}

#[tokio::test]
async fn a_step_is_interrupted_first() {
    let script = "trap 'echo interrupted; exit 0' INT; echo begun; while :; do sleep 0.05; done";
    let case = steps(json!([{"run": script}])).cancel_after(Duration::from_millis(500));
    let ran = case.run().await;
    assert_eq!(
        ran.said(),
        "begun\ninterrupted\nError: The operation was canceled.\n"
    );
}

#[tokio::test]
async fn a_failed_step_may_run_again() {
    let script = "echo a=1 >> $GITHUB_OUTPUT; echo x >> tries; test $(wc -l < tries) = 3";
    let mut case = steps(json!([
        {"id": "one", "run": script},
        {"run": "echo ${{ steps.one.outcome }} ${{ steps.one.outputs.a }}", "if": "always()"},
    ]));
    let failed = "Error: Process completed with exit code 1.\n";
    case.retries = 2;
    case.run()
        .await
        .succeeded(&format!("{failed}{failed}success 1\n"));
    case.retries = 1;
    let ran = case.run().await;
    assert_eq!(ran.said(), format!("{failed}{failed}failure 1\n"));
    assert!(!ran.outcome.outcome.is_success());
}
