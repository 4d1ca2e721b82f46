//! Parallel stages.

use maillon_jenkins::BuildResult;

use super::{check, pipeline, stage};

#[test]
fn branches_are_stages() {
    let ran = stage("parallel { stage('b') { steps { echo '1' } } }").run();
    assert_eq!(
        ran.log,
        "[Pipeline] Start of Pipeline
[Pipeline] stage
[Pipeline] { (a)
[Pipeline] parallel
[Pipeline] { (Branch: b)
[Pipeline] stage
[Pipeline] { (b)
[Pipeline] echo
1
[Pipeline] }
[Pipeline] // stage
[Pipeline] }
[Pipeline] // parallel
[Pipeline] }
[Pipeline] // stage
[Pipeline] End of Pipeline
Finished: SUCCESS
"
    );
    assert_eq!(ran.stages, ["a/b: success", "a: success"]);
}

#[test]
fn a_failed_branch_lets_the_others_run() {
    let ran = stage(
        "parallel {
  stage('b') { steps { error 'no' } }
  stage('c') { steps { sleep time: 200, unit: 'MILLISECONDS'; echo 'c' } }
}",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Failure);
    let said = ran.said();
    assert!(said.contains("Failed in branch b\n"), "{said}");
    assert!(said.contains("c\n"), "{said}");
    assert_eq!(ran.stages, ["a/b: failed", "a/c: success", "a: failed"]);
}

fn fast(before: &str, inside: &str) {
    let ran = pipeline(&format!(
        "{before}
stages {{ stage('a') {{
  {inside}
  parallel {{
    stage('b') {{ steps {{ sleep time: 100, unit: 'MILLISECONDS'; error 'no' }} }}
    stage('c') {{ steps {{ sleep 60; echo 'late' }}\n post {{ aborted {{ echo 'c aborted' }} }} }}
  }}
}} }}"
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    let said = ran.said();
    assert!(!said.contains("late"), "{said}");
    assert!(said.contains("c aborted\n"), "{said}");
    assert!(
        ran.stages.contains(&"a/c: aborted".to_owned()),
        "{:?}",
        ran.stages
    );
}

#[test]
fn fail_fast_aborts_the_others() {
    fast("", "failFast true");
    fast("options { parallelsAlwaysFailFast() }", "");
}

#[test]
fn branches_with_stages_in_them() {
    let ended = check(
        stage(
            "parallel { stage('b') { stages {
  stage('c') { steps { echo '1' } }
  stage('d') { steps { echo '2' } }
} } }",
        ),
        BuildResult::Success,
        "1\n2\n",
    );
    assert_eq!(
        ended,
        [
            "a/b/c: success",
            "a/b/d: success",
            "a/b: success",
            "a: success"
        ]
    );
}

#[test]
fn branches_with_agents_of_their_own() {
    let ran = stage(
        "parallel {
  stage('b') { agent any; options { skipDefaultCheckout() }\n steps { sh 'echo b > f' } }
  stage('c') { agent any; options { skipDefaultCheckout() }\n steps { sh 'test ! -e f' } }
}",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(ran.nodes.len(), 2);
}

#[test]
fn an_unstable_branch() {
    let ran = stage(
        "parallel {
  stage('b') { steps { unstable 'hm' } }
  stage('c') { steps { echo 'c' } }
}",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Unstable, "{}", ran.log);
    assert!(
        ran.stages.contains(&"a/b: unstable".to_owned()),
        "{:?}",
        ran.stages
    );
}
