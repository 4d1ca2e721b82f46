//! Every key of GitHub's workflow and action syntax, and what maillon does with it.
//!
//! One table is behind three things: the parsers refuse what the table does not know, messages suggest
//! from it, and the reference page is generated from it.

mod events;
mod language;
mod page;
mod table;

use std::sync::LazyLock;

use maillon_model::keywords::Index;
use maillon_model::suggest::nearest;

pub(crate) use maillon_model::keywords::{Effect, State};

pub(crate) use events::{EVENTS, KnownEvent, event};
pub use page::reference;

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(table::SECTIONS));

/// What maillon does with a key of a mapping; None where there is no such key.
pub(crate) fn state(context: &'static str, key: &str) -> Option<State> {
    INDEX.state(context, key)
}

/// What to write instead of an unknown key.
pub(crate) fn hint(context: &'static str, key: &str) -> String {
    let known = || names(context);
    let lower = key.to_ascii_lowercase().replace('_', "-");
    if let Some(same) = known().find(|name| *name == lower) {
        return format!("did you mean `{same}`?");
    }
    if let Some(near) = nearest(key, known()) {
        return format!("did you mean `{near}`?");
    }
    if let Some(home) = home(key, context) {
        return format!("`{key}` belongs in `{home}`");
    }
    format!("it has {}", known().collect::<Vec<_>>().join(", "))
}

/// The keys of a mapping that may be written.
fn names(context: &str) -> impl Iterator<Item = &'static str> {
    let section = table::SECTIONS
        .iter()
        .find(move |section| section.context == context);
    section
        .into_iter()
        .flat_map(|section| section.keys)
        .filter(|key| !matches!(key.state, State::Refused(_)))
        .map(|key| key.name)
}

/// Another mapping that has the key, rather one below: `runs-on` written at the top, `run` in a job.
fn home(key: &str, context: &str) -> Option<&'static str> {
    let own = root(context);
    let sections = table::SECTIONS.iter().filter(|section| {
        let same_file = (root(section.context) == "action") == (own == "action");
        let has = section.keys.iter().any(|known| known.name == key);
        same_file && has && section.context != context
    });
    let nearest = sections.min_by_key(|section| root(section.context) != own);
    nearest.map(|section| section.context)
}

/// `jobs` of `jobs.ID.strategy`.
fn root(context: &str) -> &str {
    context.split(['.', ' ']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_hint_names_the_nearest_key_or_where_it_belongs() {
        assert_eq!(hint("jobs.ID", "run-on"), "did you mean `runs-on`?");
        assert_eq!(hint("jobs.ID", "RUNS_ON"), "did you mean `runs-on`?");
        assert_eq!(
            hint("jobs.ID", "fail-fast"),
            "`fail-fast` belongs in `jobs.ID.strategy`"
        );
        assert_eq!(
            hint("jobs.ID", "run"),
            "`run` belongs in `jobs.ID.steps (run)`"
        );
    }

    #[test]
    fn no_key_stands_twice_and_every_one_is_described() {
        for section in table::SECTIONS {
            let mut seen = BTreeSet::new();
            for key in section.keys {
                let name = format!("{}: {}", section.context, key.name);
                assert!(seen.insert(key.name), "{name} twice");
                assert!(key.summary.ends_with('.'), "{name}");
            }
        }
    }

    #[test]
    fn no_section_stands_twice() {
        let mut seen = BTreeSet::new();
        assert!(
            table::SECTIONS
                .iter()
                .all(|section| seen.insert(section.context))
        );
    }

    #[test]
    fn the_page_has_a_row_for_a_key_of_each_state() {
        let page = reference();
        for row in [
            "| `runs-on` | yes |",
            "| `background` | refused |",
            "| `permissions` | recorded |",
            "| `hashFiles(",
            "| `pull_request` |",
        ] {
            assert!(page.contains(row), "{row}");
        }
    }
}
