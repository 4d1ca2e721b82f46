//! Pipelines that live in libraries, and libraries used from declarative pipelines.

use maillon_jenkins::BuildResult;

use super::support::{Ran, Setup};

fn run(files: &[(&str, &str)], jenkinsfile: &str) -> Ran {
    let setup = Setup::of(jenkinsfile);
    let setup = files.iter().fold(setup, |setup, (path, text)| {
        setup.library("lib", path, text)
    });
    setup.run()
}

/// The lines between the first one and the last one of a successful build.
#[track_caller]
fn check(files: &[(&str, &str)], jenkinsfile: &str, said: &str) {
    let ran = run(files, jenkinsfile);
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(
        ran.said(),
        format!("Loading library lib\n{said}\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

const CONFIGURED: &str = "
def call(body) {
  def config = [:]
  body.resolveStrategy = Closure.DELEGATE_FIRST
  body.delegate = config
  body()
  pipeline {
    agent none
    environment { NAME = \"${config.name}-1\" }
    stages {
      stage('A') {
        when { expression { config.deploy } }
        steps { echo \"A of ${config.name} with ${env.NAME}\" }
      }
      stage('B') {
        when { expression { !config.deploy } }
        steps { echo 'B' }
      }
      stage('C') {
        steps { script { config.steps.each { echo \"step $it\" } } }
      }
    }
    post { always { echo \"after ${config.name}\" } }
  }
}";

#[test]
fn a_pipeline_is_configured_by_a_closure() {
    let ran = run(
        &[("vars/standard.groovy", CONFIGURED)],
        "@Library('lib') _\nstandard {\n  name = 'demo'\n  deploy = true\n  steps = ['x', 'y']\n}",
    );
    assert_eq!(
        ran.said(),
        "Loading library lib\nA of demo with demo-1\nStage \"B\" skipped due to when conditional\nstep x\nstep y\nafter demo\nFinished: SUCCESS\n",
        "{}",
        ran.log
    );
}

#[test]
fn a_library_chooses_a_pipeline() {
    let choose = "def call(String kind) {\n  if (kind == 'a') {\n    pipeline { agent none; stages { stage('A') { steps { echo 'a' } } } }\n  } else {\n    pipeline { agent none\n stages { stage('B') { steps { script { helper.say('b') } } } } }\n  }\n}";
    let helper = "def say(text) { echo \"helper $text\" }";
    let files = [
        ("vars/choose.groovy", choose),
        ("vars/helper.groovy", helper),
    ];
    check(&files, "@Library('lib') _\nchoose 'b'", "helper b");
}

#[test]
fn scripts_in_steps_call_methods_of_variables() {
    let log = "def info(message) { echo \"INFO: $message\" }\ndef block(Closure body) { echo 'before'; body(); echo 'behind' }";
    check(
        &[("vars/log.groovy", log)],
        "@Library('lib') _\npipeline {\n  agent none\n  stages { stage('A') { steps {\n    script {\n    log.info 'one'\n    log.info(\"two ${env.BUILD_NUMBER}\")\n    log.block { echo 'in' } }\n  } } }\n}",
        "INFO: one\nINFO: two 7\nbefore\nin\nbehind",
    );
}

#[test]
fn classes_reach_variables_through_the_script() {
    let worker = "package com.acme\nclass Worker implements Serializable {\n  private final def script\n  Worker(script) { this.script = script }\n  def run(List names) {\n    names.each { name -> script.hello(name) }\n    script.hello.count()\n  }\n}";
    let hello = "import groovy.transform.Field\n@Field List seen = []\ndef call(name) { seen << name; echo \"hello $name\" }\ndef count() { echo \"${seen.size()} seen\" }";
    let files = [
        ("src/com/acme/Worker.groovy", worker),
        ("vars/hello.groovy", hello),
    ];
    check(
        &files,
        "@Library('lib') import com.acme.Worker\nnew Worker(this).run(['a', 'b'])",
        "hello a\nhello b\n2 seen",
    );
}

#[test]
fn branches_share_a_variable() {
    let once = "import groovy.transform.Field\n@Field int count = 0\ndef call() { count++ }\ndef total() { count }";
    check(
        &[("vars/once.groovy", once)],
        "@Library('lib') _\nparallel((1..5).collectEntries { [\"b$it\", { once() }] })\necho \"${once.total()}\"",
        "5",
    );
}

#[test]
fn what_a_library_throws_names_its_line() {
    let broken = "def call() {\n  def x = null\n  x.size()\n}";
    let ran = run(
        &[("vars/broken.groovy", broken)],
        "@Library('lib') _\necho 'a'\nbroken()",
    );
    assert_eq!(ran.result, BuildResult::Failure);
    assert!(
        ran.log
            .contains("java.lang.NullPointerException: Cannot invoke method size() on null object"),
        "{}",
        ran.log
    );
    assert!(ran.log.contains("vars/broken.groovy:3"), "{}", ran.log);
    assert!(ran.log.contains("Jenkinsfile:3"), "{}", ran.log);
}

#[test]
fn what_is_wrong_with_a_pipeline_of_a_library_is_found_when_it_runs() {
    let wrong =
        "def call() {\n  pipeline {\n    stages { stage('A') { steps { echo 'a' } } }\n  }\n}";
    let ran = run(
        &[("vars/wrong.groovy", wrong)],
        "@Library('lib') _\nwrong()",
    );
    assert_eq!(ran.result, BuildResult::Failure);
    assert!(
        ran.log.contains("Missing required section \"agent\""),
        "{}",
        ran.log
    );
}

#[test]
fn a_class_that_nobody_has_is_named() {
    let ran = run(
        &[("vars/v.groovy", "")],
        "@Library('lib') import com.acme.Foo\nnew Foo()",
    );
    assert_eq!(ran.result, BuildResult::Failure);
    assert!(ran.log.contains("unable to resolve class"), "{}", ran.log);
}

#[test]
fn declarative_pipelines_load_libraries_on_the_fly() {
    let files = [
        (
            "vars/hello.groovy",
            "def call(name) { echo \"hello $name\" }",
        ),
        (
            "src/a/Foo.groovy",
            "package a\nclass Foo { static x() { 'static x' } }",
        ),
    ];
    check(
        &files,
        "def lib = library('lib')\npipeline {\n  agent none\n  stages { stage('A') { steps {\n    hello 'x'\n    script { echo lib.a.Foo.x() }\n  } } }\n}",
        "hello x\nstatic x",
    );
    check(
        &files,
        "pipeline {\n  agent none\n  stages { stage('A') { steps {\n    library 'lib'\n    hello 'y'\n  } } }\n}",
        "hello y",
    );
}

#[test]
fn stages_and_agents_may_come_from_a_library() {
    let stages = "def call(names) {\n  names.each { name ->\n    stage(name) { node { sh \"echo in $name\" } }\n  }\n}";
    let ran = run(
        &[("vars/all.groovy", stages)],
        "@Library('lib')_\nall(['a', 'b'])",
    );
    assert_eq!(ran.stages, ["a: success", "b: success"], "{}", ran.log);
    assert!(
        ran.log.contains("in a\n") && ran.log.contains("in b\n"),
        "{}",
        ran.log
    );
}
