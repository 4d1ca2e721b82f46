//! Payloads as GitHub's webhooks send them, from what a repository knows.
//!
//! Source: <https://docs.github.com/en/webhooks/webhook-events-and-payloads>. What only GitHub knows
//! (ids, counts of stars) is left out.

mod parts;

use maillon_model::Trigger;
use maillon_model::trigger::GitRef;
use serde_json::{Value as Json, json};

use super::activity::usual;
use super::refs::{Refs, number, release_tag};
use parts::{commit, is_zero, labels, login, repository, user};
pub(super) use parts::{full_name, owner, server_url};

/// What the webhook of an event would tell.
pub(super) fn of(event: &str, refs: &Refs, trigger: &Trigger) -> Json {
    let mut payload = json!({ "repository": repository(trigger), "sender": user(trigger) });
    let own = match event {
        "push" => push(refs, trigger),
        "pull_request_review" => review(refs, trigger),
        _ if event.starts_with("pull_request") => pull_request_event(refs, trigger),
        "workflow_dispatch" => workflow_dispatch(refs, trigger),
        "repository_dispatch" => repository_dispatch(refs, trigger),
        "schedule" => json!({ "schedule": "", "workflow": trigger.definition }),
        "release" => release(trigger),
        "create" | "delete" => created_or_deleted(trigger),
        "workflow_run" => workflow_run(trigger),
        "merge_group" => merge_group(refs, trigger),
        _ => json!({}),
    };
    if let Some(action) = usual(event).first() {
        merge(&mut payload, &json!({ "action": action }));
    }
    merge(&mut payload, &own);
    payload
}

/// Lays one tree over another: mappings are joined, all else is replaced.
pub(super) fn merge(under: &mut Json, over: &Json) {
    match (under, over) {
        (Json::Object(under), Json::Object(over)) => {
            for (key, value) in over {
                merge(under.entry(key.clone()).or_insert(Json::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

fn push(refs: &Refs, trigger: &Trigger) -> Json {
    let head = commit(trigger);
    let commits = if refs.is_tag() {
        json!([])
    } else {
        json!([head])
    };
    let before = &trigger.commit.before_sha;
    let after = &trigger.commit.sha;
    let url = parts::url(trigger);
    json!({
        "ref": refs.full,
        "before": before,
        "after": after,
        "created": refs.is_tag() || is_zero(before),
        "deleted": false,
        "forced": false,
        "base_ref": null,
        "compare": format!("{url}/compare/{}...{}", parts::short(before), parts::short(after)),
        "commits": commits,
        "head_commit": head,
        "pusher": { "name": login(trigger), "email": trigger.user.email },
    })
}

fn pull_request_event(refs: &Refs, trigger: &Trigger) -> Json {
    json!({
        "number": number(trigger),
        "pull_request": pull_request(refs, trigger),
    })
}

fn review(refs: &Refs, trigger: &Trigger) -> Json {
    json!({
        "review": {
            "user": user(trigger),
            "body": null,
            "state": "commented",
            "commit_id": trigger.commit.sha,
        },
        "pull_request": pull_request(refs, trigger),
    })
}

fn pull_request(refs: &Refs, trigger: &Trigger) -> Json {
    let number = number(trigger);
    let request = trigger.event.merge_request().cloned().unwrap_or_default();
    let url = format!("{}/pull/{number}", parts::url(trigger));
    let sha = &trigger.commit.sha;
    json!({
        "number": number,
        "state": "open",
        "locked": false,
        "title": request.title,
        "body": request.description,
        "draft": request.draft,
        "merged": false,
        "mergeable": true,
        "merge_commit_sha": sha,
        "html_url": url,
        "diff_url": format!("{url}.diff"),
        "patch_url": format!("{url}.patch"),
        "user": user(trigger),
        "labels": labels(&request.labels),
        "assignees": [],
        "requested_reviewers": [],
        "milestone": null,
        "author_association": "OWNER",
        "commits": 1,
        "created_at": trigger.commit.timestamp,
        "updated_at": trigger.commit.timestamp,
        "head": side(&refs.head, sha, trigger),
        // The commit before stands in for the tip of the target branch.
        "base": side(&refs.base, &trigger.commit.before_sha, trigger),
    })
}

fn side(branch: &str, sha: &str, trigger: &Trigger) -> Json {
    json!({
        "label": format!("{}:{branch}", owner(trigger)),
        "ref": branch,
        "sha": sha,
        "user": { "login": owner(trigger) },
        "repo": repository(trigger),
    })
}

fn workflow_dispatch(refs: &Refs, trigger: &Trigger) -> Json {
    let given = Some(&trigger.inputs).filter(|inputs| !inputs.is_empty());
    json!({ "inputs": given, "ref": refs.full, "workflow": trigger.definition })
}

fn repository_dispatch(refs: &Refs, trigger: &Trigger) -> Json {
    json!({ "branch": refs.name, "client_payload": trigger.inputs })
}

fn release(trigger: &Trigger) -> Json {
    let tag = release_tag(trigger);
    let message = trigger.commit.tag_message.clone().unwrap_or_default();
    let time = &trigger.commit.timestamp;
    json!({
        "release": {
            "tag_name": tag,
            "name": tag,
            "body": message,
            "draft": false,
            "prerelease": false,
            "target_commitish": trigger.project.default_branch,
            "html_url": format!("{}/releases/tag/{tag}", parts::url(trigger)),
            "author": user(trigger),
            "assets": [],
            "created_at": time,
            "published_at": time,
        },
    })
}

fn created_or_deleted(trigger: &Trigger) -> Json {
    let kind = match trigger.git_ref {
        GitRef::Branch(_) => "branch",
        GitRef::Tag(_) => "tag",
    };
    json!({
        "ref": trigger.git_ref.name(),
        "ref_type": kind,
        "master_branch": trigger.project.default_branch,
        "description": null,
        "pusher_type": "user",
    })
}

fn workflow_run(trigger: &Trigger) -> Json {
    json!({
        "workflow_run": {
            "head_branch": trigger.git_ref.name(),
            "head_sha": trigger.commit.sha,
            "head_commit": commit(trigger),
            "head_repository": repository(trigger),
            "repository": repository(trigger),
            "event": "push",
            "status": "completed",
            "conclusion": "success",
            "run_number": trigger.number,
            "run_attempt": 1,
            "actor": user(trigger),
            "pull_requests": [],
        },
    })
}

fn merge_group(refs: &Refs, trigger: &Trigger) -> Json {
    json!({
        "merge_group": {
            "head_ref": refs.full,
            "head_sha": trigger.commit.sha,
            "head_commit": commit(trigger),
            "base_ref": format!("refs/heads/{}", trigger.project.default_branch),
            "base_sha": trigger.commit.before_sha,
        },
    })
}
