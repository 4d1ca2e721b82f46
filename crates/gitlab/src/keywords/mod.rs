//! Every keyword of GitLab's CI/CD YAML syntax reference, and what maillon does with it.
//!
//! One table is behind three things: the lowering refuses what the table does not know,
//! messages suggest from it, and the reference page is generated from it.

mod table;

use std::fmt::Write as _;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use maillon_model::suggest::nearest;

/// What maillon does with a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It does what it does on GitLab.
    Implemented,
    /// It is read and checked, but changes nothing of a local run.
    Recorded(Effect),
    /// It is an error; the text says what to do instead.
    Refused(&'static str),
}

/// Whether a keyword that changes nothing is worth a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nobody misses anything.
    None,
    /// A warning says why nothing happens.
    Warn(&'static str),
}

/// A mapping of the language and its keys.
struct Section {
    /// As the breadcrumb of GitLab's reference has it: `artifacts:reports`.
    context: &'static str,
    /// What the mapping is.
    about: &'static str,
    keys: &'static [Keyword],
}

struct Keyword {
    name: &'static str,
    state: State,
    summary: &'static str,
}

type Index = FxHashMap<(&'static str, &'static str), State>;

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let sections = table::SECTIONS.iter();
    let rows = sections.flat_map(|section| section.keys.iter().map(move |key| (section, key)));
    rows.map(|(section, key)| ((section.context, key.name), key.state))
        .collect()
});

/// What maillon does with a key of a mapping; None where there is no such key.
pub(crate) fn state(context: &'static str, key: &str) -> Option<State> {
    INDEX.get(&(context, key) as &(&str, &str)).copied()
}

/// What to write instead of an unknown key.
pub(crate) fn hint(context: &'static str, key: &str) -> String {
    let known = || names(context);
    if let Some(near) = nearest(key, known()) {
        return format!("did you mean `{near}`?");
    }
    if let Some(home) = home(key, context) {
        return format!("`{key}` belongs in {home}");
    }
    format!("it has {}", known().collect::<Vec<_>>().join(", "))
}

fn names(context: &str) -> impl Iterator<Item = &'static str> {
    let section = table::SECTIONS
        .iter()
        .find(move |section| section.context == context);
    section
        .into_iter()
        .flat_map(|section| section.keys)
        .map(|key| key.name)
}

/// Another mapping that has the key: `expire_in` written beside `artifacts`.
fn home(key: &str, context: &str) -> Option<String> {
    let section = table::SECTIONS.iter().find(|section| {
        section.context != context && section.keys.iter().any(|known| known.name == key)
    })?;
    Some(format!("`{}`", section.context))
}

/// The reference page, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(HEAD);
    for section in table::SECTIONS {
        let title = if section.context.is_empty() {
            "Top level"
        } else {
            section.context
        };
        let _ = write!(page, "\n## {title}\n\n{}\n\n", section.about);
        page.push_str("| key | state | |\n| --- | --- | --- |\n");
        for key in section.keys {
            let (state, note) = row(key);
            let _ = writeln!(page, "| `{}` | {state} | {note} |", key.name);
        }
    }
    page
}

const HEAD: &str = "# GitLab CI: what is supported\n\n\
    <!-- Generated from crates/gitlab/src/keywords/table.rs: `cargo xtask docs` writes it. -->\n\n\
    Every keyword of GitLab's CI/CD YAML syntax reference, by the mapping that it stands in.\n\n\
    - **yes**: it does what it does on GitLab.\n\
    - **recorded**: it is read and checked, and changes nothing of a run on this machine.\n\
    - **refused**: it is an error with a place and a hint, because ignoring it would change what runs.\n\n\
    A key that is not listed is an error too.\n";

fn row(key: &Keyword) -> (&'static str, String) {
    match key.state {
        State::Implemented => ("yes", key.summary.to_owned()),
        State::Recorded(Effect::None) => ("recorded", key.summary.to_owned()),
        State::Recorded(Effect::Warn(why)) => {
            ("recorded", format!("{} Warning: {why}.", key.summary))
        }
        State::Refused(hint) => ("refused", format!("{} Instead: {hint}.", key.summary)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_the_nearest_key_or_where_it_belongs() {
        assert_eq!(hint("job", "scrpt"), "did you mean `script`?");
        assert_eq!(
            hint("job", "expose_as"),
            "`expose_as` belongs in `artifacts`"
        );
    }

    #[test]
    fn no_key_stands_twice_and_every_one_is_described() {
        for section in table::SECTIONS {
            let mut seen = std::collections::BTreeSet::new();
            for key in section.keys {
                assert!(
                    seen.insert(key.name),
                    "{}:{} twice",
                    section.context,
                    key.name
                );
                assert!(
                    !key.summary.is_empty() && key.summary.ends_with('.'),
                    "{}",
                    key.name
                );
            }
        }
    }

    #[test]
    fn the_page_has_a_row_for_a_key_of_each_state() {
        let page = reference();
        for row in [
            "| `script` | yes |",
            "| `run` | refused |",
            "| `release` | recorded |",
        ] {
            assert!(page.contains(row), "{row}");
        }
    }
}
