//! What several payloads have in them.

use maillon_model::Trigger;
use maillon_model::trigger::{Home, Site};
use serde_json::{Value as Json, json};

/// Who stands in where nobody is named.
const NOBODY: &str = "local";

pub(super) fn repository(trigger: &Trigger) -> Json {
    let url = url(trigger);
    let full = full_name(trigger);
    let host = host(trigger);
    let owner = owner(trigger);
    let branch = &trigger.project.default_branch;
    json!({
        "name": trigger.project.name(),
        "full_name": full,
        "private": false,
        "fork": false,
        "archived": false,
        "disabled": false,
        "visibility": "public",
        "owner": { "login": owner, "name": owner, "html_url": format!("{}/{owner}", server_url(trigger)) },
        "html_url": url,
        "url": url,
        "clone_url": clone_url(trigger),
        "git_url": format!("git://{host}/{full}.git"),
        "ssh_url": format!("git@{host}:{full}.git"),
        "default_branch": branch,
        "master_branch": branch,
    })
}

pub(super) fn user(trigger: &Trigger) -> Json {
    let login = login(trigger);
    json!({
        "login": login,
        "type": "User",
        "html_url": format!("{}/{login}", server_url(trigger)),
        "site_admin": false,
    })
}

pub(super) fn commit(trigger: &Trigger) -> Json {
    let commit = &trigger.commit;
    let (name, email) = author(&commit.author);
    let author = json!({ "name": name, "email": email });
    json!({
        "id": commit.sha,
        "distinct": true,
        "message": commit.message.trim_end(),
        "timestamp": commit.timestamp,
        "url": format!("{}/commit/{}", url(trigger), commit.sha),
        "author": author,
        "committer": author,
        "added": [],
        "removed": [],
        "modified": [],
    })
}

/// `Name <email>`
fn author(text: &str) -> (&str, &str) {
    let (name, rest) = text.split_once('<').unwrap_or((text, ""));
    (name.trim(), rest.trim_end_matches('>'))
}

pub(super) fn labels(names: &[String]) -> Json {
    names.iter().map(|name| json!({ "name": name })).collect()
}

/// The user's login; `local` where there is none.
pub(crate) fn login(trigger: &Trigger) -> &str {
    Some(trigger.user.login.as_str())
        .filter(|login| !login.is_empty())
        .unwrap_or(NOBODY)
}

/// Whose repository it is.
pub(crate) fn owner(trigger: &Trigger) -> &str {
    let (owner, _) = trigger.project.path.split_once('/').unwrap_or_default();
    if owner.is_empty() {
        login(trigger)
    } else {
        owner
    }
}

/// `owner/name`
pub(crate) fn full_name(trigger: &Trigger) -> String {
    let path = &trigger.project.path;
    if path.contains('/') {
        path.clone()
    } else {
        format!("{}/{path}", owner(trigger))
    }
}

pub(super) fn url(trigger: &Trigger) -> String {
    if let Some(site) = here(trigger) {
        return site.project_url();
    }
    format!("{}/{}", server_url(trigger), full_name(trigger))
}

fn clone_url(trigger: &Trigger) -> String {
    match here(trigger) {
        Some(site) => format!("{}/git/{}", site.url, site.project),
        None => format!("{}.git", url(trigger)),
    }
}

/// `https://github.com`
pub(crate) fn server_url(trigger: &Trigger) -> String {
    if let Some(site) = here(trigger) {
        return site.url.clone();
    }
    format!("https://{}", host(trigger))
}

/// The server that the run is on, where it also has the repository.
fn here(trigger: &Trigger) -> Option<&Site> {
    let site = trigger.site.as_ref();
    site.filter(|site| site.repository == Home::Here)
}

/// GitHub's own also for a repository without a remote (which counts as GitLab's) and for one that lies at GitLab:
/// its workflows run where it is mirrored to.
fn host(trigger: &Trigger) -> &str {
    if let Some(site) = here(trigger) {
        return site.authority();
    }
    match trigger.project.host.as_str() {
        "" | "gitlab.com" => "github.com",
        host => host,
    }
}

pub(super) fn is_zero(sha: &str) -> bool {
    sha.bytes().all(|byte| byte == b'0')
}

pub(super) fn short(sha: &str) -> &str {
    sha.get(..12).unwrap_or(sha)
}
