use maillon_model::Trigger;
use maillon_source::MemorySource;
use serde_json::json;

use super::{branch, event, ignore, named, on, only, pull_request, push, tag, texts, types};
use crate::workflow::{EventFilter, Triggers};

fn nothing() -> MemorySource {
    MemorySource::default()
}

#[track_caller]
fn starts(trigger: &Trigger, on: &Triggers) {
    assert_eq!(event(trigger).matches(on, &nothing()), Ok(()));
}

#[track_caller]
fn stays(trigger: &Trigger, on: &Triggers, why: &str) {
    assert_eq!(event(trigger).matches(on, &nothing()), Err(why.to_owned()));
}

fn branches(list: &[&str]) -> EventFilter {
    EventFilter {
        branches: Some(only(list)),
        ..EventFilter::default()
    }
}

fn tags(list: &[&str]) -> EventFilter {
    EventFilter {
        tags: Some(only(list)),
        ..EventFilter::default()
    }
}

#[test]
fn the_event_must_be_named() {
    let triggers = on("pull_request", EventFilter::default());
    stays(&push(), &triggers, "`on` names pull_request, not `push`");
    starts(&push(), &on("push", EventFilter::default()));
    starts(&tag("v1"), &on("push", EventFilter::default()));
    starts(&named("fork", None), &on("fork", EventFilter::default()));
}

#[test]
fn branches_of_pushes() {
    starts(&branch("main"), &on("push", branches(&["main"])));
    stays(
        &branch("x"),
        &on("push", branches(&["main", "v*"])),
        "the branch `x` is not among `on.push.branches` (main, v*)",
    );
    let ignoring = EventFilter {
        branches: Some(ignore(&["wip/**"])),
        ..EventFilter::default()
    };
    starts(&branch("main"), &on("push", ignoring.clone()));
    stays(
        &branch("wip/a/b"),
        &on("push", ignoring),
        "the branch `wip/a/b` is among `on.push.branches-ignore` (wip/**)",
    );
    stays(
        &branch("x"),
        &on("push", branches(&["[a"])),
        "the pattern `[a` is invalid: a `[` is not closed by a `]`",
    );
}

#[test]
fn tags_of_pushes() {
    starts(&tag("v1"), &on("push", tags(&["v*"])));
    stays(
        &tag("x"),
        &on("push", tags(&["v*"])),
        "the tag `x` is not among `on.push.tags` (v*)",
    );
    stays(
        &tag("v1"),
        &on("push", branches(&["**"])),
        "`on.push` only filters branches, and this is a push of the tag `v1`",
    );
    stays(
        &branch("main"),
        &on("push", tags(&["**"])),
        "`on.push` only filters tags, and this is a push of the branch `main`",
    );
    let both = EventFilter {
        tags: Some(only(&["v*"])),
        ..branches(&["main"])
    };
    starts(&tag("v1"), &on("push", both.clone()));
    starts(&branch("main"), &on("push", both));
}

#[test]
fn branches_of_pull_requests_are_targets() {
    starts(
        &pull_request("main"),
        &on("pull_request", branches(&["main"])),
    );
    stays(
        &pull_request("next"),
        &on("pull_request", branches(&["feature", "main"])),
        "the base branch `next` is not among `on.pull_request.branches` (feature, main)",
    );
}

#[track_caller]
fn changed(filter: EventFilter, files: &[&str], expected: Result<(), &str>) {
    let source = nothing().changes(files.iter().copied());
    let found = event(&push()).matches(&on("push", filter), &source);
    assert_eq!(found, expected.map_err(str::to_owned));
}

#[test]
fn paths() {
    let docs = EventFilter {
        paths: Some(only(&["docs/**", "!docs/*.txt"])),
        ..EventFilter::default()
    };
    changed(docs.clone(), &["src/a.rs", "docs/a.md"], Ok(()));
    changed(
        docs.clone(),
        &["src/a.rs", "docs/a.txt"],
        Err(
            "none of the changed files (src/a.rs, docs/a.txt) matches `on.push.paths` (docs/**, !docs/*.txt)",
        ),
    );
    changed(
        docs.clone(),
        &[],
        Err(
            "none of the changed files (there are none) matches `on.push.paths` (docs/**, !docs/*.txt)",
        ),
    );
    let ignoring = EventFilter {
        paths: Some(ignore(&["**.md"])),
        ..EventFilter::default()
    };
    changed(ignoring.clone(), &["a.md", "b.rs"], Ok(()));
    changed(
        ignoring,
        &["a.md", "b/c.md"],
        Err("all of the changed files (a.md, b/c.md) match `on.push.paths-ignore` (**.md)"),
    );
    starts(&push(), &on("push", docs.clone()));
    let source = nothing().changes(["src/a.rs"]);
    let pushed = event(&tag("v1")).matches(&on("push", docs), &source);
    assert_eq!(pushed, Ok(()), "paths don't filter tags");
}

