//! The reference page.

use std::fmt::Write as _;

use super::language::{COMMANDS, CONTEXTS, FILES, FUNCTIONS, Row};
use super::{EVENTS, Effect, Keyword, State, table};

const HEAD: &str = "# GitHub Actions: what is supported\n\n\
    <!-- Generated from crates/github/src/keywords: `cargo xtask docs` writes it. -->\n\n\
    Every key of GitHub's workflow and action syntax, by the mapping that it stands in.\n\n\
    - **yes**: it does what it does on GitHub.\n\
    - **recorded**: it is read and checked, and changes nothing of a run on this machine.\n\
    - **refused**: it is an error with a place and a hint, because ignoring it would change what runs.\n\n\
    A key that is not listed is an error too.\n";

/// The reference page, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(HEAD);
    for section in table::SECTIONS {
        let _ = write!(page, "\n## {}\n\n{}\n\n", section.context, section.about);
        page.push_str("| key | state | |\n| --- | --- | --- |\n");
        for key in section.keys {
            let (state, note) = row(key);
            let _ = writeln!(page, "| `{}` | {state} | {note} |", key.name);
        }
    }
    events(&mut page);
    list(&mut page, "Functions", FUNCTIONS);
    list(&mut page, "Contexts", CONTEXTS);
    list(&mut page, "Environment files", FILES);
    list(&mut page, "Workflow commands", COMMANDS);
    page
}

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

fn events(page: &mut String) {
    page.push_str("\n## Events\n\n| event | activity types | filters |\n| --- | --- | --- |\n");
    for event in EVENTS {
        let (types, filters) = (words(event.types), words(event.filters));
        let _ = writeln!(page, "| `{}` | {types} | {filters} |", event.name);
    }
}

fn words(words: &[&str]) -> String {
    let quoted = words.iter().map(|word| format!("`{word}`"));
    quoted.collect::<Vec<_>>().join(", ")
}

fn list(page: &mut String, title: &str, rows: &[Row]) {
    let _ = write!(page, "\n## {title}\n\n| | |\n| --- | --- |\n");
    for (name, what) in rows {
        let _ = writeln!(page, "| `{name}` | {what} |");
    }
}
