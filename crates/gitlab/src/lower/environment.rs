//! `environment`.

use maillon_model::Diagnostic;
use maillon_model::job::{Environment, EnvironmentAction};
use maillon_source::yaml::Value;

use super::cursor::{Cursor, Fields};
use super::duration;

const ACTIONS: &[(&str, EnvironmentAction)] = &[
    ("start", EnvironmentAction::Start),
    ("prepare", EnvironmentAction::Prepare),
    ("stop", EnvironmentAction::Stop),
    ("verify", EnvironmentAction::Verify),
    ("access", EnvironmentAction::Access),
];

/// `environment`: a name, or a mapping.
pub(super) fn environment(cursor: Cursor<'_>) -> Option<Environment> {
    match &cursor.node.value {
        Value::String(_) => Some(Environment {
            name: name(cursor)?,
            url: None,
            tier: None,
            action: EnvironmentAction::Start,
            on_stop: None,
            auto_stop_in: None,
        }),
        Value::Map(_) => described(cursor.map("environment")?),
        _ => {
            cursor.wrong("the name of an environment or a mapping");
            None
        }
    }
}

fn described(fields: Fields<'_>) -> Option<Environment> {
    let text = |key| fields.get(key).and_then(Cursor::text);
    Some(Environment {
        url: text("url").map(|url| url.to_string()),
        tier: text("deployment_tier").map(|tier| tier.to_string()),
        action: fields
            .get("action")
            .and_then(|action| action.choice(ACTIONS))
            .unwrap_or_default(),
        on_stop: text("on_stop").map(|job| (&*job).into()),
        auto_stop_in: fields.get("auto_stop_in").and_then(auto_stop),
        name: name(fields.require("name")?)?,
    })
}

fn name(cursor: Cursor<'_>) -> Option<String> {
    let name = cursor.filled()?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_/${}. ".contains(c);
    if let Some(strange) = name.chars().find(|c| !allowed(*c)) {
        let message = format!("the name of an environment has no `{strange}`");
        let hint = "use letters, digits, spaces and `-`, `_`, `/`, `.`, `$`, `{`, `}`";
        cursor.report(Diagnostic::error("gitlab/bad-name", message).hint(hint));
    }
    Some(name.to_string())
}

/// A duration, or a variable that will say it.
fn auto_stop(cursor: Cursor<'_>) -> Option<String> {
    let text = cursor.text()?;
    if !text.contains('$') && duration::parse(&text).is_none() {
        cursor.duration();
    }
    Some(text.to_string())
}
