//! `container` and `services`: checked part by part, kept as trees, which are evaluated whole.

use super::Tree;
use crate::expression::Key;
use crate::reader::{Cursor, Fields};

/// Where each part of a container may have expressions.
struct Keys {
    whole: Key,
    image: Key,
    credentials: Key,
    env: Key,
}

const JOB: Keys = Keys {
    whole: Key::JobContainer,
    image: Key::JobContainerImage,
    credentials: Key::JobContainerCredentials,
    env: Key::JobContainerEnv,
};

const SERVICE: Keys = Keys {
    whole: Key::JobServices,
    image: Key::JobServices,
    credentials: Key::JobServicesCredentials,
    env: Key::JobServicesEnv,
};

/// Reads `container`.
pub(super) fn container(at: &Cursor<'_>) -> Option<Tree> {
    check(at, "jobs.ID.container", &JOB)?;
    Some(at.bare_tree())
}

/// Reads `services`.
pub(super) fn services(at: &Cursor<'_>) -> Option<Tree> {
    if at.is_expression() {
        return Some(at.tree(Key::JobServices));
    }
    for (_, _, service) in at.entries()? {
        check(&service, "jobs.ID.services.NAME", &SERVICE);
    }
    Some(at.bare_tree())
}

fn check(at: &Cursor<'_>, context: &'static str, keys: &Keys) -> Option<()> {
    if at.node.as_map().is_none() {
        return at.text(keys.image).map(|_| ());
    }
    let fields = at.fields(context)?;
    fields.require("image")?.text(keys.image);
    for name in ["options", "entrypoint", "command"] {
        if let Some(text) = fields.get(name) {
            text.text(keys.whole);
        }
    }
    for name in ["ports", "volumes"] {
        if let Some(list) = fields.get(name) {
            texts(&list, keys.whole);
        }
    }
    if let Some(env) = fields.get("env") {
        env.mapping(keys.env);
    }
    credentials(&fields, keys.credentials);
    Some(())
}

fn texts(at: &Cursor<'_>, key: Key) {
    if at.is_expression() {
        at.text(key);
        return;
    }
    for item in at.items().unwrap_or_default() {
        item.filled(key);
    }
}

fn credentials(fields: &Fields<'_>, key: Key) -> Option<()> {
    let at = fields.get("credentials")?;
    if at.is_expression() {
        at.text(key);
        return None;
    }
    let credentials = at.fields("credentials")?;
    for name in ["username", "password"] {
        if let Some(text) = credentials.require(name) {
            text.filled(key);
        }
    }
    Some(())
}
