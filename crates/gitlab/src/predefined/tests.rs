use std::collections::BTreeMap;

use maillon_model::Trigger;
use maillon_model::trigger::{
    Commit, GitRef, Home, MergeRequest, Project, Protection, Site, TriggerEvent, User,
};

use super::*;

fn trigger(event: TriggerEvent, git_ref: GitRef) -> Trigger {
    Trigger {
        environment: std::collections::BTreeMap::new(),
        forge: None,
        event,
        git_ref,
        commit: Commit {
            sha: "0123456789abcdef0123456789abcdef01234567".into(),
            before_sha: "fedcba9876543210fedcba9876543210fedcba98".into(),
            message: "Add $THING\n\nBecause.\n".into(),
            author: "Jane <jane@example.com>".into(),
            timestamp: "2026-01-31T16:47:55Z".into(),
            tag_message: None,
        },
        project: Project {
            host: "gitlab.example.com".into(),
            path: "Group/sub/My.App".into(),
            remote_url: "git@gitlab.example.com:Group/sub/My.App.git".into(),
            default_branch: "main".into(),
        },
        user: User::default(),
        variables: Vec::new(),
        inputs: BTreeMap::new(),
        created_at: Timestamp(1_643_647_675_000),
        number: 7,
        lineage: Vec::new(),
        site: None,
        definition: ".gitlab-ci.yml".to_owned(),
    }
}

#[track_caller]
fn check(trigger: &Trigger, expected: &[(&str, Option<&str>)]) {
    let variables = pipeline(trigger);
    for (name, value) in expected {
        let found = variables.iter().find(|variable| &*variable.name == *name);
        assert_eq!(found.map(|found| found.value.shown()), *value, "{name}");
    }
}

#[test]
fn of_a_branch() {
    let trigger = trigger(TriggerEvent::Push, GitRef::Branch("feature/A".into()));
    check(
        &trigger,
        &[
            ("CI", Some("true")),
            ("CI_PIPELINE_SOURCE", Some("push")),
            ("CI_COMMIT_BRANCH", Some("feature/A")),
            ("CI_COMMIT_TAG", None),
            ("CI_COMMIT_REF_NAME", Some("feature/A")),
            ("CI_COMMIT_REF_SLUG", Some("feature-a")),
            ("CI_COMMIT_REF_PROTECTED", Some("false")),
            ("CI_COMMIT_SHORT_SHA", Some("01234567")),
            (
                "CI_COMMIT_BEFORE_SHA",
                Some("fedcba9876543210fedcba9876543210fedcba98"),
            ),
            ("CI_COMMIT_TITLE", Some("Add $THING")),
            ("CI_COMMIT_DESCRIPTION", Some("\nBecause.")),
            ("CI_MERGE_REQUEST_IID", None),
            ("CI_OPEN_MERGE_REQUESTS", None),
            ("CI_PROJECT_PATH_SLUG", Some("group-sub-my-app")),
            ("CI_PROJECT_NAMESPACE", Some("Group/sub")),
            ("CI_PROJECT_ROOT_NAMESPACE", Some("Group")),
            (
                "CI_PROJECT_URL",
                Some("https://gitlab.example.com/Group/sub/My.App"),
            ),
            (
                "CI_REGISTRY_IMAGE",
                Some("registry.gitlab.example.com/group/sub/my.app"),
            ),
            ("CI_PIPELINE_CREATED_AT", Some("2022-01-31T16:47:55Z")),
            ("CI_PIPELINE_IID", Some("7")),
            ("CI_CONFIG_PATH", Some(".gitlab-ci.yml")),
            ("CI_API_V4_URL", Some("https://gitlab.example.com/api/v4")),
        ],
    );
}

#[test]
fn of_a_tag() {
    let trigger = trigger(TriggerEvent::Push, GitRef::Tag("v1.0".into()));
    check(
        &trigger,
        &[
            ("CI_COMMIT_BRANCH", None),
            ("CI_COMMIT_TAG", Some("v1.0")),
            ("CI_COMMIT_TAG_MESSAGE", Some("")),
            ("CI_COMMIT_REF_SLUG", Some("v1-0")),
        ],
    );
}

