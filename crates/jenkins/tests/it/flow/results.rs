//! Results of stages and builds.

use maillon_jenkins::BuildResult::{self, Aborted, Failure, Success, Unstable};

use crate::support::check;

/// Runs a script; checks the build's result and those of its stages.
fn ends(script: &str, result: BuildResult, stages: &[&str]) {
    let ran = check(script);
    assert_eq!(
        (ran.result, ran.stages),
        (result, stages.iter().map(|s| (*s).to_owned()).collect()),
        "{}",
        ran.log
    );
}

#[test]
fn an_error_fails_stages_and_build() {
    ends(
        "stage('a') { stage('b') { error 'x' } }",
        Failure,
        &["a/b: failed", "a: failed"],
    );
    ends(
        "stage('a') { try { error 'x' } catch (e) { } }",
        Success,
        &["a: success"],
    );
}

#[test]
fn unstable_is_neither() {
    ends(
        "stage('a') { unstable 'hm' }\nstage('b') { }",
        Unstable,
        &["a: unstable", "b: success"],
    );
    let ran = check("unstable(message: 'hm')\n");
    assert_eq!(ran.said(), "WARNING: hm\nFinished: UNSTABLE\n");
}

#[test]
fn catch_error_goes_on() {
    ends(
        "stage('a') { catchError { error 'x' } }",
        Failure,
        &["a: success"],
    );
    ends(
        "stage('a') { catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { error 'x' } }",
        Success,
        &["a: failed"],
    );
    ends(
        "stage('a') { catchError(buildResult: 'UNSTABLE', stageResult: 'ABORTED') { error 'x' } }",
        Unstable,
        &["a: aborted"],
    );
    let ran = check("catchError(message: 'oh') { error 'x' }\necho 'on'\n");
    assert_eq!(ran.said(), "ERROR: oh\nERROR: x\non\nFinished: FAILURE\n");
}

#[test]
fn catch_error_catches_interruptions_where_it_may() {
    let limit = "timeout(time: 50, unit: 'MILLISECONDS') { sleep 60 }";
    ends(
        &format!("stage('a') {{ catchError {{ {limit} }} }}"),
        Aborted,
        &["a: aborted"],
    );
    let within = "catchError(catchInterruptions: false) { sleep 60 }\necho 'not'";
    let limit = format!("timeout(time: 50, unit: 'MILLISECONDS') {{ {within} }}\n");
    let ran = check(&limit);
    assert!(!ran.log.contains("not\n"), "{}", ran.log);
}

#[test]
fn a_timeout_that_has_left_its_block_is_caught_like_an_error() {
    let limit = "timeout(time: 50, unit: 'MILLISECONDS') { sleep 60 }";
    let ran = check(&format!(
        "catchError(catchInterruptions: false) {{ {limit} }}\necho 'on'\n"
    ));
    assert!(
        ran.said().ends_with("on\nFinished: ABORTED\n"),
        "{}",
        ran.log
    );
}

#[test]
fn catch_error_knows_its_words() {
    let ran = check("catchError(buildResult: 'BAD') { }\n");
    assert!(ran.said().contains("buildResult is invalid: BAD. Valid options are SUCCESS, UNSTABLE, FAILURE, NOT_BUILT and ABORTED."));
}

#[test]
fn warn_error_makes_unstable() {
    ends(
        "stage('a') { warnError('oh') { error 'x' } }",
        Unstable,
        &["a: unstable"],
    );
    let ran = check("warnError('oh') { throw new IllegalStateException('x') }\n");
    assert_eq!(
        ran.said(),
        "ERROR: oh
java.lang.IllegalStateException: x
\tat WorkflowScript.run(Jenkinsfile:1)
Finished: UNSTABLE
"
    );
}

#[test]
fn thrown_exceptions_are_traced() {
    let ran = check("def f() {\n  throw new IllegalArgumentException('x')\n}\nf()\n");
    assert!(ran.said().starts_with("java.lang.IllegalArgumentException: x\n\tat WorkflowScript.f(Jenkinsfile:2)\n\tat WorkflowScript.run(Jenkinsfile:4)\n")
        || ran.said().starts_with("java.lang.IllegalArgumentException: x\n\tat WorkflowScript.run(Jenkinsfile:2)\n"), "{}", ran.log);
    assert_eq!(
        ran.message.as_deref(),
        Some("java.lang.IllegalArgumentException: x (Jenkinsfile:2:9)")
    );
}

#[test]
fn a_failing_command_is_the_builds_exit_code() {
    let ran = check("node { sh 'exit 3' }\n");
    assert_eq!(ran.exit_code, Some(3));
    assert!(
        ran.said()
            .ends_with("ERROR: script returned exit code 3\nFinished: FAILURE\n"),
        "{}",
        ran.log
    );
}
