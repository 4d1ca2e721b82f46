//! Documents that are made of the command line's definition: completions, man page, reference.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Arg, Command, CommandFactory};

use crate::app;
use crate::args::{Cli, Document};
use crate::failure::Failure;

/// Prints a shell's completion script.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "maillon", &mut script);
    app::print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a document.
pub(crate) fn document(document: Document) -> Result<ExitCode, Failure> {
    let text = match document {
        Document::Man => man()?,
        Document::CliReference => reference(&Cli::command()),
        Document::Openapi => openapi()?,
        Document::GithubReference => maillon_github::reference(),
        Document::JenkinsReference => maillon_jenkins::reference(),
        Document::GitlabReference => format!(
            "{}
{}",
            maillon_gitlab::reference(),
            maillon_gitlab::predefined_reference()
        ),
    };
    app::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The description of the server's API.
fn openapi() -> Result<String, Failure> {
    let document = maillon_server::http::openapi::document();
    let text = serde_json::to_string_pretty(&document);
    text.map(|text| text + "\n")
        .map_err(|error| Failure::infrastructure(error.to_string()))
}

/// The manual: the page of the program, and those of its commands behind it.
fn man() -> Result<String, Failure> {
    let mut root = Cli::command();
    root.build();
    let commands = root.get_subcommands().filter(|one| !one.is_hide_set());
    let pages = std::iter::once(&root).chain(commands).map(man_page);
    pages.collect()
}

fn man_page(command: &Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|e| Failure::infrastructure(format!("the man page can't be made: {e}")))?;
    let page = String::from_utf8_lossy(&page);
    // What stands there has lines of its own: examples, tables.
    Ok(page.replace(".SH EXTRA\n", ".SH NOTES\n.nf\n"))
}

/// The reference of all commands and flags, in Markdown.
fn reference(root: &Command) -> String {
    let mut text = format!(
        "# The command line\n\nMade by `cargo xtask docs`; do not edit.\n\n{}\n",
        about(root)
    );
    if let Some(help) = root.get_after_long_help() {
        let _ = write!(text, "\n```text\n{help}\n```\n");
    }
    text += &table("Flags of every command", root, Arg::is_global_set);
    for command in root
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        text += &section(command);
    }
    text
}

fn section(command: &Command) -> String {
    let mut text = format!(
        "\n## maillon {}\n\n{}\n",
        command.get_name(),
        about(command)
    );
    let headings = command.get_arguments().map(Arg::get_help_heading);
    for heading in unique(headings) {
        let title = heading.unwrap_or("Arguments");
        text += &table(title, command, |arg| {
            arg.get_help_heading() == heading && !arg.is_global_set()
        });
    }
    for part in command.get_subcommands() {
        let (name, about) = (part.get_name(), about(part));
        let _ = write!(
            text,
            "\n### maillon {} {name}\n\n{about}\n",
            command.get_name()
        );
        text +=
            &table("Arguments", part, |arg| !arg.is_global_set()).replace("### Arguments\n\n", "");
    }
    if let Some(help) = command.get_after_help() {
        let _ = write!(text, "\n```text\n{help}\n```\n");
    }
    text
}

fn unique<'a>(headings: impl Iterator<Item = Option<&'a str>>) -> Vec<Option<&'a str>> {
    let mut seen = Vec::new();
    for heading in headings {
        if !seen.contains(&heading) {
            seen.push(heading);
        }
    }
    seen
}

fn table(title: &str, command: &Command, belongs: impl Fn(&Arg) -> bool) -> String {
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| belongs(arg) && !arg.is_hide_set())
        .collect();
    if arguments.is_empty() {
        return String::new();
    }
    let rows: String = arguments.into_iter().map(row).collect();
    format!("\n### {title}\n\n| flag | what | environment |\n|---|---|---|\n{rows}")
}

fn row(arg: &Arg) -> String {
    let value = arg
        .get_value_names()
        .map(|names| names.join(" "))
        .filter(|_| arg.get_action().takes_values());
    let flag = match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (None, Some(long)) => format!("--{long}"),
        _ => String::new(),
    };
    let name = [flag, value.unwrap_or_default()].join(" ");
    let env = arg
        .get_env()
        .map(|env| format!("`{}`", env.display()))
        .unwrap_or_default();
    format!("| `{}` | {} | {env} |\n", name.trim(), escaped(&help(arg)))
}

fn help(arg: &Arg) -> String {
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|v| v.get_name().to_owned())
        .collect();
    if !values.is_empty() && arg.get_action().takes_values() {
        let _ = write!(help, ": {}", values.join(", "));
    }
    let defaults: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|v| v.to_string_lossy())
        .collect();
    if !defaults.is_empty() && arg.get_action().takes_values() {
        let _ = write!(help, " [default: {}]", defaults.join(", "));
    }
    help
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn about(command: &Command) -> String {
    command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_names_every_visible_flag() {
        let text = reference(&Cli::command());
        for expected in [
            "| `-j, --jobs N` | How many jobs run at a time [default: one per core] | `MAILLON_JOBS` |",
            "## maillon rerun",
            "`NO_COLOR`",
        ] {
            assert!(text.contains(expected), "{expected} is missing");
        }
        assert!(!text.contains("maillon generate\n"));
    }

    #[test]
    fn the_manual_has_a_page_of_every_command() {
        let text = man().unwrap();
        assert!(text.contains(".SH NOTES\n.nf\nExamples:"));
        assert!(text.contains("maillon\\-rerun") && !text.contains("maillon\\-generate"));
    }
}
