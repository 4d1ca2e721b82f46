use crate::repository::Repository;

fn check(definition: &str, args: &[&str], code: i32, says: &str) {
    let repository = Repository::gitlab(definition);
    repository.maillon(args).exits(code).says(says);
}

#[test]
fn success_is_zero() {
    check("test: {script: echo hello}", &["run"], 0, "test | hello");
}

#[test]
fn a_failed_job_is_one() {
    check("test: {script: exit 7}", &["run"], 1, "maillon rerun test");
}

#[test]
fn an_allowed_failure_is_zero() {
    check(
        "test: {script: exit 7, allow_failure: true}",
        &["run"],
        0,
        "allowed",
    );
}

#[test]
fn a_wrong_definition_is_two_and_nothing_ran() {
    let repository = Repository::gitlab("test: {script: echo hello, stage: nowhere}");
    let (outcome, report) = repository.report(&["run"]);
    outcome.exits(2).says(".gitlab-ci.yml:1:");
    assert_eq!(
        (&report["status"], &report["jobs"]),
        (&"invalid".into(), &serde_json::json!([]))
    );
}

#[test]
fn an_unknown_job_is_two_with_a_suggestion() {
    check(
        "build: {script: make}",
        &["run", "biuld"],
        2,
        "did you mean `build`?",
    );
}

#[test]
fn a_job_that_is_not_for_this_event_is_told() {
    check(
        "a: {script: x}\nrelease: {script: x, rules: [{if: $CI_COMMIT_TAG}]}",
        &["run", "release"],
        2,
        "plan --explain release",
    );
}

#[test]
fn wrong_usage_is_two() {
    check(
        "test: {script: echo hello}",
        &["run", "--no-such-flag"],
        2,
        "--no-such-flag",
    );
    check(
        "test: {script: echo hello}",
        &["run", "--executor", "kubernetes"],
        2,
        "not supported yet",
    );
}

#[test]
fn no_engine_is_three() {
    let host = "unix:///nowhere/docker.sock";
    check(
        "test: {script: echo hello, image: busybox}",
        &["run", "--executor", "docker", "--docker-host", host],
        3,
        "--executor shell",
    );
}

#[test]
fn nothing_to_run_is_zero_and_skipped() {
    let repository = Repository::gitlab("test: {script: echo, rules: [{if: $NEVER}]}");
    let (outcome, report) = repository.report(&["run"]);
    outcome.exits(0).says("nothing to run");
    assert_eq!(report["status"], "skipped");
}

#[test]
fn a_state_folder_that_cannot_be_made_is_three() {
    let repository = Repository::gitlab("test: {script: echo hello}");
    repository.write(".maillon", "a file is in the way");
    repository.maillon(&["run"]).exits(3).says(".maillon");
}

#[test]
fn an_unreadable_secret_is_two_and_does_not_tell_it() {
    check(
        "test: {script: x}",
        &["run", "--secret", "TOKEN"],
        2,
        "environment variable TOKEN is not set",
    );
}
