//! `post`: conditions, order, results.

use maillon_jenkins::BuildResult;

use super::{check, pipeline, stage, stages};
use crate::support::Setup;

const ALL: &str = "post {
cleanup { echo 'cleanup' }
failure { echo 'failure' }
unsuccessful { echo 'unsuccessful' }
unstable { echo 'unstable' }
success { echo 'success' }
aborted { echo 'aborted' }
notBuilt { echo 'notBuilt' }
regression { echo 'regression' }
fixed { echo 'fixed' }
changed { echo 'changed' }
always { echo 'always' }
}";

fn with_all(steps: &str) -> Setup {
    pipeline(&format!("{}\n{ALL}", stages(&[("a", steps)])))
}

fn expect(setup: Setup, result: BuildResult, before: &str, post: &[&str], after: &str) {
    let post = post.join("\n");
    check(setup, result, &format!("{before}{post}\n{after}"));
}

#[test]
fn conditions_of_a_success() {
    let all = ["always", "changed", "success", "cleanup"];
    expect(with_all("echo 'x'"), BuildResult::Success, "x\n", &all, "");
}

#[test]
fn conditions_of_a_failure() {
    let all = ["always", "changed", "unsuccessful", "failure", "cleanup"];
    let after = "ERROR: no\n";
    expect(
        with_all("error 'no'"),
        BuildResult::Failure,
        "",
        &all,
        after,
    );
}

#[test]
fn conditions_of_an_unstable_build() {
    let all = ["always", "changed", "unsuccessful", "unstable", "cleanup"];
    let before = "WARNING: hm\n";
    expect(
        with_all("unstable 'hm'"),
        BuildResult::Unstable,
        before,
        &all,
        "",
    );
}

#[test]
fn conditions_look_at_the_build_before() {
    let ok = |previous| with_all("echo 'x'").previous(previous);
    let fixed = ["always", "changed", "fixed", "success", "cleanup"];
    expect(
        ok(BuildResult::Failure),
        BuildResult::Success,
        "x\n",
        &fixed,
        "",
    );
    expect(
        ok(BuildResult::Unstable),
        BuildResult::Success,
        "x\n",
        &fixed,
        "",
    );
    let changed = ["always", "changed", "success", "cleanup"];
    expect(
        ok(BuildResult::Aborted),
        BuildResult::Success,
        "x\n",
        &changed,
        "",
    );
    let same = ["always", "success", "cleanup"];
    expect(
        ok(BuildResult::Success),
        BuildResult::Success,
        "x\n",
        &same,
        "",
    );
    let broken = with_all("error 'no'").previous(BuildResult::Success);
    let regression = [
        "always",
        "changed",
        "regression",
        "unsuccessful",
        "failure",
        "cleanup",
    ];
    expect(broken, BuildResult::Failure, "", &regression, "ERROR: no\n");
}

#[test]
fn conditions_of_an_aborted_build() {
    let setup = with_all("echo 'now'; sleep 60").cancelled_at("now");
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    let lines = "always\nchanged\naborted\nunsuccessful\ncleanup\n";
    assert!(ran.said().contains(lines), "{}", ran.log);
}

#[test]
fn a_stage_has_a_post_of_its_own() {
    check(
        stage("steps { error 'no' }\npost { failure { echo 'f' }\nsuccess { echo 's' } }"),
        BuildResult::Failure,
        "Post stage\nf\nERROR: no\n",
    );
    check(
        stage("steps { echo 'x' }\npost { failure { echo 'f' } }"),
        BuildResult::Success,
        "x\n",
    );
}

#[test]
fn post_of_stages_in_a_stage() {
    let text = "stages { stage('b') { steps { error 'no' } } }\npost { failure { echo 'f' } }";
    check(
        stage(text),
        BuildResult::Failure,
        "Post stage\nf\nERROR: no\n",
    );
}

#[test]
fn post_of_parallel_stages() {
    let text = "parallel { stage('b') { steps { echo 'x' } } }\npost { success { echo 's' } }";
    check(stage(text), BuildResult::Success, "x\nPost stage\ns\n");
}

#[test]
fn a_throwing_block_does_not_stop_the_later_ones() {
    let ran =
        stage("steps { echo 'x' }\npost { always { error 'no' }\ncleanup { echo 'c' } }").run();
    let said = ran.said();
    assert!(
        said.starts_with(
            "x\nPost stage\nError when executing always post condition:\nhudson.AbortException: no\n"
        ),
        "{said}"
    );
    assert!(
        said.ends_with("c\nERROR: no\nFinished: FAILURE\n"),
        "{said}"
    );
}

#[test]
fn a_failure_in_post_of_the_build_fails_it() {
    let ran = pipeline(&format!(
        "{}post {{ success {{ error 'no' }}\nfailure {{ echo 'f' }} }}",
        stages(&[("a", "echo 'x'")])
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(ran.said().contains("\nf\nERROR: no\n"), "{}", ran.log);
    assert_eq!(
        ran.stages,
        ["a: success", "Declarative: Post Actions: failed"]
    );
}

#[test]
fn post_sees_the_result() {
    check(
        pipeline(&format!(
            "{}post {{ always {{ echo \"${{currentBuild.currentResult}} ${{currentBuild.result}}\" }} }}",
            stages(&[("a", "error 'no'")])
        )),
        BuildResult::Failure,
        "FAILURE FAILURE\nERROR: no\n",
    );
}

#[test]
fn skipped_stages_have_no_post() {
    check(
        stage("when { branch 'dev' }\nsteps { echo 'x' }\npost { always { echo 'p' } }"),
        BuildResult::Success,
        "Stage \"a\" skipped due to when conditional\n",
    );
}

#[test]
fn catch_error_makes_a_stage_fail_and_its_post_know() {
    let steps = "catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { error 'no' }";
    let ended = check(
        stage(&format!(
            "steps {{ {steps} }}\npost {{ failure {{ echo 'f' }} }}"
        )),
        BuildResult::Success,
        "ERROR: no\nPost stage\nf\n",
    );
    assert_eq!(ended, ["a: failed"]);
}

#[test]
fn catch_error_can_leave_all_as_it_is() {
    let steps = "catchError(buildResult: null, stageResult: null) { error 'no' }";
    let ended = check(
        stage(&format!(
            "steps {{ {steps} }}\npost {{ success {{ echo 's' }} }}"
        )),
        BuildResult::Success,
        "ERROR: no\nPost stage\ns\n",
    );
    assert_eq!(ended, ["a: success"]);
}
