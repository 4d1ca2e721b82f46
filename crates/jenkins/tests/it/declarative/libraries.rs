//! Pipelines in libraries.

use maillon_jenkins::BuildResult;

use super::check;
use crate::support::Setup;

#[test]
fn a_pipeline_in_a_library_sees_its_arguments() {
    let setup = Setup::of("@Library('lib') _\nbuildIt(name: 'x') { echo 'body' }\n").library(
        "lib",
        "vars/buildIt.groovy",
        "
def call(Map config, Closure body) {
  pipeline {
    agent none
    environment { NAME = \"${config.name}\" }
    stages {
      stage('a') {
        when { expression { config.name == 'x' } }
        steps { echo NAME; script { body() } }
      }
    }
    post { always { echo \"done ${config.name}\" } }
  }
}
",
    );
    check(
        setup,
        BuildResult::Success,
        "Loading library lib\nx\nbody\ndone x\n",
    );
}

#[test]
fn libraries_of_the_pipeline_are_loaded() {
    let setup = Setup::of(
        "pipeline { agent none\nlibraries { lib('lib@main') }\nstages { stage('a') { steps { hi 'joe' } } } }",
    )
    .library("lib", "vars/hi.groovy", "def call(who) { echo \"hi ${who}\" }\n");
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.said().contains("hi joe\n"), "{}", ran.log);
}

#[test]
fn a_wrong_pipeline_in_a_library_is_refused_when_it_is_reached() {
    let setup = Setup::of("@Library('lib') _\nbuildIt()\n").library(
        "lib",
        "vars/buildIt.groovy",
        "def call() { pipeline { stages { stage('a') { steps { echo 'x' } } } } }\n",
    );
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(
        ran.log.contains("Missing required section \"agent\""),
        "{}",
        ran.log
    );
}

#[test]
fn a_library_takes_its_configuration_from_a_block() {
    let setup =
        Setup::of("@Library('lib') _\nbuildIt {\n  name = 'x'\n  branches = ['a', 'b']\n}\n")
            .library(
                "lib",
                "vars/buildIt.groovy",
                "
def call(body) {
  def config = [:]
  body.resolveStrategy = Closure.DELEGATE_FIRST
  body.delegate = config
  body()
  pipeline {
    agent none
    options { timeout(time: config.minutes ?: 5, unit: 'MINUTES') }
    stages {
      stage('a') {
        when { expression { config.name } }
        steps { script { config.branches.each { say(it) } } }
      }
    }
  }
}
def say(text) { echo \"say ${text}\" }
",
            );
    let ran = setup.run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.said().contains("say a\nsay b\n"), "{}", ran.log);
    assert!(
        ran.log.contains("Timeout set to expire in 5 min"),
        "{}",
        ran.log
    );
}
