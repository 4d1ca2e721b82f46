use maillon_model::Trigger;
use maillon_model::trigger::{Home, Protection, Site};
use serde_json::{Value as Json, json};

use super::{branch, event, named, pull_request, push, tag};
use crate::events::github_context;
use crate::keywords::EVENTS;

/// Values of the payload, by JSON pointers.
#[track_caller]
fn check(trigger: &Trigger, expected: &[(&str, Json)]) {
    let payload = event(trigger).payload;
    for (pointer, value) in expected {
        assert_eq!(payload.pointer(pointer), Some(value), "{pointer}");
    }
}

#[test]
fn pushes() {
    check(
        &push(),
        &[
            ("/ref", json!("refs/heads/main")),
            ("/before", json!("a".repeat(40))),
            ("/after", json!("b".repeat(40))),
            ("/created", json!(false)),
            ("/head_commit/message", json!("Say hello\n\nAt last.")),
            (
                "/commits/0/author",
                json!({"name": "Mona", "email": "mona@example.com"}),
            ),
            ("/pusher/name", json!("mona")),
            ("/repository/full_name", json!("octocat/hello")),
            ("/repository/owner/login", json!("octocat")),
            ("/repository/default_branch", json!("main")),
            ("/sender/login", json!("mona")),
        ],
    );
    check(
        &tag("v1"),
        &[("/ref", json!("refs/tags/v1")), ("/commits", json!([]))],
    );
    let mut first = push();
    first.commit.before_sha = "0".repeat(40);
    check(&first, &[("/created", json!(true))]);
}

#[test]
fn pull_requests() {
    check(
        &pull_request("main"),
        &[
            ("/action", json!("opened")),
            ("/number", json!(7)),
            ("/pull_request/head/ref", json!("feature")),
            ("/pull_request/head/sha", json!("b".repeat(40))),
            ("/pull_request/base/ref", json!("main")),
            ("/pull_request/labels/0/name", json!("bug")),
            ("/pull_request/title", json!("A feature")),
            ("/pull_request/head/repo/fork", json!(false)),
            (
                "/pull_request/html_url",
                json!("https://github.com/octocat/hello/pull/7"),
            ),
        ],
    );
    check(
        &named("pull_request_review", None),
        &[("/action", json!("submitted"))],
    );
}

#[test]
fn other_events() {
    let mut dispatch = named("workflow_dispatch", None);
    check(
        &dispatch,
        &[("/inputs", json!(null)), ("/ref", json!("refs/heads/main"))],
    );
    dispatch.inputs.insert("a".to_owned(), "1".to_owned());
    check(&dispatch, &[("/inputs", json!({"a": "1"}))]);
    let release = Trigger {
        git_ref: tag("v2").git_ref,
        ..named("release", None)
    };
    check(
        &release,
        &[
            ("/action", json!("published")),
            ("/release/tag_name", json!("v2")),
        ],
    );
    check(
        &named("create", None),
        &[("/ref", json!("main")), ("/ref_type", json!("branch"))],
    );
    check(
        &named("workflow_run", None),
        &[
            ("/action", json!("completed")),
            ("/workflow_run/conclusion", json!("success")),
        ],
    );
    check(
        &named("merge_group", None),
        &[("/merge_group/base_ref", json!("refs/heads/main"))],
    );
    for kind in EVENTS {
        check(&named(kind.name, None), &[("/sender/type", json!("User"))]);
    }
}

#[test]
fn what_is_given_lies_over_it() {
    let given = json!({
        "action": "closed",
        "pull_request": {"head": {"ref": "other"}, "labels": [], "merged": true},
        "extra": [1],
    });
    check(
        &named("pull_request", Some(given)),
        &[
            ("/action", json!("closed")),
            ("/pull_request/head/ref", json!("other")),
            ("/pull_request/head/sha", json!("b".repeat(40))),
            ("/pull_request/labels", json!([])),
            ("/pull_request/merged", json!(true)),
            ("/extra", json!([1])),
            ("/repository/name", json!("hello")),
        ],
    );
}

