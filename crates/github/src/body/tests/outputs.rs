use serde_json::{Value as Json, json};

use crate::body::testing::{Case, job};

fn with_outputs(outputs: &Json) -> Case {
    job(json!({
        "outputs": outputs.clone(),
        "env": {"J": "env"},
        "steps": [{"id": "one", "run": "echo v=1 >> $GITHUB_OUTPUT; echo s=hunter22 >> $GITHUB_OUTPUT; echo '::add-mask::veiled'; echo m=veiled >> $GITHUB_OUTPUT"}],
    }))
    .secret("KEY", "hunter22")
}

async fn check(outputs: Json, expected: Json, said: &str) {
    let ran = with_outputs(&outputs).run().await;
    ran.succeeded(said);
    assert_eq!(json!(ran.outcome.outputs), expected);
}

#[tokio::test]
async fn outputs_are_evaluated_at_the_end() {
    check(
        json!({"a": "${{ steps.one.outputs.v }}", "b": "plain", "c": "${{ env.J }}-${{ job.status }}", "d": "${{ steps.no.outputs.x }}"}),
        json!({"a": "1", "b": "plain", "c": "env-success"}),
        "",
    )
    .await;
}

#[tokio::test]
async fn outputs_with_a_secret_are_left_out() {
    check(
        json!({"a": "x ${{ steps.one.outputs.s }}", "b": "${{ secrets.KEY }}", "c": "${{ steps.one.outputs.m }}", "d": "1"}),
        json!({"d": "1"}),
        "Warning: Skip output 'a' since it may contain secret.\n\
         Warning: Skip output 'b' since it may contain secret.\n\
         Warning: Skip output 'c' since it may contain secret.\n",
    )
    .await;
}

#[tokio::test]
async fn outputs_that_can_not_be_evaluated_fail_the_job() {
    let ran = with_outputs(&json!({"a": "${{ fromJSON('{') }}", "b": "1"}))
        .run()
        .await;
    assert!(!ran.outcome.outcome.is_success());
    assert_eq!(json!(ran.outcome.outputs), json!({"b": "1"}));
}

#[tokio::test]
async fn outputs_of_a_job_that_fails() {
    let case = job(json!({"outputs": {"a": "${{ job.status }}"}, "steps": [{"run": "exit 1"}]}));
    assert_eq!(
        json!(case.run().await.outcome.outputs),
        json!({"a": "failure"})
    );
}

async fn check_url(environment: Json, expected: Option<&str>, said: &str) {
    let case = job(json!({
        "environment": environment,
        "steps": [{"id": "d", "run": "echo u=https://a.example >> $GITHUB_OUTPUT"}],
    }))
    .secret("HOST", "hidden.example");
    let ran = case.run().await;
    ran.succeeded(said);
    assert_eq!(ran.outcome.environment_url.as_deref(), expected);
}

#[tokio::test]
async fn the_address_of_an_environment() {
    check_url(json!("prod"), None, "").await;
    check_url(json!({"name": "prod"}), None, "").await;
    let url = json!({"name": "prod", "url": "${{ steps.d.outputs.u }}/x"});
    check_url(url, Some("https://a.example/x"), "").await;
    let secret = json!({"name": "prod", "url": "https://${{ secrets.HOST }}"});
    check_url(
        secret,
        None,
        "Warning: Skip setting environment url as it may contain secret.\n",
    )
    .await;
    let odd = json!({"name": "prod", "url": "a.example"});
    check_url(
        odd,
        None,
        "Warning: 'a.example' is no address of an environment: https://... is needed\n",
    )
    .await;
}
