//! Agents: nodes, checkouts, workspaces, containers.

use maillon_jenkins::BuildResult;

use super::{check, stage};
use crate::support::Setup;

#[test]
fn the_pipelines_agent_checks_out_in_a_stage_of_its_own() {
    let ran =
        Setup::of("pipeline { agent any\nstages { stage('a') { steps { sh 'cat file.txt' } } } }")
            .file("file.txt", "hello\n")
            .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.said().contains("hello\n"), "{}", ran.log);
    assert_eq!(
        ran.stages,
        ["Declarative: Checkout SCM: success", "a: success"]
    );
    assert!(
        ran.log.contains(
            "[Pipeline] {
[Pipeline] stage
[Pipeline] { (Declarative: Checkout SCM)
[Pipeline] checkout
"
        ),
        "{}",
        ran.log
    );
}

#[test]
fn a_stages_agent_checks_out_in_the_stage() {
    let ran = stage("agent any\nsteps { sh 'cat file.txt' }")
        .file("file.txt", "hello\n")
        .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(ran.stages, ["a: success"]);
}

#[test]
fn checkout_can_be_skipped() {
    let text = |options: &str, stage: &str| {
        format!(
            "pipeline {{ agent any\noptions {{ {options} }}\nstages {{ stage('a') {{ agent any\noptions {{ {stage} }}\nsteps {{ echo fileExists('file.txt').toString() }} }} }} }}"
        )
    };
    let exists = |options: &str, stage: &str| {
        let ran = Setup::of(&text(options, stage)).file("file.txt", "x").run();
        assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
        ran.said().contains("true\n")
    };
    assert!(exists("retry(1)", "retry(1)"));
    assert!(!exists("skipDefaultCheckout()", "retry(1)"));
    assert!(!exists("skipDefaultCheckout(true)", "retry(1)"));
    assert!(exists(
        "skipDefaultCheckout()",
        "skipDefaultCheckout(false)"
    ));
    assert!(!exists("retry(1)", "skipDefaultCheckout()"));
}

#[test]
fn checkout_into_a_folder() {
    let ran = Setup::of(
        "pipeline { agent any\noptions { checkoutToSubdirectory('sub') }\nstages { stage('a') { steps { sh 'cat sub/file.txt' } } } }",
    )
    .file("file.txt", "hello\n")
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
}

#[test]
fn a_label_asks_for_its_node() {
    let ran = Setup::of(
        "pipeline { agent { label 'linux && x64' }\noptions { skipDefaultCheckout() }\nstages { stage('a') { steps { echo 'x' } } } }",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(ran.nodes.len(), 1);
    assert!(
        ran.nodes.concat().contains("linux && x64"),
        "{:?}",
        ran.nodes
    );
}

#[test]
fn a_workspace_of_its_own() {
    let ran = Setup::of(
        "pipeline { agent { node { label 'x'; customWorkspace 'here' } }\noptions { skipDefaultCheckout() }\nstages { stage('a') { steps { echo pwd() } } } }",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.said().contains("here\n"), "{}", ran.log);
}

#[test]
fn stages_share_the_pipelines_workspace() {
    check(
        Setup::of(
            "pipeline { agent any\noptions { skipDefaultCheckout() }\nstages {
  stage('a') { steps { writeFile file: 'f', text: 'x' } }
  stage('b') { steps { echo readFile('f') } }
} }",
        ),
        BuildResult::Success,
        "x\n",
    );
}

#[test]
fn a_docker_agent_is_a_container_over_a_node() {
    let ran = Setup::of(
        "pipeline { agent { docker { image 'maven:3'; args '-v /x:/y' } }\noptions { skipDefaultCheckout() }\nstages { stage('a') { steps { echo 'x' } } } }",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.nodes.concat().contains("maven:3"), "{:?}", ran.nodes);
}

#[test]
fn steps_without_a_node_are_told_what_to_do() {
    check(
        stage("steps { sh 'x' }"),
        BuildResult::Failure,
        "ERROR: Attempted to execute a step that requires a node context while ‘agent none’ was specified. Be sure to specify your own ‘node { ... }’ blocks when using ‘agent none’.\n",
    );
}

#[test]
fn node_blocks_are_possible_without_an_agent() {
    check(
        stage("steps { node('x') { echo 'in' } }"),
        BuildResult::Success,
        "in\n",
    );
}

fn docker(options: &str, stages: &str) -> Vec<String> {
    let ran = Setup::of(&format!(
        "pipeline {{ agent {{ docker {{ image 'maven:3'; label 'x' }} }}
options {{ skipDefaultCheckout()\n{options} }}
stages {{ {stages} }} }}"
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    ran.nodes
}

#[test]
fn a_container_is_shared_or_each_stage_has_one() {
    let stages = "stage('a') { steps { echo 'x' } }\nstage('b') { steps { echo 'y' } }";
    assert_eq!(docker("retry(1)", stages), ["x", "maven:3"]);
    assert_eq!(
        docker("newContainerPerStage()", stages),
        ["x", "maven:3", "maven:3"]
    );
}

#[test]
fn a_stage_can_use_the_node_around() {
    let stage = |reuse: &str| {
        format!(
            "stage('a') {{ agent {{ docker {{ image 'node:18'; {reuse} }} }}\nsteps {{ echo 'x' }} }}"
        )
    };
    assert_eq!(
        docker("retry(1)", &stage("reuseNode true")),
        ["x", "maven:3", "node:18"]
    );
    assert_eq!(
        docker("retry(1)", &stage("args ''")),
        ["x", "maven:3", "built-in", "node:18"]
    );
}

#[test]
fn a_missing_dockerfile_is_told() {
    let ran = stage("agent { dockerfile { filename 'D'; dir 'x' } }\nsteps { echo 'x' }").run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(
        ran.log
            .contains("ERROR: No Dockerfile found at x/D in repository - failing.\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_pod_is_its_default_container() {
    let ran = stage(
        "agent { kubernetes { yaml '''
spec:
  containers:
  - name: maven
    image: maven:3
''' } }
options { skipDefaultCheckout() }
steps { echo 'x' }",
    )
    .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.nodes.concat().contains("maven:3"), "{:?}", ran.nodes);
}

#[test]
fn agents_are_expressions() {
    let ran = Setup::of(
        "def where = 'x'
pipeline { agent { label \"${where}-${params.SIZE}\" }
parameters { string(name: 'SIZE', defaultValue: 'big') }
options { skipDefaultCheckout() }
stages { stage('a') { steps { echo 'x' } } } }",
    )
    .run();
    assert_eq!(ran.nodes, ["x-big"], "{}", ran.log);
}
