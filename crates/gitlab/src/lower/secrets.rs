//! `id_tokens` and `secrets`: variables that only a server can make, unless `--secret` gives them;
//! and `release`, which only a server can do.

use maillon_model::Diagnostic;
use rustc_hash::FxHashSet;

use super::cursor::{Cursor, Fields};

/// What keeps a job from running because nobody gave its secrets.
pub(super) fn blockers(
    cursor: Cursor<'_>,
    context: &'static str,
    given: &FxHashSet<&str>,
) -> Vec<Diagnostic> {
    let mut blockers = Vec::new();
    for (name, _, value) in cursor.entries().into_iter().flatten() {
        let fields = value.map(context);
        if let (Some(fields), "id_tokens") = (fields, context) {
            fields.require("aud").and_then(Cursor::text_or_texts);
        }
        if !given.contains(&**name) {
            blockers.push(missing(value, name, context));
        }
    }
    blockers
}

fn missing(value: Cursor<'_>, name: &str, context: &str) -> Diagnostic {
    let what = if context == "secrets" {
        "secret"
    } else {
        "token"
    };
    let message = format!("it needs the {what} `{name}`, which only GitLab's server can make");
    Diagnostic::error("gitlab/missing-secret", message)
        .at(value.place())
        .under(value.breadcrumb())
        .hint(format!("give it by hand: `--secret {name}=VALUE`"))
}

/// Checks `release`; nothing is released by a local run.
pub(super) fn check_release(cursor: Cursor<'_>) {
    let Some(fields) = cursor.map("release") else {
        return;
    };
    for key in ["tag_name", "description"] {
        fields.require(key).and_then(Cursor::filled);
    }
    if let Some(assets) = fields.get("assets") {
        check_assets(assets);
    }
}

fn check_assets(cursor: Cursor<'_>) {
    let links = cursor
        .map("release:assets")
        .and_then(|assets| assets.require("links"));
    let links = links.and_then(Cursor::list).unwrap_or_default();
    for link in links
        .into_iter()
        .filter_map(|link| link.map("release:assets:links"))
    {
        check_link(link);
    }
}

fn check_link(link: Fields<'_>) {
    for key in ["name", "url"] {
        link.require(key).and_then(Cursor::filled);
    }
}
