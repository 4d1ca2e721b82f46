//! `cache`: one, or up to four.

use maillon_model::Diagnostic;
use maillon_model::job::{Cache, CacheKey};
use maillon_source::yaml::Value;

use super::artifacts::SAVE_WHEN;
use super::cursor::{Cursor, Fields};

/// GitLab's limit of caches per job.
const MAX_CACHES: usize = 4;
/// GitLab's limit of files that name a cache.
const MAX_FILES: usize = 2;
/// GitLab's limit of fallback keys.
const MAX_FALLBACKS: usize = 5;

/// The caches of a job; one that holds nothing is left out.
pub(super) fn caches(cursor: Cursor<'_>) -> Vec<Cache> {
    let items = match &cursor.node.value {
        Value::Seq(_) => cursor.list().unwrap_or_default(),
        _ => vec![cursor],
    };
    if items.len() > MAX_CACHES {
        too_many(cursor, "a job has", MAX_CACHES, "caches");
    }
    let caches = items.into_iter().filter_map(cache);
    caches
        .filter(|cache| cache.untracked || !cache.paths.is_empty())
        .collect()
}

fn cache(cursor: Cursor<'_>) -> Option<Cache> {
    let fields = cursor.map("cache")?;
    fields.get("unprotect").and_then(Cursor::boolean);
    Some(Cache {
        key: fields.get("key").and_then(key).unwrap_or_else(default_key),
        fallback_keys: fields
            .get("fallback_keys")
            .map(fallbacks)
            .unwrap_or_default(),
        paths: fields
            .get("paths")
            .and_then(Cursor::texts)
            .unwrap_or_default(),
        untracked: fields
            .get("untracked")
            .and_then(Cursor::boolean)
            .unwrap_or(false),
        when: fields
            .get("when")
            .and_then(|when| when.choice(SAVE_WHEN))
            .unwrap_or_default(),
        policy: fields
            .get("policy")
            .and_then(policy)
            .unwrap_or_else(|| "pull-push".to_owned()),
    })
}

/// The key of a cache that says none.
fn default_key() -> CacheKey {
    CacheKey::Text("default".to_owned())
}

fn key(cursor: Cursor<'_>) -> Option<CacheKey> {
    match &cursor.node.value {
        Value::Map(_) => files(cursor.map("cache:key")?),
        _ => Some(CacheKey::Text(cursor.scalar()?.to_string())),
    }
}

fn files(fields: Fields<'_>) -> Option<CacheKey> {
    let by_commit = fields.get("files_commits");
    let Some(list) = by_commit.or_else(|| fields.get("files")) else {
        fields.require("files");
        return None;
    };
    let files = list.texts()?;
    match files.len() {
        0 => list.error("gitlab/empty", format!("`{}` is empty", list.label())),
        count if count > MAX_FILES => too_many(list, "a key has", MAX_FILES, "files"),
        _ => {}
    }
    Some(CacheKey::Files {
        files,
        prefix: fields
            .get("prefix")
            .and_then(Cursor::scalar)
            .map(|prefix| prefix.to_string()),
        by_commit: by_commit.is_some(),
    })
}

fn fallbacks(cursor: Cursor<'_>) -> Vec<String> {
    let keys = cursor.texts().unwrap_or_default();
    if keys.len() > MAX_FALLBACKS {
        too_many(cursor, "a cache has", MAX_FALLBACKS, "fallback keys");
    }
    keys
}

/// A policy, or a variable that will say it.
fn policy(cursor: Cursor<'_>) -> Option<String> {
    let text = cursor.text()?;
    if !text.contains('$') {
        let policies = ["pull", "push", "pull-push"].map(|policy| (policy, ()));
        cursor.choice(&policies)?;
    }
    Some(text.to_string())
}

fn too_many(cursor: Cursor<'_>, who: &str, limit: usize, what: &str) {
    let message = format!("{who} at most {limit} {what}");
    let first_over = cursor.node.as_seq().and_then(|items| items.get(limit));
    let cursor = first_over.map_or(cursor, |item| cursor.at(item));
    cursor.report(Diagnostic::error("gitlab/too-many", message));
}
