//! A dialect's table of keywords: every key of its language, and what maillon does with it.
//!
//! The reading refuses what the table does not know, and the reference page is made of it. The tables
//! themselves are the dialects' own.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

/// What maillon does with a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does what it does where the dialect comes from.
    Implemented,
    /// It is read and checked, but changes nothing of a local run.
    Recorded(Effect),
    /// It is an error; the text says what to do instead.
    Refused(&'static str),
}

/// Whether a keyword that changes nothing is worth a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nobody misses anything.
    None,
    /// A warning says why nothing happens.
    Warn(&'static str),
}

/// A mapping of the language and its keys.
#[derive(Debug)]
pub struct Section {
    /// As messages and the reference page name it.
    pub context: &'static str,
    /// What the mapping is.
    pub about: &'static str,
    /// In the order of the reference page.
    pub keys: &'static [Keyword],
}

/// A key of a mapping.
#[derive(Debug)]
pub struct Keyword {
    /// As it is written.
    pub name: &'static str,
    /// What maillon does with it.
    pub state: State,
    /// What it means: one sentence.
    pub summary: &'static str,
}

/// A keyword that is implemented.
pub const fn yes(name: &'static str, summary: &'static str) -> Keyword {
    Keyword {
        name,
        state: State::Implemented,
        summary,
    }
}

/// A keyword that is recorded without a word.
pub const fn quiet(name: &'static str, summary: &'static str) -> Keyword {
    Keyword {
        name,
        state: State::Recorded(Effect::None),
        summary,
    }
}

/// A keyword that is recorded with a warning.
pub const fn warned(name: &'static str, why: &'static str, summary: &'static str) -> Keyword {
    Keyword {
        name,
        state: State::Recorded(Effect::Warn(why)),
        summary,
    }
}

/// A keyword that is refused.
pub const fn refused(name: &'static str, hint: &'static str, summary: &'static str) -> Keyword {
    Keyword {
        name,
        state: State::Refused(hint),
        summary,
    }
}

/// Finds keywords by their mapping and name.
#[derive(Debug)]
pub struct Index(FxHashMap<(&'static str, &'static str), State>);

impl Index {
    /// An index of a table.
    pub fn new(sections: &'static [Section]) -> Self {
        let rows = sections
            .iter()
            .flat_map(|section| section.keys.iter().map(move |key| (section, key)));
        Self(
            rows.map(|(section, key)| ((section.context, key.name), key.state))
                .collect(),
        )
    }

    /// What maillon does with a key of a mapping; None where there is no such key.
    pub fn state(&self, context: &'static str, key: &str) -> Option<State> {
        self.0.get(&(context, key) as &(&str, &str)).copied()
    }
}

/// What the states of a reference page mean; `home` is where the dialect comes from.
pub fn legend(home: &str) -> String {
    format!(
        "- **yes**: it does what it does on {home}.\n\
         - **recorded**: it is read and checked, and changes nothing of a run on this machine.\n\
         - **refused**: it is an error with a place and a hint, because ignoring it would change what runs.\n\n\
         A key that is not listed is an error too.\n"
    )
}

/// A section of a reference page, in Markdown.
pub fn describe(page: &mut String, title: &str, section: &Section) {
    let _ = write!(page, "\n## {title}\n\n{}\n\n", section.about);
    page.push_str("| key | state | |\n| --- | --- | --- |\n");
    for key in section.keys {
        let (state, note) = key.row();
        let _ = writeln!(page, "| `{}` | {state} | {note} |", key.name);
    }
}

impl Keyword {
    fn row(&self) -> (&'static str, String) {
        let summary = self.summary;
        match self.state {
            State::Implemented => ("yes", summary.to_owned()),
            State::Recorded(Effect::None) => ("recorded", summary.to_owned()),
            State::Recorded(Effect::Warn(why)) => {
                ("recorded", format!("{summary} Warning: {why}."))
            }
            State::Refused(hint) => ("refused", format!("{summary} Instead: {hint}.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: &[Section] = &[Section {
        context: "job",
        about: "A job.",
        keys: &[
            yes("script", "What it does."),
            quiet("release", "A release."),
            warned("pages", "there are none", "A site."),
            refused("run", "write `script`", "Steps."),
        ],
    }];

    #[test]
    fn a_key_is_known_in_its_mapping() {
        let index = Index::new(SECTIONS);
        assert_eq!(index.state("job", "script"), Some(State::Implemented));
        assert_eq!(index.state("job", "scrpt"), None);
        assert_eq!(index.state("", "script"), None);
    }

    #[test]
    fn a_page_says_what_becomes_of_each_key() {
        let mut page = String::new();
        for section in SECTIONS {
            describe(&mut page, section.context, section);
        }
        let expected = "\n## job\n\nA job.\n\n\
            | key | state | |\n\
            | --- | --- | --- |\n\
            | `script` | yes | What it does. |\n\
            | `release` | recorded | A release. |\n\
            | `pages` | recorded | A site. Warning: there are none. |\n\
            | `run` | refused | Steps. Instead: write `script`. |\n";
        assert_eq!(page, expected);
    }
}
