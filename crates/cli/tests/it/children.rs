//! Child pipelines.

use crate::repository::Repository;

const PARENT: &str = "
build:
  stage: build
  script: [echo made > made.txt, echo FROM=dotenv > build.env]
  artifacts: {paths: [made.txt], reports: {dotenv: build.env}}
child:
  variables: {PARENT_PIPELINE_ID: $CI_PIPELINE_ID}
  trigger: {include: child.yml, strategy: depend}
";

const CHILD: &str = "
take:
  script: ['echo file $(cat made.txt) variable $FROM', 'test $CI_PIPELINE_ID != $PARENT_PIPELINE_ID']
  needs: [{pipeline: $PARENT_PIPELINE_ID, job: build}]
take nothing:
  script: test ! -e made.txt
";

#[test]
fn a_child_takes_artifacts_of_a_job_of_its_parent() {
    let repository = Repository::new(&[(".gitlab-ci.yml", PARENT), ("child.yml", CHILD)]);
    let outcome = repository.maillon(&["run"]);
    outcome.exits(0).says("file made variable dotenv");
}

#[test]
fn a_grandchild_takes_artifacts_of_a_job_of_the_run() {
    let between = "
again:
  variables: {TOP: $PARENT_PIPELINE_ID}
  trigger: {include: grandchild.yml, strategy: depend}
";
    let grandchild = "take: {script: cat made.txt, needs: [{pipeline: $TOP, job: build}]}";
    let repository = Repository::new(&[
        (".gitlab-ci.yml", PARENT),
        ("child.yml", between),
        ("grandchild.yml", grandchild),
    ]);
    repository.maillon(&["run"]).exits(0).says("| made");
}

#[test]
fn a_job_of_the_parent_that_has_not_ended_gives_nothing() {
    let parent = "
child:
  needs: []
  variables: {PARENT_PIPELINE_ID: $CI_PIPELINE_ID}
  trigger: {include: child.yml, strategy: depend}
build: {stage: deploy, script: echo late}
";
    let child = "take: {script: echo never, needs: [{pipeline: $PARENT_PIPELINE_ID, job: build}]}";
    let repository = Repository::new(&[(".gitlab-ci.yml", parent), ("child.yml", child)]);
    let outcome = repository.maillon(&["run"]);
    outcome.says("let the trigger job need `build`");
    assert!(!outcome.stdout.contains("| never"), "{}", outcome.stdout);
}

#[test]
fn a_job_knows_the_name_of_its_pipeline_and_the_file_of_its_definition() {
    let definition = "
workflow: {name: 'Build of $CI_COMMIT_BRANCH'}
a: {script: 'echo name=$CI_PIPELINE_NAME file=$CI_CONFIG_PATH'}
b: {script: echo never, rules: [{if: $CI_PIPELINE_NAME}]}
";
    let repository = Repository::new(&[("ci/main.yml", definition)]);
    let outcome = repository.maillon(&["run", "--file", "ci/main.yml"]);
    outcome.exits(0).says("name=Build of main file=ci/main.yml");
    assert!(!outcome.stdout.contains("never"), "{}", outcome.stdout);
}
