//! The reference page.

use std::fmt::Write as _;

use maillon_model::keywords::{self, Effect, State};

use super::sections::SECTIONS;
use super::{AGENTS, CONDITIONS, Described, PARAMETERS, POST_CONDITIONS, TOOLS, TRIGGERS, options};
use crate::globals::GLOBALS;
use crate::steps::{self, Kind, Param, Presence};

const HEAD: &str = "# Jenkinsfile: what is supported\n\n\
    <!-- Generated from crates/jenkins/src/keywords and crates/jenkins/src/steps: `cargo xtask docs` writes it. -->\n\n\
    Declarative pipelines whole, scripted pipelines and shared libraries: sections, directives, steps, and the methods of \
    Groovy's types.\n\n";

/// The reference page of the dialect, in Markdown.
pub fn reference() -> String {
    let mut page = format!("{HEAD}{}", keywords::legend("Jenkins"));
    sections(&mut page);
    table(&mut page, "Agents", "Kinds of `agent { }`.", AGENTS);
    table(
        &mut page,
        "Options",
        "Steps with a block that need no node may stand in `options` too: `timeout`, `retry`, `timestamps`, ...",
        options::OPTIONS,
    );
    table(
        &mut page,
        "Parameters",
        "Kinds of `parameters { }`.",
        PARAMETERS,
    );
    table(&mut page, "Triggers", "Kinds of `triggers { }`.", TRIGGERS);
    conditions(&mut page);
    pairs(
        &mut page,
        "Conditions of post",
        "condition",
        POST_CONDITIONS,
    );
    pairs(&mut page, "Tools", "kind", TOOLS);
    let variables: Vec<_> = GLOBALS
        .iter()
        .map(|global| (global.name, global.summary))
        .collect();
    pairs(&mut page, "Global variables", "name", &variables);
    steps_of(&mut page);
    elsewhere(&mut page);
    methods(&mut page);
    page
}

fn sections(page: &mut String) {
    page.push_str("\n## Sections and directives\n\n| name | stands in | |\n| --- | --- | --- |\n");
    for section in SECTIONS {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            section.name, section.places, section.summary
        );
    }
}

fn table(page: &mut String, title: &str, about: &str, rows: &[Described]) {
    head(page, title, about, "name");
    for row in rows {
        self::row(page, row);
    }
}

fn head(page: &mut String, title: &str, about: &str, what: &str) {
    let _ = write!(
        page,
        "\n## {title}\n\n{about}\n\n| {what} | state | parameters | |\n| --- | --- | --- | --- |\n"
    );
}

fn row(page: &mut String, row: &Described) {
    let (state, params) = (state(row.state), params(row.params));
    let _ = writeln!(
        page,
        "| `{}` | {state} | {params} | {} |",
        row.name, row.summary
    );
}

fn state(state: State) -> &'static str {
    match state {
        State::Implemented => "yes",
        State::Recorded(Effect::None | Effect::Warn(_)) => "recorded",
        State::Refused(_) => "refused",
    }
}

/// Required ones are bold.
fn params(params: &[Param]) -> String {
    let name = |param: &Param| match param.presence {
        Presence::Required => format!("**`{}`**", param.name),
        Presence::Optional => format!("`{}`", param.name),
    };
    params.iter().map(name).collect::<Vec<_>>().join(" ")
}

fn conditions(page: &mut String) {
    head(
        page,
        "Conditions of when",
        "Kinds of `when { }`, beside `beforeAgent`, `beforeInput`, `beforeOptions`.",
        "condition",
    );
    for condition in CONDITIONS {
        row(page, &condition.described);
    }
}

fn pairs(page: &mut String, title: &str, what: &str, rows: &[(&str, &str)]) {
    let _ = write!(page, "\n## {title}\n\n| {what} | |\n| --- | --- |\n");
    for (name, text) in rows {
        let text = if text.ends_with('.') {
            (*text).to_owned()
        } else {
            format!("`{text}`")
        };
        let _ = writeln!(page, "| `{name}` | {text} |");
    }
}

fn steps_of(page: &mut String) {
    page.push_str("\n## Steps\n\nParameters in bold are required.\n");
    let mut all: Vec<_> = steps::all().collect();
    all.sort_by_key(|step| step.name);
    for step in all {
        let _ = write!(page, "\n### `{}`\n\n{}\n", step.name, step.summary);
        if !step.params.is_empty() {
            page.push_str("\n| parameter | type | |\n| --- | --- | --- |\n");
        }
        for param in step.params {
            let name = params(std::slice::from_ref(param));
            let _ = writeln!(
                page,
                "| {name} | {} | {} |",
                kind(param.kind),
                param.summary
            );
        }
    }
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Int | Kind::Long => "whole number".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::List => "list".to_owned(),
        Kind::Map => "map".to_owned(),
        Kind::OneOf(words) => words
            .iter()
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", "),
        Kind::Any => "any".to_owned(),
    }
}

fn elsewhere(page: &mut String) {
    page.push_str(
        "\n## Steps of plugins that are not here\n\nThey are errors that say what to do instead.\n\n\
         | step | plugin | instead |\n| --- | --- | --- |\n",
    );
    for step in steps::elsewhere_steps() {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            step.step, step.plugin, step.instead
        );
    }
}

fn methods(page: &mut String) {
    page.push_str("\n## Methods\n\nWhat scripts may call of the types of Java and Groovy; a type has those of its parents too.\n");
    let classes = maillon_groovy::reference().into_iter();
    for (class, signatures) in classes.filter(|(_, signatures)| !signatures.is_empty()) {
        let mut names: Vec<&str> = signatures
            .iter()
            .map(|signature| name_of(signature))
            .collect();
        names.sort_unstable();
        names.dedup();
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(page, "\n### `{class}`\n\n{}\n", names.join(", "));
    }
}

/// `take` of `take(int)`.
fn name_of(signature: &str) -> &str {
    signature.split('(').next().unwrap_or(signature)
}
