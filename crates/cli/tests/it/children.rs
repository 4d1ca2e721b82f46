//! Child pipelines, pipelines of other projects, and what jobs hand to jobs.

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

/// A repository that triggers a pipeline of `group/other`, and that one.
fn two_projects(trigger: &str, other: &str) -> (Repository, Repository) {
    let first = Repository::new(&[(".gitlab-ci.yml", trigger), ("mine.txt", "mine")]);
    let other = Repository::new(&[(".gitlab-ci.yml", other), ("yours.txt", "yours")]);
    (first, other)
}

const OTHER: &str = "
build:
  rules: [{if: '$CI_PIPELINE_SOURCE == \"pipeline\"'}]
  script:
    - 'echo $CI_PROJECT_PATH has $(cat yours.txt) and got $GIVEN'
    - test ! -e mine.txt
    - 'echo head $(git log -1 --format=%s)'
    - echo made > made.txt
  artifacts: {paths: [made.txt]}
test:
  stage: deploy
  script: 'echo then $(cat made.txt)'
";

#[test]
fn a_pipeline_of_another_project_runs_on_its_own_working_tree() {
    let trigger = "
deploy:
  variables: {GIVEN: present}
  trigger: {project: group/other, branch: main, strategy: depend}
";
    let (first, other) = two_projects(trigger, OTHER);
    let place = format!("group/other={}", other.root().display());
    let outcome = first.maillon(&["run", "--override", &place]);
    outcome
        .exits(0)
        .says("group/other has yours and got present")
        .says("head first")
        .says("then made");
    assert!(!other.root().join("made.txt").exists());
    assert!(!other.root().join(".maillon").exists());
}

#[test]
fn another_project_is_wanted_with_its_folder() {
    let (first, _) = two_projects("deploy: {trigger: group/other}", OTHER);
    let hint = "say where its working tree is: --override group/other=FOLDER";
    first.maillon(&["run"]).exits(2).says(hint);
}

#[test]
fn another_branch_than_the_one_checked_out_is_refused() {
    let trigger = "deploy: {trigger: {project: group/other, branch: next, strategy: depend}}";
    let (first, other) = two_projects(trigger, OTHER);
    let place = format!("group/other={}", other.root().display());
    let outcome = first.maillon(&["run", "--override", &place]);
    outcome.exits(1).says("check out `next` there");
}

#[test]
fn projects_that_trigger_each_other_come_to_an_end() {
    let trigger = "deploy: {trigger: {project: group/other, strategy: depend}}";
    let back = "back: {trigger: {project: group/other, strategy: depend}}";
    let (first, other) = two_projects(trigger, back);
    let place = format!("group/other={}", other.root().display());
    let outcome = first.maillon(&["run", "--override", &place]);
    outcome.exits(1).says("triggers itself in a circle");
}

#[test]
fn a_child_of_another_project_comes_from_there() {
    let trigger = "deploy: {trigger: {project: group/other, strategy: depend}}";
    let (first, other) = two_projects(trigger, "t: {trigger: {include: c.yml, strategy: depend}}");
    other.write("c.yml", "inner: {script: cat yours.txt}");
    let place = format!("group/other={}", other.root().display());
    let outcome = first.maillon(&["run", "--override", &place]);
    outcome.exits(0).says("| yours");
}

#[test]
fn a_dotenv_report_feeds_later_jobs_and_no_rule() {
    let definition = "
build: {stage: build, script: 'echo V=1 > e', artifacts: {reports: {dotenv: e}}}
sees: {script: 'echo has $V'}
never: {script: echo never, rules: [{if: $V}]}
";
    let outcome = Repository::gitlab(definition).maillon(&["run"]);
    outcome.exits(0).says("has 1");
    assert!(!outcome.stdout.contains("never"), "{}", outcome.stdout);
}