#[test]
fn of_a_merge_request() {
    let request = MergeRequest {
        number: 12,
        source_branch: "feature".into(),
        target_branch: "main".into(),
        labels: vec!["a".into(), "b".into()],
        ..MergeRequest::default()
    };
    let trigger = trigger(
        TriggerEvent::MergeRequest(request),
        GitRef::Branch("feature".into()),
    );
    check(
        &trigger,
        &[
            ("CI_PIPELINE_SOURCE", Some("merge_request_event")),
            ("CI_COMMIT_BRANCH", None),
            ("CI_COMMIT_REF_NAME", Some("feature")),
            (
                "CI_COMMIT_BEFORE_SHA",
                Some("0000000000000000000000000000000000000000"),
            ),
            ("CI_MERGE_REQUEST_IID", Some("12")),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", Some("feature")),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", Some("main")),
            ("CI_MERGE_REQUEST_LABELS", Some("a,b")),
            (
                "CI_MERGE_REQUEST_REF_PATH",
                Some("refs/merge-requests/12/head"),
            ),
            ("CI_OPEN_MERGE_REQUESTS", Some("Group/sub/My.App!12")),
        ],
    );
}

#[test]
fn of_the_default_branch() {
    let trigger = trigger(TriggerEvent::Schedule, GitRef::Branch("main".into()));
    check(
        &trigger,
        &[
            ("CI_COMMIT_REF_PROTECTED", Some("true")),
            ("CI_PIPELINE_SOURCE", Some("schedule")),
            (
                "CI_COMMIT_BEFORE_SHA",
                Some("0000000000000000000000000000000000000000"),
            ),
        ],
    );
}

#[test]
fn of_a_job() {
    let facts = JobFacts {
        name: "rspec: [a, b]",
        stage: "test",
        node: Some((2, 3)),
        manual: false,
    };
    let shown: Vec<String> = job(&facts)
        .iter()
        .map(|variable| format!("{}={}", variable.name, variable.value.shown()))
        .collect();
    assert_eq!(
        shown,
        [
            "CI_JOB_NAME=rspec: [a, b]",
            "CI_JOB_NAME_SLUG=rspec---a--b",
            "CI_JOB_GROUP_NAME=rspec",
            "CI_JOB_STAGE=test",
            "CI_NODE_INDEX=2",
            "CI_NODE_TOTAL=3",
        ]
    );
}

#[test]
fn rules_do_not_see_persisted_variables() {
    let trigger = trigger(TriggerEvent::Push, GitRef::Branch("main".into()));
    let variables = pipeline(&trigger);
    let scope = crate::variables::Scope::default().with(variables.iter().cloned());
    assert_eq!(
        (scope.get("CI_PIPELINE_ID"), scope.get("CI_PIPELINE_IID")),
        (None, Some("7"))
    );
}

#[test]
fn every_variable_is_in_the_reference_once() {
    let reference = reference();
    let mut names: Vec<&str> = reference.lines().skip(2).collect();
    let count = names.len();
    names.dedup_by_key(|line| line.split('`').nth(1).unwrap_or_default());
    assert_eq!(names.len(), count);
    assert!(count > 110, "{count}");
}

#[test]
fn of_a_server() {
    let mut trigger = trigger(TriggerEvent::Push, GitRef::Branch("v2".into()));
    trigger.site = Some(Site {
        url: "http://ci.example.com:8080".into(),
        project: "my-app".into(),
        project_id: 4,
        run_id: 31,
        repository: Home::Here,
        protection: Protection::Protected,
    });
    let run = "http://ci.example.com:8080/projects/my-app/runs/7";
    let expected = [
        ("CI_SERVER_URL", Some("http://ci.example.com:8080")),
        ("CI_SERVER_HOST", Some("ci.example.com")),
        ("CI_SERVER_PORT", Some("8080")),
        ("CI_SERVER_PROTOCOL", Some("http")),
        ("CI_SERVER_FQDN", Some("ci.example.com:8080")),
        ("CI_API_V4_URL", Some("http://ci.example.com:8080/api/v4")),
        ("CI_PROJECT_ID", Some("4")),
        (
            "CI_PROJECT_URL",
            Some("http://ci.example.com:8080/projects/my-app"),
        ),
        ("CI_PIPELINE_ID", Some("31")),
        ("CI_PIPELINE_IID", Some("7")),
        ("CI_PIPELINE_URL", Some(run)),
        ("CI_COMMIT_REF_PROTECTED", Some("true")),
    ];
    check(&trigger, &expected);
    if let Some(site) = &mut trigger.site {
        site.repository = Home::Elsewhere;
    }
    let elsewhere = [
        ("CI_SERVER_URL", Some("http://ci.example.com:8080")),
        ("CI_SERVER_FQDN", Some("gitlab.example.com")),
        ("CI_API_V4_URL", Some("https://gitlab.example.com/api/v4")),
        ("CI_PIPELINE_URL", Some(run)),
    ];
    check(&trigger, &elsewhere);
}
