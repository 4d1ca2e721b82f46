//! Stages one after another, their order inside, restarts.

use maillon_jenkins::{BuildResult, Restart};

use super::{check, pipeline, stage, stages};
use crate::support::Setup;

#[test]
fn the_log_is_that_of_jenkins() {
    let ran = pipeline(&stages(&[("a", "echo 'x'")])).run();
    assert_eq!(
        ran.log,
        "[Pipeline] Start of Pipeline
[Pipeline] stage
[Pipeline] { (a)
[Pipeline] echo
x
[Pipeline] }
[Pipeline] // stage
[Pipeline] End of Pipeline
Finished: SUCCESS
"
    );
}

#[test]
fn stages_run_in_their_order() {
    let ended = check(
        pipeline(&stages(&[("a", "echo '1'"), ("b", "echo '2'")])),
        BuildResult::Success,
        "1\n2\n",
    );
    assert_eq!(ended, ["a: success", "b: success"]);
}

#[test]
fn later_stages_are_skipped_after_a_failure() {
    let ended = check(
        pipeline(&stages(&[("a", "error 'no'"), ("b", "echo '2'")])),
        BuildResult::Failure,
        "Stage \"b\" skipped due to earlier failure(s)\nERROR: no\n",
    );
    assert_eq!(ended, ["a: failed", "b: skipped"]);
}

#[test]
fn stages_in_stages() {
    let inner = "stages { stage('b') { steps { echo '1' } }\nstage('c') { steps { error 'no' } }\nstage('d') { steps { echo '3' } } }";
    let ended = check(
        stage(inner),
        BuildResult::Failure,
        "1\nStage \"d\" skipped due to earlier failure(s)\nERROR: no\n",
    );
    assert_eq!(
        ended,
        ["a/b: success", "a/c: failed", "a/d: skipped", "a: failed"]
    );
}

#[test]
fn a_skipped_stage_skips_all_in_it() {
    let ended = check(
        pipeline(
            "stages {
  stage('a') { steps { error 'no' } }
  stage('b') { stages { stage('c') { steps { echo 'c' } } } }
}",
        ),
        BuildResult::Failure,
        "Stage \"b\" skipped due to earlier failure(s)
Stage \"c\" skipped due to earlier failure(s)
ERROR: no
",
    );
    assert_eq!(ended, ["a: failed", "b/c: skipped", "b: skipped"]);
}

#[test]
fn unstable_stages_skip_the_later_ones_where_that_is_asked_for() {
    let body = stages(&[("a", "unstable 'hm'"), ("b", "echo '2'")]);
    let ended = check(pipeline(&body), BuildResult::Unstable, "WARNING: hm\n2\n");
    assert_eq!(ended, ["a: unstable", "b: success"]);
    let ended = check(
        pipeline(&format!("options {{ skipStagesAfterUnstable() }}\n{body}")),
        BuildResult::Unstable,
        "WARNING: hm\nStage \"b\" skipped due to earlier stage(s) marking the build as unstable\n",
    );
    assert_eq!(ended, ["a: unstable", "b: skipped"]);
}

#[test]
fn a_build_restarts_at_a_stage() {
    let mut setup = pipeline(&stages(&[
        ("a", "echo '1'"),
        ("b", "echo '2'"),
        ("c", "echo '3'"),
    ]));
    setup.restart = Some(Restart {
        stage: "b".to_owned(),
        of: 6,
    });
    let ended = check(
        setup,
        BuildResult::Success,
        "Stage \"a\" skipped due to this build restarting at stage \"b\"\n2\n3\n",
    );
    assert_eq!(ended, ["a: skipped", "b: success", "c: success"]);
}

#[test]
fn functions_and_variables_of_the_file_are_there() {
    let text = "
def name = 'x'
def greet(who) { echo \"hello ${who}\" }
pipeline {
  agent none
  stages { stage('a') { steps { greet(name) ; script { def y = name * 2; greet(y) } } } }
}
";
    check(Setup::of(text), BuildResult::Success, "hello x\nhello xx\n");
}

#[test]
fn parts_of_a_stage_come_in_jenkins_order() {
    let ran = stage(
        "agent any
environment { X = 'x' }
options { timeout(time: 1, unit: 'HOURS'); skipDefaultCheckout() }
input { message 'Go?' }
when { expression { echo \"when ${env.X}\"; true } }
steps { echo \"steps ${X}\" }
post { always { echo \"post ${X}\" } }",
    )
    .input("a", "proceed")
    .run();
    let starts: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| !line.starts_with("[Pipeline] }") && !line.starts_with("[Pipeline] //"))
        .filter(|line| !line.starts_with("[Pipeline] {") && !line.contains("echo"))
        .collect();
    let places = ["timeout", "input", "node"].map(|step| {
        let line = format!("[Pipeline] {step}");
        starts.iter().position(|own| *own == line).unwrap()
    });
    assert!(places.is_sorted(), "{}", ran.log);
    assert!(
        ran.said()
            .contains("when null\nsteps x\nPost stage\npost x\n"),
        "{}",
        ran.log
    );
}

#[test]
fn restarts_can_be_refused() {
    let body = stages(&[("a", "echo '1'")]);
    let mut setup = pipeline(&format!("options {{ disableRestartFromStage() }}\n{body}"));
    setup.restart = Some(Restart {
        stage: "a".to_owned(),
        of: 6,
    });
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(
        ran.log
            .contains("ERROR: the pipeline has disableRestartFromStage()"),
        "{}",
        ran.log
    );
}
