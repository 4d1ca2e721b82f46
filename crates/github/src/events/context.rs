//! The `github` context.

use maillon_model::Trigger;
use maillon_model::trigger::Protection;
use serde_json::{Value as Json, json};

use super::payload::{full_name, owner, server_url};
use super::{Event, text};

/// The `github` context without what belongs to a job or step, and without the token. `workflow` is
/// the workflow's name, or its file's where it has none.
pub(crate) fn github_context(trigger: &Trigger, event: &Event, workflow: &str, file: &str) -> Json {
    let refs = &event.refs;
    let server = server_url(trigger);
    let (api, graphql) = apis(&server);
    let repository = full_name(trigger);
    let number = trigger.number.to_string();
    let site = trigger.site.as_ref();
    let run_id = site.map_or(trigger.number, |site| site.run_id).to_string();
    let protected = site.is_some_and(|site| site.protection == Protection::Protected);
    let actor = text(&event.payload, &["sender", "login"]);
    json!({
        "actor": actor,
        "triggering_actor": actor,
        "event_name": event.name,
        "event": &*event.payload,
        "ref": refs.full,
        "ref_name": refs.name,
        "ref_type": refs.kind(),
        "ref_protected": protected,
        "base_ref": refs.base,
        "head_ref": refs.head,
        "sha": trigger.commit.sha,
        "repository": repository,
        "repository_owner": owner(trigger),
        "repositoryUrl": repository_url(trigger, &server, &repository),
        "server_url": server,
        "api_url": api,
        "graphql_url": graphql,
        "run_id": run_id,
        "run_number": number,
        "run_attempt": "1",
        "retention_days": "90",
        "secret_source": "Actions",
        "workflow": workflow,
        "workflow_ref": format!("{repository}/{file}@{}", refs.full),
        "workflow_sha": trigger.commit.sha,
    })
}

fn apis(server: &str) -> (String, String) {
    match server {
        "https://github.com" => (
            "https://api.github.com".to_owned(),
            "https://api.github.com/graphql".to_owned(),
        ),
        other => (format!("{other}/api/v3"), format!("{other}/api/graphql")),
    }
}

fn repository_url(trigger: &Trigger, server: &str, repository: &str) -> String {
    match server.strip_prefix("https://") {
        Some("github.com") | None => format!("git://github.com/{repository}.git"),
        Some(_) => trigger.project.remote_url.clone(),
    }
}
