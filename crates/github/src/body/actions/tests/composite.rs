use serde_json::json;

use super::{failure, local};
use crate::body::testing::steps;

const GREET: &str = r"
inputs:
  who: {default: world}
  Loud: {}
outputs:
  text: {value: '${{ steps.say.outputs.text }}/${{ inputs.who }}'}
runs:
  using: composite
  steps:
    - id: say
      run: echo text=hello >> $GITHUB_OUTPUT; echo hello ${{ inputs.who }}${{ inputs.loud }}
      shell: sh
";

#[tokio::test]
async fn inputs_go_in_and_outputs_come_out() {
    let case = steps(json!([
        {"id": "greet", "uses": "./a", "with": {"LOUD": "!"}},
        {"run": "echo ${{ steps.greet.outputs.text }} ${{ steps.say.outputs.text }} ${{ toJSON(inputs) }}"},
    ]));
    let ran = case.file("a/action.yml", GREET).run().await;
    ran.succeeded("hello world!\nhello/world {}\n");
}

#[tokio::test]
async fn its_steps_are_shown_below_it() {
    let ran = local(GREET).run().await;
    assert_eq!(
        ran.steps().last().map(String::as_str),
        Some("Run ./a: success")
    );
    assert_eq!(ran.steps().len(), 2);
}

#[tokio::test]
async fn each_step_decides_by_the_action_s_own_status() {
    let case = steps(json!([
        {"uses": "./a", "continue-on-error": "true"},
        {"run": "echo ${{ job.status }}"},
        {"run": "exit 1"},
        {"uses": "./b", "if": "always()"},
    ]));
    let case = case.file(
        "a/action.yml",
        r"
runs:
  using: composite
  steps:
    - {run: 'echo ${{ github.action_status }}', shell: sh}
    - {run: exit 1, shell: sh, continue-on-error: true}
    - {run: exit 3, shell: sh}
    - {run: echo never, shell: sh}
    - {run: 'echo ${{ github.action_status }}', shell: sh, if: failure()}
    - {run: echo always, shell: sh, if: always()}
",
    );
    let case = case.file(
        "b/action.yml",
        "runs: {using: composite, steps: [{run: 'echo fine ${{ job.status }}', shell: sh}]}",
    );
    let ran = case.run().await;
    assert_eq!(failure(&ran), "Run exit 1: exit code 1");
    assert_eq!(
        ran.said(),
        "success\n\
         Error: Process completed with exit code 1.\n\
         Error: Process completed with exit code 3.\n\
         failure\nalways\n\
         success\n\
         Error: Process completed with exit code 1.\n\
         fine failure\n"
    );
}

#[tokio::test]
async fn a_failure_inside_fails_the_step_and_outputs_are_given_all_the_same() {
    let case = steps(json!([
        {"id": "a", "uses": "./a"},
        {"run": "echo out=${{ steps.a.outputs.out }} ${{ steps.a.outcome }}", "if": "failure()"},
    ]));
    let action = r"
outputs: {out: {value: '${{ steps.one.outcome }}'}}
runs:
  using: composite
  steps:
    - {id: one, run: exit 7, shell: sh}
";
    let ran = case.file("a/action.yml", action).run().await;
    assert_eq!(
        ran.said(),
        "Error: Process completed with exit code 7.\nout=failure failure\n"
    );
    assert_eq!(failure(&ran), "Run ./a: exit code 7");
}

#[tokio::test]
async fn the_environment_goes_in_and_only_github_env_comes_out() {
    let case = steps(json!([
        {"uses": "./a", "env": {"OUTER": "1", "BOTH": "outer"}},
        {"run": "echo after ${OUTER:-none} ${OWN:-none} $GIVEN $BOTH"},
    ]));
    let case = case.workflow(json!({"env": {"BOTH": "workflow"}}));
    let action = r"
runs:
  using: composite
  steps:
    - {run: 'echo $OUTER ${{ env.OUTER }} $OWN $BOTH', shell: sh, env: {OWN: '2'}}
    - {run: 'echo GIVEN=3 >> $GITHUB_ENV; echo BOTH=set >> $GITHUB_ENV', shell: sh}
    - {run: 'echo $GIVEN ${OWN:-none} $BOTH', shell: sh}
";
    let ran = case.file("a/action.yml", action).run().await;
    ran.succeeded("1 1 2 outer\n3 none outer\nafter none none 3 set\n");
}

#[tokio::test]
async fn secrets_and_needs_stay_outside() {
    let case = local(
        "runs: {using: composite, steps: [{run: 'echo [${{ secrets.X }}] [${{ vars.Y }}]', shell: sh}]}",
    );
    let ran = case.secret("X", "hidden").var("Y", "y").run().await;
    assert!(!ran.log.contains("hidden"), "{}", ran.log);
}