fn context(trigger: &Trigger) -> Json {
    github_context(trigger, &event(trigger), "CI", ".github/workflows/ci.yml")
}

#[track_caller]
fn refs(trigger: &Trigger, expected: [&str; 5]) {
    let context = context(trigger);
    let keys = ["ref", "ref_name", "ref_type", "head_ref", "base_ref"];
    assert_eq!(
        keys.map(|key| context[key].as_str().unwrap_or("none")),
        expected
    );
}

#[test]
fn refs_of_events() {
    refs(&branch("a/b"), ["refs/heads/a/b", "a/b", "branch", "", ""]);
    refs(&tag("v1"), ["refs/tags/v1", "v1", "tag", "", ""]);
    refs(
        &pull_request("main"),
        ["refs/pull/7/merge", "7/merge", "branch", "feature", "main"],
    );
    let target = Trigger {
        event: pull_request("next").event,
        ..named("pull_request_target", None)
    };
    refs(
        &target,
        ["refs/heads/next", "next", "branch", "feature", "next"],
    );
    let release = named("release", Some(json!({"release": {"tag_name": "v3"}})));
    refs(&release, ["refs/tags/v3", "v3", "tag", "", ""]);
    let merged = json!({"pull_request": {"merged": true}, "sender": {"login": "someone"}});
    let merged = named("pull_request", Some(merged));
    refs(
        &merged,
        ["refs/heads/main", "main", "branch", "feature", "main"],
    );
    assert_eq!(context(&merged)["actor"], "someone");
    let deleted = Trigger {
        git_ref: branch("gone").git_ref,
        ..named("delete", None)
    };
    refs(&deleted, ["refs/heads/main", "main", "branch", "", ""]);
    refs(
        &named("schedule", None),
        ["refs/heads/main", "main", "branch", "", ""],
    );
}

#[test]
fn the_context() {
    let mut context = context(&push());
    context["event"].take();
    assert_eq!(
        context,
        json!({
            "actor": "mona",
            "triggering_actor": "mona",
            "event_name": "push",
            "event": null,
            "ref": "refs/heads/main",
            "ref_name": "main",
            "ref_type": "branch",
            "ref_protected": false,
            "base_ref": "",
            "head_ref": "",
            "sha": "b".repeat(40),
            "repository": "octocat/hello",
            "repository_owner": "octocat",
            "repositoryUrl": "git://github.com/octocat/hello.git",
            "server_url": "https://github.com",
            "api_url": "https://api.github.com",
            "graphql_url": "https://api.github.com/graphql",
            "run_id": "3",
            "run_number": "3",
            "run_attempt": "1",
            "retention_days": "90",
            "secret_source": "Actions",
            "workflow": "CI",
            "workflow_ref": "octocat/hello/.github/workflows/ci.yml@refs/heads/main",
            "workflow_sha": "b".repeat(40),
        })
    );
}

#[test]
fn a_repository_without_a_server_has_an_owner_all_the_same() {
    let mut trigger = push();
    trigger.project.path = "hello".to_owned();
    trigger.project.host = String::new();
    trigger.user.login = String::new();
    let context = context(&trigger);
    assert_eq!(context["repository"], "local/hello");
    assert_eq!(context["server_url"], "https://github.com");
    assert_eq!(context["actor"], "local");
    trigger.project.path = "group/sub/hello".to_owned();
    assert_eq!(
        super::super::context::github_context(&trigger, &event(&trigger), "", "")["repository_owner"],
        "group"
    );
}

#[test]
fn of_a_server_that_has_the_repository() {
    let mut trigger = push();
    trigger.site = Some(Site {
        url: "http://ci.example.com:8080".to_owned(),
        project: "hello".to_owned(),
        project_id: 4,
        run_id: 31,
        repository: Home::Here,
        protection: Protection::Protected,
    });
    let context = context(&trigger);
    assert_eq!(context["server_url"], "http://ci.example.com:8080");
    assert_eq!(
        (&context["run_id"], &context["run_number"]),
        (&json!("31"), &json!("3"))
    );
    assert_eq!(context["ref_protected"], true);
}
