use std::time::Duration;

use maillon_model::JobStatus;
use maillon_model::spec::Settled;
use serde_json::json;

use crate::body::testing::{job, steps};

/// What an expression gives in a step.
async fn check(expression: &str, expected: &str) {
    let text = format!("cat <<'END'\n${{{{ {expression} }}}}\nEND\n");
    let case = steps(json!([{"id": "me", "run": text, "env": {"OWN": "own"}}]))
        .workflow(json!({"env": {"W": "workflow"}, "inputs": {"n": 3, "flag": true}}))
        .secret("KEY", "hunter22")
        .secret("GITHUB_TOKEN", "ghs_1")
        .var("REGION", "eu")
        .file("a.lock", "a");
    case.run().await.succeeded(&format!("{expected}\n"));
}

#[tokio::test]
async fn what_a_step_sees() {
    for (expression, expected) in [
        ("github.repository", "octo/hello"),
        ("github.event.head_commit.message", "first"),
        ("github.job", "test"),
        ("github.action", "me"),
        ("github.token", "ghs_1"),
        ("github.workspace", "ROOT/work"),
        ("github.event_path", "ROOT/private/_workflow/event.json"),
        ("github.nothing", ""),
        ("runner.os", "Linux"),
        ("runner.temp", "ROOT/private/_temp"),
        ("secrets.KEY", "hunter22"),
        ("secrets.key", "hunter22"),
        ("secrets.NOTHING", ""),
        ("secrets.GITHUB_TOKEN", "ghs_1"),
        ("vars.REGION", "eu"),
        ("env.OWN", "own"),
        ("env.W", "workflow"),
        ("inputs.n", "3"),
        ("inputs.flag", "true"),
        ("job.status", "success"),
        ("toJSON(job.services)", "{}"),
        ("toJSON(steps)", "{}"),
        ("toJSON(matrix)", "null"),
        ("strategy.job-total", "1"),
        ("hashFiles('*.lock') != ''", "true"),
        ("hashFiles('*.none')", ""),
    ] {
        check(expression, expected).await;
    }
}

#[tokio::test]
async fn needs_and_matrix() {
    let mut case = job(json!({
        "cell": {"os": "linux", "node": {"version": 20}},
        "steps": [{"run": "echo ${{ matrix.os }} ${{ matrix.node.version }} ${{ needs.build.result }} ${{ needs.build.outputs.v }}"}],
    }));
    case.needs.push(Settled {
        job: "build".into(),
        template: "build".into(),
        status: JobStatus::Success,
        allowed: false,
        outputs: [("v".to_owned(), "1.2".to_owned())].into_iter().collect(),
    });
    case.run().await.succeeded("linux 20 success 1.2\n");
}

#[tokio::test]
async fn env_of_workflow_job_and_step() {
    let case = job(json!({
        "env": {"B": "job", "C": "job", "SEEN": "${{ github.ref_name }}"},
        "steps": [
            {"run": "echo $GIVEN $A $B $C $SEEN", "env": {"C": "step"}},
            {"run": "echo $C $D-$E", "env": {"D": "1", "E": "${{ env.D }}"}},
            {"run": "echo ${{ env.C }} ${{ env.X }}", "env": {"X": "${{ env.C }}-x"}},
        ],
    }))
    .workflow(json!({"env": {"A": "workflow", "B": "workflow"}, "environment": {"GIVEN": "given", "A": "given"}}));
    case.run()
        .await
        .succeeded("given workflow job step main\njob 1-\njob job-x\n");
}

#[tokio::test]
async fn env_may_be_an_expression() {
    let case = steps(json!([
        {"run": "echo $A $B", "env": "${{ fromJSON('{\"A\": \"x\", \"B\": 2}') }}"},
    ]));
    case.run().await.succeeded("x 2\n");
}

#[tokio::test]
async fn variables_of_the_runner_can_not_be_changed() {
    let case = steps(json!([
        {"run": "echo $GITHUB_REPOSITORY $RUNNER_OS $CI $GITHUB_ACTIONS $GITHUB_REF_NAME $GITHUB_JOB $GITHUB_ACTION",
         "env": {"GITHUB_REPOSITORY": "x", "RUNNER_OS": "x", "CI": "mine"}},
        {"run": "test -w $GITHUB_ENV && test -d $RUNNER_TEMP && echo ${GITHUB_WORKSPACE##*/} $PWD ${TOKEN-none}"},
        {"run": "cat $GITHUB_EVENT_PATH"},
    ]));
    case.run().await.succeeded(
        "octo/hello Linux mine true main test __run\nwork ROOT/work none\n\
         {\"head_commit\":{\"message\":\"first\"}}\n",
    );
}

#[tokio::test]
async fn a_wrong_env_of_the_job_fails_it_before_its_steps() {
    let case = job(
        json!({"env": {"A": "${{ fromJSON('x') }}"}, "steps": [{"run": "echo no", "if": "always()"}]}),
    );
    let ran = case.timeout(Duration::from_secs(5)).run().await;
    assert!(ran.steps().is_empty());
    assert!(
        ran.said()
            .starts_with("Error: .github/workflows/ci.yml: jobs.test.env.A: "),
        "{}",
        ran.said()
    );
}

#[tokio::test]
async fn the_runner_knows_of_debugging() {
    let case = steps(json!([{"run": "echo ${{ runner.debug }} $RUNNER_DEBUG"}]));
    case.clone().run().await.succeeded("\n");
    let case = case.var("ACTIONS_STEP_DEBUG", "true");
    case.run().await.succeeded("1 1\n");
}
