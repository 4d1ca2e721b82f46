//! `script`, `before_script`, `after_script`, `hooks`.

use maillon_model::Diagnostic;
use maillon_source::yaml::Value;

use super::cursor::Cursor;

/// The commands of a script: a text, or a list of texts whose lists are taken apart.
pub(super) fn commands(cursor: Cursor<'_>) -> Vec<String> {
    match &cursor.node.value {
        Value::String(text) => vec![text.to_string()],
        Value::Seq(_) => {
            let items = cursor.list().unwrap_or_default();
            items.into_iter().filter_map(command).collect()
        }
        _ => {
            cursor.wrong("a text or a list of texts");
            Vec::new()
        }
    }
}

/// The commands of a script that must have some.
pub(super) fn required(cursor: Cursor<'_>) -> Vec<String> {
    let commands = commands(cursor);
    let blank = match &cursor.node.value {
        Value::String(text) => text.trim().is_empty(),
        Value::Seq(items) => items.is_empty(),
        _ => false,
    };
    if blank {
        let message = format!("`{}` is empty", cursor.label());
        let hint = "write at least one command";
        cursor.report(Diagnostic::error("gitlab/empty", message).hint(hint));
    }
    commands
}

/// `hooks:pre_get_sources_script`.
pub(super) fn hooks(cursor: Cursor<'_>) -> Vec<String> {
    let script = cursor
        .map("hooks")
        .and_then(|hooks| hooks.get("pre_get_sources_script"));
    script.map(commands).unwrap_or_default()
}

fn command(cursor: Cursor<'_>) -> Option<String> {
    match &cursor.node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Map(_) => {
            mapping(cursor);
            None
        }
        _ => cursor.text().map(|text| text.to_string()),
    }
}

/// `- echo "a: b"` is a mapping for YAML: the most frequent mistake of all.
fn mapping(cursor: Cursor<'_>) {
    let line = cursor.place().source;
    let line = line.trim().trim_start_matches("- ").replace('\'', "''");
    let message = "a command is a mapping, because it has `: ` and no quotes around it";
    let hint = format!("quote the whole command: `- '{line}'`");
    cursor.report(Diagnostic::error("gitlab/unquoted-command", message).hint(hint));
}
