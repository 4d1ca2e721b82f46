//! `when`: all conditions, and when they are looked at.

use maillon_jenkins::BuildResult;
use maillon_model::trigger::{GitRef, MergeRequest, TriggerEvent};

use super::{check, stage};
use crate::support::Setup;

const SKIPPED: &str = "Stage \"a\" skipped due to when conditional\n";

fn when(condition: &str) -> Setup {
    stage(&format!("when {{ {condition} }}\nsteps {{ echo 'ran' }}"))
}

fn runs(setup: Setup) {
    check(setup, BuildResult::Success, "ran\n");
}

fn skips(setup: Setup) {
    let ended = check(setup, BuildResult::Success, SKIPPED);
    assert_eq!(ended, ["a: skipped"]);
}

#[test]
fn branches() {
    runs(when("branch 'main'"));
    runs(when("branch 'ma*'"));
    skips(when("branch 'dev'"));
    runs(when("branch pattern: 'm.+', comparator: 'REGEXP'"));
    skips(when("branch pattern: 'm', comparator: 'REGEXP'"));
    skips(when("branch pattern: 'ma*', comparator: 'EQUALS'"));
    runs(when("branch 'release/*'").branch("release/1"));
    skips(when("branch 'release/*'").branch("release/1/x"));
}

#[test]
fn tags() {
    let tagged = |condition: &str| {
        let mut setup = when(condition);
        setup.trigger.git_ref = GitRef::Tag("v1.2".to_owned());
        setup
    };
    runs(tagged("buildingTag()"));
    skips(when("buildingTag()"));
    runs(tagged("tag 'v*'"));
    skips(tagged("tag 'w*'"));
    runs(tagged("tag pattern: 'v\\\\d.*', comparator: 'REGEXP'"));
    skips(when("tag 'v*'"));
}

#[test]
fn environments() {
    runs(when("environment name: 'BRANCH_NAME', value: 'main'"));
    skips(when("environment name: 'BRANCH_NAME', value: 'MAIN'"));
    runs(when(
        "environment name: 'BRANCH_NAME', value: 'MAIN', ignoreCase: true",
    ));
    skips(when("environment name: 'NOTHING', value: 'x'"));
}

#[test]
fn values() {
    runs(when("equals expected: 2, actual: 1 + 1"));
    skips(when("equals expected: 'a', actual: 'b'"));
    runs(when("expression { return 1 < 2 }"));
    skips(when("expression { '' }"));
}

#[test]
fn combinations() {
    runs(when("not { branch 'dev' }"));
    runs(when("anyOf { branch 'dev'; branch 'main' }"));
    skips(when("allOf { branch 'dev'; branch 'main' }"));
    skips(when("branch 'main'; branch 'dev'"));
    runs(when(
        "allOf { not { branch 'x' }; anyOf { branch 'main'; branch 'y' } }",
    ));
}

#[test]
fn change_requests() {
    let request = |condition: &str| {
        let mut setup = when(condition);
        setup.trigger.event = TriggerEvent::MergeRequest(MergeRequest {
            number: 3,
            source_branch: "topic".to_owned(),
            target_branch: "main".to_owned(),
            title: "Fix it".to_owned(),
            ..MergeRequest::default()
        });
        setup
    };
    skips(when("changeRequest()"));
    runs(request("changeRequest()"));
    runs(request("changeRequest target: 'main'"));
    skips(request("changeRequest target: 'm*'"));
    runs(request("changeRequest target: 'm*', comparator: 'GLOB'"));
    skips(request("changeRequest branch: 'topic', title: 'x'"));
}

#[test]
fn changes() {
    let changed = |condition: &str| {
        let mut setup = when(condition);
        setup.changes = Some(vec!["src/a.java".to_owned()]);
        setup
    };
    runs(changed("changeset '**/*.java'"));
    runs(changed("changeset '**/*.JAVA'"));
    skips(changed("changeset 'docs/**'"));
    skips(changed("changeset glob: '**/*.JAVA', caseSensitive: true"));
    runs(changed("changeset pattern: 'src/.*', comparator: 'REGEXP'"));
    runs(changed("changelog 'Add .*'"));
    skips(changed("changelog 'Remove .*'"));
    let warning = "Warning, empty changelog. Probably because this is the first build.\n";
    let said = format!("{warning}{SKIPPED}");
    check(when("changeset '**'"), BuildResult::Success, &said);
    check(when("changelog '.*'"), BuildResult::Success, &said);
}

#[test]
fn causes() {
    let manual = |condition: &str| {
        let mut setup = when(condition);
        setup.trigger.event = TriggerEvent::Manual;
        setup
    };
    runs(manual("triggeredBy 'UserIdCause'"));
    runs(manual("triggeredBy cause: 'UserIdCause', detail: 'jane'"));
    skips(manual("triggeredBy cause: 'UserIdCause', detail: 'joe'"));
    skips(manual("triggeredBy 'TimerTrigger'"));
    runs(when("triggeredBy 'BranchEventCause'"));
    skips(when("isRestartedRun()"));
}

#[test]
fn conditions_do_not_see_the_environment_of_their_stage() {
    skips(stage(
        "environment { X = 'y' }
when { environment name: 'X', value: 'y' }
steps { echo 'ran' }",
    ));
}

#[test]
fn a_condition_before_the_agent_saves_it() {
    let nodes = |before: &str| {
        let setup = stage(&format!(
            "agent any
options {{ skipDefaultCheckout() }}
when {{ {before}branch 'dev' }}
steps {{ echo 'ran' }}"
        ));
        setup.run().nodes.len()
    };
    assert_eq!(nodes(""), 1);
    assert_eq!(nodes("beforeAgent true; "), 0);
}

#[test]
fn a_condition_before_the_input_saves_it() {
    skips(stage(
        "input { message 'Go?' }
when { beforeInput true; branch 'dev' }
steps { echo 'ran' }",
    ));
}

#[test]
fn a_condition_before_the_options_saves_them() {
    skips(stage(
        "options { retry(3) }
when { beforeOptions true; branch 'dev' }
steps { error 'no' }",
    ));
}

#[test]
fn a_throwing_condition_fails_the_stage() {
    let ended = check(
        when("expression { error 'no' }"),
        BuildResult::Failure,
        "ERROR: no\n",
    );
    assert_eq!(ended, ["a: failed"]);
}

#[test]
fn conditions_of_parallel_stages_skip_all_branches() {
    let ended = check(
        stage("when { branch 'dev' }\nparallel { stage('b') { steps { echo 'b' } } }"),
        BuildResult::Success,
        "Stage \"a\" skipped due to when conditional
Stage \"b\" skipped due to when conditional
",
    );
    assert_eq!(ended, ["a/b: skipped", "a: skipped"]);
}
