//! `options`: those that are steps, and those that the walk looks at.

use maillon_jenkins::BuildResult;

use super::{check, pipeline, stage, stages};
use crate::support::Setup;

#[test]
fn retry_of_a_pipeline_does_all_stages_again() {
    let text = "
def turns = 0
pipeline {
  agent none
  options { retry(3) }
  stages {
    stage('a') { steps { echo 'a' } }
    stage('b') { steps { script { turns++; if (turns < 2) { error 'no' } } } }
  }
  post { always { echo 'post' } }
}
";
    check(
        Setup::of(text),
        BuildResult::Success,
        "a\npost\nERROR: no\nRetrying\na\npost\n",
    );
}

#[test]
fn retry_of_a_stage() {
    let text = "
def turns = 0
pipeline {
  agent none
  stages {
    stage('a') {
      options { retry(2) }
      steps { script { turns++; echo \"turn ${turns}\"; if (turns < 2) { error 'no' } } }
    }
  }
}
";
    check(
        Setup::of(text),
        BuildResult::Success,
        "turn 1\nERROR: no\nRetrying\nturn 2\n",
    );
}

#[test]
fn a_timeout_of_a_stage_aborts_it_and_its_post_runs() {
    let setup = pipeline(
        "stages {
  stage('a') {
    options { timeout(time: 200, unit: 'MILLISECONDS') }
    steps { sleep 60 }
    post { aborted { echo 'aborted' } }
  }
  stage('b') { steps { echo 'b' } }
}
post { aborted { echo 'all aborted' } }",
    );
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    let said = ran.said();
    assert!(
        said.contains("Timeout set to expire in 0.2 sec\n"),
        "{said}"
    );
    assert!(said.contains("Post stage\naborted\n"), "{said}");
    assert!(said.contains("all aborted\n"), "{said}");
    assert_eq!(
        ran.stages,
        [
            "a: aborted",
            "b: skipped",
            "Declarative: Post Actions: success"
        ]
    );
}

#[test]
fn wrappers_are_nested_in_their_order() {
    let ran = pipeline(&format!(
        "options {{ timeout(time: 1, unit: 'HOURS'); retry(1) }}\n{}",
        stages(&[("a", "echo 'x'")])
    ))
    .run();
    let timeout = ran.log.find("[Pipeline] timeout").unwrap();
    let retry = ran.log.find("[Pipeline] retry").unwrap();
    assert!(timeout < retry, "{}", ran.log);
}

#[test]
fn properties_of_the_job_change_nothing() {
    check(
        pipeline(&format!(
            "options {{
  buildDiscarder(logRotator(numToKeepStr: '5'))
  disableConcurrentBuilds()
  preserveStashes(buildCount: 5)
  quietPeriod(3)
}}
triggers {{ cron('H 4 * * 1-5'); pollSCM('H/5 * * * *') }}
{}",
            stages(&[("a", "echo 'x'")])
        )),
        BuildResult::Success,
        "x\n",
    );
}

#[test]
fn parameters_have_defaults_and_given_values() {
    let sections = "parameters {
  string(name: 'S', defaultValue: 's')
  booleanParam(name: 'B', defaultValue: true)
  choice(name: 'C', choices: ['one', 'two'])
  text(name: 'T', defaultValue: 'line')
}
stages { stage('a') { steps { echo \"${params.S} ${params.B} ${params.C} ${params.T} ${env.S}\" } } }";
    check(
        pipeline(sections),
        BuildResult::Success,
        "s true one line s\n",
    );
    check(
        pipeline(sections)
            .input("S", "given")
            .input("B", "false")
            .input("C", "two"),
        BuildResult::Success,
        "given false two line given\n",
    );
}

#[test]
fn a_boolean_parameter_is_a_boolean() {
    check(
        pipeline(
            "parameters { booleanParam(name: 'B', defaultValue: false) }
stages { stage('a') { when { expression { params.B } }\n steps { echo 'x' } } }",
        ),
        BuildResult::Success,
        "Stage \"a\" skipped due to when conditional\n",
    );
}

#[test]
fn options_of_a_stage_hold_for_stages_in_it() {
    let ran = stage(
        "options { timeout(time: 1, unit: 'HOURS') }
stages { stage('b') { steps { echo 'x' } } }",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(ran.log.matches("[Pipeline] timeout").count(), 1);
}

#[test]
fn a_timeout_of_the_pipeline_aborts_all_branches_and_every_post_runs() {
    let ran = pipeline(
        "options { timeout(time: 300, unit: 'MILLISECONDS') }
stages {
  stage('p') {
    parallel {
      stage('a') { steps { sleep 60 } post { aborted { echo 'a aborted' } } }
      stage('b') { steps { sleep 60 } post { aborted { echo 'b aborted' } } }
    }
    post { aborted { echo 'p aborted' } }
  }
  stage('next') { steps { echo 'late' } }
}
post { aborted { echo 'all aborted' } }"
            .replace("} post", "}\npost")
            .as_str(),
    )
    .run();
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    let said = ran.said();
    for text in ["a aborted\n", "b aborted\n", "p aborted\n", "all aborted\n"] {
        assert_eq!(said.matches(text).count(), 1, "{said}");
    }
    assert!(!said.contains("late"), "{said}");
    assert!(
        said.ends_with("Timeout has been exceeded\nFinished: ABORTED\n"),
        "{said}"
    );
}

#[test]
fn an_option_that_catches_errors_lets_the_build_go_on() {
    let ran = pipeline(
        "stages {
  stage('a') {
    options { warnError('oops') }
    steps { error 'no' }
    post { failure { echo 'a failed' } }
  }
  stage('b') { steps { echo 'b' } }
}",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Unstable, "{}", ran.log);
    assert!(
        ran.said()
            .contains("Post stage\na failed\nERROR: oops\nERROR: no\nb\n"),
        "{}",
        ran.log
    );
    assert_eq!(ran.stages, ["a: unstable", "b: success"]);
}
