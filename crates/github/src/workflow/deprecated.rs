//! What GitHub has given up, or will: each is a warning.

use maillon_model::Diagnostic;

use crate::reader::Cursor;

/// Commands in the log, and the file that is to be used instead.
const COMMANDS: [(&str, &str); 4] = [
    ("::set-output ", "GITHUB_OUTPUT"),
    ("::save-state ", "GITHUB_STATE"),
    ("::set-env ", "GITHUB_ENV"),
    ("::add-path::", "GITHUB_PATH"),
];

/// Actions, and the last of their versions that GitHub refuses to run.
const ACTIONS: [(&str, u32); 3] = [
    ("actions/cache", 2),
    ("actions/download-artifact", 3),
    ("actions/upload-artifact", 3),
];

/// Looks for commands that are deprecated.
pub(super) fn check_script(at: &Cursor<'_>, script: &str) {
    for (command, file) in COMMANDS {
        if script.contains(command) {
            let name = command.trim_end_matches([' ', ':']);
            let message = format!("`{name}` is deprecated");
            let warning = Diagnostic::warning("github/deprecated", message);
            at.report(warning.hint(format!("append to the file `${file}`")));
        }
    }
}

/// Looks for a version of an action that GitHub does not run any more.
pub(super) fn check_action(at: &Cursor<'_>, uses: &str) {
    let Some((name, last)) = retired(uses) else {
        return;
    };
    let message = format!("GitHub does not run `{uses}` any more");
    let warning = Diagnostic::warning("github/deprecated", message);
    at.report(warning.hint(format!("use `{name}@v{}` or later", last + 1)));
}

fn retired(uses: &str) -> Option<(&'static str, u32)> {
    let (path, version) = uses.split_once('@')?;
    let number = version.strip_prefix('v')?.split('.').next()?;
    let number: u32 = number.parse().ok()?;
    let mut actions = ACTIONS.into_iter();
    actions.find(|(name, last)| {
        let below = path.strip_prefix(name);
        number <= *last && below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_versions_are_retired() {
        for uses in [
            "actions/cache@v2",
            "actions/cache/save@v1.0.3",
            "actions/upload-artifact@v3",
        ] {
            assert!(retired(uses).is_some(), "{uses}");
        }
        for uses in [
            "actions/cache@v3",
            "actions/upload-artifact@v4.1",
            "actions/cachet@v1",
            "actions/cache@main",
            "other/upload-artifact@v1",
        ] {
            assert_eq!(retired(uses), None, "{uses}");
        }
    }
}
