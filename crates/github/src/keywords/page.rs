//! The reference page.

use std::fmt::Write as _;

use maillon_model::keywords;

use super::language::{COMMANDS, CONTEXTS, FILES, FUNCTIONS, Row};
use super::{EVENTS, table};

const HEAD: &str = "# GitHub Actions: what is supported\n\n\
    <!-- Generated from crates/github/src/keywords: `cargo xtask docs` writes it. -->\n\n\
    Every key of GitHub's workflow and action syntax, by the mapping that it stands in.\n\n";

/// The reference page, in Markdown.
pub fn reference() -> String {
    let mut page = format!("{HEAD}{}", keywords::legend("GitHub"));
    for section in table::SECTIONS {
        keywords::describe(&mut page, section.context, section);
    }
    events(&mut page);
    list(&mut page, "Functions", FUNCTIONS);
    list(&mut page, "Contexts", CONTEXTS);
    list(&mut page, "Environment files", FILES);
    list(&mut page, "Workflow commands", COMMANDS);
    page
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
