//! Jobs, their stages and their scripts.

use maillon_model::job::Work;

use super::{check, job};

fn body(text: &str, key: &str) -> String {
    match job(text, "a").work {
        Work::Body(body) => body.0.get(key).map(ToString::to_string).unwrap_or_default(),
        Work::Child { .. } => "child".to_owned(),
    }
}

#[test]
fn a_job_is_in_the_stage_test_unless_it_says_otherwise() {
    check(
        "a: {script: x}\nb: {stage: build, script: x}",
        "test | a\nbuild | b",
    );
}

#[test]
fn stages_are_the_definitions_own() {
    check(
        "stages: [one]\na: {stage: one, script: x}\np: {stage: .pre, script: x}",
        "one | a\n.pre | p",
    );
    check(
        "stages: [.post, one]\na: {stage: one, script: x}",
        "one | a",
    );
    check("a: {type: deploy, script: x}", "deploy | a");
}

#[test]
fn an_unknown_stage_is_an_error() {
    check(
        "a: {stage: tset, script: x}",
        "1:12 gitlab/unknown-stage the stage `tset` does not exist",
    );
    check(
        "stages: [build]\na: {script: x}",
        "2:4 gitlab/unknown-stage the stage `test` (that of a job without `stage`) does not exist",
    );
}

#[test]
fn hidden_jobs_are_no_jobs() {
    check(".a: {nonsense: 1}\n.b: text\nc: {script: x}", "test | c");
}

#[test]
fn jobs_of_the_edges_alone_make_no_pipeline() {
    check(
        "a: {stage: .pre, script: x}\nb: {stage: .post, script: x}",
        "- gitlab/no-jobs no pipeline is made: only jobs of `.pre` and `.post` are in it",
    );
}

#[test]
fn scripts_are_texts_and_lists_in_lists() {
    assert_eq!(body("a: {script: one}", "script"), r#"["one"]"#);
    assert_eq!(
        body("a: {script: [one, [two, [three]]]}", "script"),
        r#"["one","two","three"]"#
    );
    assert_eq!(
        body("a: {script: x, before_script: y}", "before_script"),
        r#"["y"]"#
    );
    assert_eq!(
        body("a: {script: x, after_script: []}", "after_script"),
        "[]"
    );
}

#[test]
fn hooks_and_release_stand_in_the_body() {
    let text = "a: {script: x, hooks: {pre_get_sources_script: [h]}}";
    assert_eq!(body(text, "hooks"), r#"{"pre_get_sources_script":["h"]}"#);
    let text = "a: {script: x, release: {tag_name: v1, description: d}}";
    assert_eq!(
        body(text, "release"),
        r#"{"tag_name":"v1","description":"d"}"#
    );
}

#[test]
fn a_job_without_a_script_is_refused() {
    check(
        "a: {stage: test}",
        "1:1 gitlab/no-script a job should have one of the keys `script`, `run` and `trigger`",
    );
    check("a: {script: []}", "1:13 gitlab/empty `script` is empty");
    check("a: {script: ''}", "1:13 gitlab/empty `script` is empty");
    check("a: {}", "1:4 gitlab/empty the job `a` is empty");
    check("a:", "1:3 gitlab/empty the job `a` is empty");
    check(
        "a: text",
        "1:4 gitlab/wrong-type `a` should be a job (a mapping), not a text",
    );
}

#[test]
fn a_command_that_is_a_mapping_says_how_to_quote() {
    let text = "a:\n  script:\n    - 'echo \"key: value\"'\n    - echo key: value";
    check(
        text,
        "4:7 gitlab/unquoted-command a command is a mapping, because it has `: ` and no quotes around it",
    );
    check(
        "a: {script: [1]}",
        "1:14 gitlab/wrong-type `script[0]` should be a text, not a number",
    );
    check(
        "a: {script: [~]}",
        "1:14 gitlab/wrong-type `script[0]` should be a text, not nothing",
    );
}

#[test]
fn reserved_and_overlong_names_are_refused() {
    check(
        "'true': {script: x}",
        "1:9 gitlab/reserved-name `true` can't be the name of a job",
    );
    check(
        "pages:deploy: {script: x}",
        "1:15 gitlab/reserved-name `pages:deploy` can't be the name of a job",
    );
    let long = "n".repeat(256);
    check(
        &format!("{long}: {{script: x}}"),
        "1:259 gitlab/bad-name the name of a job has at most 255 characters",
    );
}

#[test]
fn names_may_have_spaces_slashes_and_brackets() {
    check("'a b/c [d]: e': {script: x}", "test | a b/c [d]: e");
}

#[test]
fn several_mistakes_are_told_at_once() {
    check(
        "a: {script: 1, when: soon}\nb: {stage: x, script: y, retry: 3}",
        "1:22 gitlab/unknown-value `when` has no value `soon`; it has on_success, on_failure, always, manual, delayed, never\n\
         1:13 gitlab/wrong-type `script` should be a text or a list of texts, not a number\n\
         2:12 gitlab/unknown-stage the stage `x` does not exist\n\
         2:33 gitlab/out-of-range `retry` should be from 0 to 2, not 3",
    );
}

#[test]
fn a_mistake_that_jobs_share_is_told_once() {
    check(
        ".t: &t {script: x, retry: 9}\na: *t\nb: {extends: .t}",
        "1:27 gitlab/out-of-range `retry` should be from 0 to 2, not 9",
    );
}
