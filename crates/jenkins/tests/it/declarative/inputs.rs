//! `input` of a stage.

use maillon_jenkins::BuildResult;

use super::stage;

#[test]
fn an_answer_lets_the_stage_run() {
    let ran = stage("input { message 'Go?'; ok 'Yes' }\nsteps { echo 'went' }")
        .input("a", "proceed")
        .run();
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(ran.said().contains("went\n"), "{}", ran.log);
}

#[test]
fn an_abort_ends_the_build() {
    let ran = stage("input { message 'Go?'; id 'gate' }\nsteps { echo 'went' }")
        .input("gate", "abort")
        .run();
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    assert!(!ran.said().contains("went\n"), "{}", ran.log);
}

#[test]
fn nobody_there_to_answer_fails_it() {
    let ran = stage("input { message 'Go?' }\nsteps { echo 'went' }").run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
}

#[test]
fn parameters_come_into_the_environment() {
    let one = stage(
        "input { message 'Go?'; parameters { string(name: 'WHO', defaultValue: 'joe') } }
steps { echo \"hello ${WHO}\" }",
    )
    .input("a", "proceed")
    .run();
    assert!(one.said().contains("hello joe\n"), "{}", one.log);
    let two = stage(
        "input { message 'Go?'; parameters { string(name: 'WHO', defaultValue: 'joe'); booleanParam(name: 'NOW', defaultValue: true) } }
steps { echo \"hello ${WHO} ${NOW}\" }",
    )
    .input("a", "proceed")
    .input("WHO", "jane")
    .run();
    assert!(two.said().contains("hello jane true\n"), "{}", two.log);
}
