//! `environment`: references in any order, credentials, quoting.

use maillon_jenkins::BuildResult;

use super::{check, pipeline, stage};
use crate::support::Setup;

fn says(environment: &str, text: &str, expected: &str) {
    let body = format!("environment {{ {environment} }}\nsteps {{ echo {text} }}");
    check(stage(&body), BuildResult::Success, &format!("{expected}\n"));
}

#[test]
fn values_are_texts() {
    says("A = 'x'", "A", "x");
    says("A = 'x'", "env.A", "x");
    says("A = \"x${1 + 1}\"", "\"${A}\"", "x2");
    says("A = 'x' + 'y'", "A", "xy");
    says("A = 5", "A + 1", "51");
    says("A = true", "A + ''", "true");
    says("A = \"${BRANCH_NAME.toUpperCase()}\"", "A", "MAIN");
}

#[test]
fn references_in_any_order() {
    says("A = \"${B}1\"\nB = \"${C}2\"\nC = '3'", "A", "321");
    says("A = \"${env.B}1\"\nB = '2'", "A", "21");
}

#[test]
fn expressions_in_values() {
    says(
        "A = \"${['x', 'y'].collect { it.toUpperCase() }.join(',')}\"",
        "A",
        "X,Y",
    );
    says("A = \"${Math.max(1, 2)}\"", "A", "2");
    says(
        "A = \"${java.util.UUID.randomUUID().toString().length()}\"",
        "A",
        "36",
    );
    says(
        "B = 'x'\nA = \"${env.B == 'x' ? 'yes' : 'no'}\"",
        "A",
        "yes",
    );
    says("B = ['x'].join('')\nA = \"${B.size()}\"", "A", "1");
}

#[test]
fn an_empty_value_is_none() {
    says("A = ''", "\"${env.A}\"", "null");
}

#[test]
fn entries_that_refer_to_each_other_are_an_error() {
    let ran = stage("environment { A = \"${B}\"\nB = \"${A}\" }\nsteps { echo 'x' }").run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(ran.log.contains("refers to itself"), "{}", ran.log);
}

#[test]
fn a_method_of_nothing_names_the_variable() {
    let ran = stage("environment { A = \"${NOBODY.trim()}\" }\nsteps { echo 'x' }").run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(
        ran.log.contains("environment variable value for A"),
        "{}",
        ran.log
    );
}

#[test]
fn unknown_names_are_null() {
    says("A = \"${NOBODY}\"", "A", "null");
}

#[test]
fn stages_see_the_pipelines_environment_and_override_it() {
    check(
        pipeline(
            "environment { A = 'a'; B = 'b' }
stages {
  stage('x') {
    environment { A = \"${A}${B}\" }
    steps { echo A }
  }
  stage('y') { steps { echo \"$A$B\" } }
}",
        ),
        BuildResult::Success,
        "ab\nab\n",
    );
}

#[test]
fn references_of_the_shells_kind_are_resolved_too() {
    says("A = '$B and ${B}'\nB = 'b'", "A", "b and b");
    says("A = '$NOBODY'", "A", "$NOBODY");
}

#[test]
fn special_characters_survive() {
    says("A = 'a\\\\b'", "A", "a\\b");
    says("A = \"a'b\\\"c\"", "A", "a'b\"c");
    says("A = '\\$x'", "A", "$x");
    says("A = 'a=b c'", "A", "a=b c");
}

#[test]
fn functions_give_values() {
    let text = "
def version() { '1.' + 2 }
pipeline {
  agent none
  environment { V = version(); W = \"${version()}-${V}\" }
  stages { stage('a') { steps { echo W } } }
}
";
    check(Setup::of(text), BuildResult::Success, "1.2-1.2\n");
}

#[test]
fn shells_see_them() {
    check(
        Setup::of(
            "pipeline {
  agent any
  options { skipDefaultCheckout() }
  environment { A = 'x y' }
  stages { stage('a') { steps { sh 'echo \"$A\"' ; script { env.B = 'z' } ; sh 'echo $B' } } }
}",
        ),
        BuildResult::Success,
        "+ echo x y\nx y\n+ echo z\nz\n",
    );
}

#[test]
fn credentials_give_a_user_and_a_password() {
    let setup = Setup::of(
        "pipeline {
  agent any
  options { skipDefaultCheckout() }
  environment { T = credentials('token') ; L = credentials('login') ; U = \"${L_USR}!\" }
  stages { stage('a') { steps { sh 'test \"$T\" = abc; test \"$L\" = joe:pw123; test \"$L_PSW\" = pw123'; echo \"$L_USR $U\" } } }
}",
    );
    let ran = setup
        .secret("token", "abc")
        .secret("login", "joe:pw123")
        .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.said().contains("joe joe!\n"), "{}", ran.log);
}

#[test]
fn a_missing_credential_fails_the_build() {
    let ran = stage("environment { T = credentials('token') }\nsteps { echo 'x' }").run();
    assert_eq!(ran.result, BuildResult::Failure);
    assert!(ran.log.contains("token"), "{}", ran.log);
}

#[test]
fn stage_name() {
    check(
        stage("steps { echo env.STAGE_NAME }"),
        BuildResult::Success,
        "a\n",
    );
}