#[tokio::test]
async fn actions_use_actions() {
    let case = steps(
        json!([{"id": "a", "uses": "./a", "with": {"n": "1"}}, {"run": "echo ${{ steps.a.outputs.v }}"}]),
    );
    let case = case.file(
        "a/action.yml",
        r"
inputs: {n: {}}
outputs: {v: {value: '${{ steps.b.outputs.v }}'}}
runs:
  using: composite
  steps:
    - {id: b, uses: ./b, with: {n: '${{ inputs.n }}2'}}
    - {run: 'echo ${{ inputs.n }} ${{ github.action_path }} $GITHUB_ACTION_PATH', shell: sh}
",
    );
    let case = case.file(
        "b/action.yml",
        r"
inputs: {n: {}}
outputs: {v: {value: '${{ steps.c.outputs.v }}'}}
runs:
  using: composite
  steps:
    - {id: c, run: 'echo v=${{ inputs.n }}3 >> $GITHUB_OUTPUT; echo $GITHUB_ACTION_PATH', shell: sh}
",
    );
    case.run()
        .await
        .succeeded("ROOT/work/b\n1 ROOT/work/a ROOT/work/a\n123\n");
}

#[tokio::test]
async fn a_remote_action_is_named_in_the_context() {
    let case = steps(json!([{"uses": "octo/act/sub@v1"}, {"uses": "./a"}]));
    let line = "runs: {using: composite, steps: [{run: 'echo $R', shell: sh, env: {R: '${{ github.action_repository }}@${{ github.action_ref }} ${{ github.action_path }}'}}]}";
    let case = case.action("octo/act@v1", &[("sub/action.yaml", line)]);
    let ran = case.file("a/action.yml", line).run().await;
    ran.succeeded(
        "Download action repository 'octo/act@v1' (SHA:c0ffee)\n\
         octo/act@v1 ROOT/actions/0/sub\n@ ROOT/work/a\n",
    );
}

#[tokio::test]
async fn actions_in_actions_end_somewhere() {
    let ran = local("runs: {using: composite, steps: [{uses: ./a}]}")
        .run()
        .await;
    assert!(
        ran.said()
            .contains("composite actions may be nested 10 deep"),
        "{}",
        ran.log
    );
    assert_eq!(ran.steps().len(), 11);
}

#[tokio::test]
async fn what_is_wrong_with_an_action_fails_its_step() {
    let ran = local("runs: {using: composite}").run().await;
    assert!(failure(&ran).contains("steps"), "{}", ran.log);
    let ran = local("runs: {using: composite, steps: [{name: Foo}, {uses: Foo/Bar}]}")
        .run()
        .await;
    assert!(ran.log.contains("./a/action.yml:1:"), "{}", ran.log);
    let ran = steps(json!([{"uses": "./nowhere"}])).run().await;
    assert!(
        failure(&ran).contains("Can't find 'action.yml'"),
        "{}",
        ran.log
    );
    let ran = steps(json!([{"run": "echo one"}, {"uses": "octo/none@v1"}]))
        .run()
        .await;
    assert!(failure(&ran).contains("octo/none@v1"), "{}", ran.log);
    assert!(!ran.log.contains("one\n"), "{}", ran.log);
}

#[tokio::test]
async fn inputs_are_looked_at() {
    let case = steps(json!([{"uses": "./a", "with": {"old": "1", "odd": "2"}}]));
    let action = "inputs: {old: {deprecationMessage: use new}, new: {}}\nruns: {using: composite, steps: [{run: ':', shell: sh}]}";
    case.file("a/action.yml", action).run().await.succeeded(
        "Warning: Input 'old' has been deprecated with message: use new\n\
         Warning: Unexpected input(s) 'odd', valid inputs are ['old', 'new']\n",
    );
}

#[tokio::test]
async fn its_time_limit_ends_what_runs_inside() {
    let case = steps(json!([{"uses": "./a", "timeout-minutes": "0.005"}]));
    let action = "runs: {using: composite, steps: [{run: sleep 20, shell: sh}, {run: echo next, shell: sh}]}";
    let ran = case.file("a/action.yml", action).run().await;
    assert!(failure(&ran).contains("timed out"), "{}", ran.log);
    assert!(!ran.said().contains("next"), "{}", ran.log);
}

#[tokio::test]
async fn with_the_job_it_is_cancelled_and_its_rest_is_skipped() {
    let case = steps(json!([
        {"uses": "./a"},
        {"uses": "./b", "if": "always()"},
    ]));
    let case = case.file(
        "a/action.yml",
        "runs: {using: composite, steps: [{run: sleep 20, shell: sh}, {run: echo next, shell: sh}]}",
    );
    let case = case.file(
        "b/action.yml",
        "runs: {using: composite, steps: [{run: 'echo clean ${{ cancelled() }}', shell: sh}]}",
    );
    let case = case.cancel_after(std::time::Duration::from_millis(700));
    let ran = case.run().await;
    assert_eq!(ran.outcome.outcome, maillon_model::Outcome::Canceled);
    assert!(!ran.said().contains("next"), "{}", ran.log);
    assert!(ran.said().ends_with("clean true\n"), "{}", ran.log);
    let skipped = ran
        .steps()
        .iter()
        .filter(|step| step.ends_with("skipped"))
        .count();
    assert_eq!(skipped, 1, "{:?}", ran.steps());
}