#[test]
fn branches_and_paths_must_both_match() {
    let filter = EventFilter {
        paths: Some(only(&["docs/**"])),
        ..branches(&["main"])
    };
    changed(filter.clone(), &["docs/a"], Ok(()));
    let source = nothing().changes(["docs/a"]);
    let found = event(&branch("x")).matches(&on("push", filter), &source);
    assert!(found.is_err_and(|why| why.contains("`on.push.branches`")));
}

#[test]
fn activity_types() {
    let closed = on("pull_request", types(&["closed"]));
    let labeled = named("pull_request", Some(json!({"action": "labeled"})));
    starts(
        &pull_request("main"),
        &on("pull_request", EventFilter::default()),
    );
    starts(
        &pull_request("main"),
        &on("pull_request", types(&["synchronize"])),
    );
    stays(
        &pull_request("main"),
        &closed,
        "`pull_request` starts it for closed, and the event's action is opened or synchronize or \
         reopened (`action` in the event's JSON says another)",
    );
    stays(
        &labeled,
        &on("pull_request", EventFilter::default()),
        "`pull_request` starts it for opened, synchronize, reopened, and the event's action is \
         labeled (`action` in the event's JSON says another)",
    );
    starts(&labeled, &on("pull_request", types(&["labeled", "closed"])));
    starts(&named("issues", None), &on("issues", types(&["labeled"])));
    starts(
        &named("release", None),
        &on("release", types(&["released"])),
    );
    starts(
        &named("repository_dispatch", None),
        &on("repository_dispatch", types(&["deploy"])),
    );
    let deploy = named("repository_dispatch", Some(json!({"action": "deploy"})));
    starts(&deploy, &on("repository_dispatch", EventFilter::default()));
    assert!(
        event(&deploy)
            .matches(&on("repository_dispatch", types(&["x"])), &nothing())
            .is_err()
    );
}

#[test]
fn the_runs_of_other_workflows() {
    let filter = EventFilter {
        workflows: texts(&["Build"]),
        ..branches(&["main"])
    };
    let run = |workflow: &str, branch: &str| {
        let run = json!({"workflow_run": {"name": workflow, "head_branch": branch}});
        named("workflow_run", Some(run))
    };
    let triggers = on("workflow_run", filter);
    starts(&run("Build", "main"), &triggers);
    starts(&named("workflow_run", None), &triggers);
    stays(
        &run("Test", "main"),
        &triggers,
        "the workflow `Test` is not among `on.workflow_run.workflows` (Build)",
    );
    stays(
        &run("Build", "x"),
        &triggers,
        "the branch `x` is not among `on.workflow_run.branches` (main)",
    );
}

#[test]
fn an_event_is_what_the_workflow_waits_for() {
    let action = |trigger: &Trigger, on: &Triggers| {
        let seen = event(trigger).seen_by(on);
        super::super::text(&seen.payload, &["action"]).to_owned()
    };
    assert_eq!(
        action(
            &pull_request("main"),
            &on("pull_request", EventFilter::default())
        ),
        "opened"
    );
    assert_eq!(
        action(
            &pull_request("main"),
            &on("pull_request", types(&["closed", "reopened"]))
        ),
        "reopened"
    );
    assert_eq!(
        action(
            &named("repository_dispatch", None),
            &on("repository_dispatch", types(&["deploy"]))
        ),
        "deploy"
    );
    let labeled = named("issues", Some(json!({"action": "labeled"})));
    assert_eq!(
        action(&labeled, &on("issues", types(&["opened", "labeled"]))),
        "labeled"
    );
    let crons = EventFilter {
        crons: texts(&["0 4 * * *"]),
        ..EventFilter::default()
    };
    let seen = event(&named("schedule", None)).seen_by(&on("schedule", crons));
    assert_eq!(
        super::super::text(&seen.payload, &["schedule"]),
        "0 4 * * *"
    );
}
