//! Every keyword of GitLab's CI/CD YAML syntax reference, and what maillon does with it.
//!
//! One table is behind three things: the lowering refuses what the table does not know,
//! messages suggest from it, and the reference page is generated from it.

mod table;

use std::sync::LazyLock;

use maillon_model::keywords::{self, Index};
use maillon_model::suggest::nearest;

pub(crate) use maillon_model::keywords::{Effect, State};

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(table::SECTIONS));

/// What maillon does with a key of a mapping; None where there is no such key.
pub(crate) fn state(context: &'static str, key: &str) -> Option<State> {
    INDEX.state(context, key)
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
    let mut page = format!("{HEAD}{}", keywords::legend("GitLab"));
    for section in table::SECTIONS {
        let title = match section.context {
            "" => "Top level",
            context => context,
        };
        keywords::describe(&mut page, title, section);
    }
    page
}

const HEAD: &str = "# GitLab CI: what is supported\n\n\
    <!-- Generated from crates/gitlab/src/keywords/table.rs: `cargo xtask docs` writes it. -->\n\n\
    Every keyword of GitLab's CI/CD YAML syntax reference, by the mapping that it stands in.\n\n";

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
