//! The configuration files: defaults of flags, and variables.
//!
//! A key is a flag's long name; what a flag may be is declared in [`crate::args`] only. The machine's file
//! (`/etc/maillon/config.toml`) is read first, the user's own wins over it, and the repository's `maillon.toml`
//! over both. What a server or an agent is told stands in no repository.

mod credentials;
mod document;
mod variables;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command, CommandFactory};
use maillon_model::Diagnostic;
use maillon_model::variable::Layer;

pub(crate) use credentials::read_credentials;
use document::{Document, TomlFile};
pub(crate) use variables::{
    ConfiguredVariable, Protection, read_file as read_variables_file, weak_mask,
};

use crate::args::Cli;
use crate::environment::Environment;
use crate::failure::Failure;

/// Keys of a configuration file that are no flags: jobs would not be chosen there, and what asks for
/// one document is no default.
const NO_KEYS: [&str; 9] = [
    "all",
    "help",
    "version",
    "failed",
    "from",
    "secret",
    "explain",
    "run",
    "event-json",
];

/// The configuration of the whole machine.
const MACHINE_FILE: &str = "/etc/maillon/config.toml";

/// Commands whose flags may be keys of every file.
const LOCAL: [&str; 2] = ["run", "plan"];
/// Commands whose flags may be keys of the machine's and the user's files.
const OF_SERVERS: [&str; 3] = ["serve", "agent", "ps"];

/// What the configuration files say.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Variables, each with its layer.
    pub variables: Vec<ConfiguredVariable>,
    /// What is strange, but no reason to stop.
    pub diagnostics: Vec<Diagnostic>,
    defaults: Vec<Default>,
}

/// A default that replaces a flag's own.
#[derive(Debug, PartialEq, Eq)]
struct Default {
    flag: String,
    values: Vec<String>,
}

impl Config {
    /// Reads the files that are there.
    pub(crate) fn load(environment: &Environment) -> Result<Self, Failure> {
        let mut config = Self::default();
        let machines = (PathBuf::from(MACHINE_FILE), Layer::Instance);
        let users = environment
            .config_file()
            .map(|path| (path, Layer::Instance));
        let projects = repository_file(&environment.directory).map(|path| (path, Layer::Project));
        for (path, layer) in [machines].into_iter().chain(users).chain(projects) {
            if let Some(file) = TomlFile::read(&path)? {
                config.add(&file.parse()?, layer);
            }
        }
        if config.diagnostics.iter().any(Diagnostic::is_error) {
            return Err(Failure::definition(config.diagnostics));
        }
        Ok(config)
    }

    fn add(&mut self, document: &Document<'_>, layer: Layer) {
        let flags = if document.is_empty() {
            Vec::new()
        } else {
            flags(layer)
        };
        for entry in document.entries() {
            if entry.key == "variables" {
                variables::read_table(&entry, layer, &mut self.variables, &mut self.diagnostics);
            } else if let Some(flag) = flags.iter().find(|flag| flag.get_long() == Some(entry.key))
            {
                self.add_default(flag, &entry);
            } else {
                self.diagnostics.push(unknown(&entry, &flags));
            }
        }
    }

    fn add_default(&mut self, flag: &Arg, entry: &document::Entry<'_>) {
        match checked(flag, entry) {
            Ok(values) => self.defaults.push(Default {
                flag: entry.key.to_owned(),
                values,
            }),
            Err(diagnostic) => self.diagnostics.push(*diagnostic),
        }
    }

    /// Gives the flags of all commands the defaults of the files.
    pub(crate) fn as_defaults(&self, command: Command) -> Command {
        if self.defaults.is_empty() {
            return command;
        }
        let with_defaults = |arg| self.default_of(arg);
        command
            .mut_args(with_defaults)
            .mut_subcommands(|sub| sub.mut_args(with_defaults))
    }

    fn default_of(&self, arg: Arg) -> Arg {
        let found = self
            .defaults
            .iter()
            .rev()
            .find(|default| Some(default.flag.as_str()) == arg.get_long());
        match found {
            Some(default) => arg.default_values(default.values.clone()),
            None => arg,
        }
    }
}

/// `maillon.toml` beside the `.git` that is nearest.
fn repository_file(directory: &Path) -> Option<PathBuf> {
    let root = directory
        .ancestors()
        .find(|folder| folder.join(".git").exists())?;
    Some(root.join("maillon.toml"))
}

/// Every flag that may be a key of a file, once.
fn flags(layer: Layer) -> Vec<Arg> {
    let root = Cli::command();
    let taken = |name: &str| {
        LOCAL.contains(&name) || layer == Layer::Instance && OF_SERVERS.contains(&name)
    };
    let subcommands = root.get_subcommands().filter(|sub| taken(sub.get_name()));
    let mut flags: Vec<Arg> = Vec::new();
    for arg in root
        .get_arguments()
        .chain(subcommands.flat_map(Command::get_arguments))
    {
        let known = flags.iter().any(|flag| flag.get_long() == arg.get_long());
        if !known && arg.get_long().is_some_and(|long| !NO_KEYS.contains(&long)) {
            flags.push(arg.clone());
        }
    }
    flags
}

/// The values of a key, as the flag takes them.
fn checked(flag: &Arg, entry: &document::Entry<'_>) -> Result<Vec<String>, Box<Diagnostic>> {
    let wrong = |message: String| Err(Box::new(entry.error("config/invalid-value", message)));
    let Some(values) = entry.value.texts() else {
        return wrong(format!("`{}` can't be a value of this kind", entry.key));
    };
    if !matches!(flag.get_action(), ArgAction::Append) && values.len() != 1 {
        return wrong(format!("`{}` takes one value", entry.key));
    }
    let known: Vec<String> = flag
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    if let Some(value) = values
        .iter()
        .find(|value| !is_open(&known) && !known.contains(value))
    {
        return wrong(format!(
            "`{}` is {}, not `{value}`",
            entry.key,
            crate::failure::alternatives(&known)
        ));
    }
    Ok(values)
}

/// Whether other words may stand there as well.
fn is_open(known: &[String]) -> bool {
    known.is_empty() || known.iter().any(|word| word == "...")
}

fn unknown(entry: &document::Entry<'_>, flags: &[Arg]) -> Diagnostic {
    let names = flags.iter().filter_map(Arg::get_long).chain(["variables"]);
    let near = maillon_model::suggest::nearest(entry.key, names);
    let hint = near.map_or_else(
        || "keys are the long names of flags, see `maillon run --help`, and `variables`".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    entry
        .warning(
            "config/unknown-key",
            format!("unknown key `{}`; it has no effect", entry.key),
        )
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches;

    fn config(text: &str) -> Config {
        let mut config = Config::default();
        let file = TomlFile::new("maillon.toml", text);
        config.add(&file.parse().unwrap(), Layer::Project);
        config
    }

    fn messages(text: &str) -> Vec<String> {
        config(text)
            .diagnostics
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn run(config: &Config, arguments: &[&str]) -> crate::args::RunArgs {
        let mut command = config.as_defaults(Cli::command());
        let all = ["maillon", "run"].iter().chain(arguments);
        let matches = command.try_get_matches_from_mut(all).unwrap();
        match Cli::from_arg_matches(&matches).unwrap().command {
            crate::args::Command::Run(args) => *args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_is_the_default_of_its_flag() {
        let config = config(
            "jobs = 3\nexecutor = 'docker'\nmanual = true\nvar = ['A=1', 'B=2']\n[override]\n'group/ci' = '../ci'\n",
        );
        let args = run(&config, &["--executor", "shell"]);
        assert_eq!(args.execution.slots.map(std::num::NonZero::get), Some(3));
        assert_eq!(args.execution.executor, crate::args::ExecutorChoice::Shell);
        assert!(args.selection.manual);
        assert_eq!(args.trigger.variables.len(), 2);
        assert_eq!(args.definition.overrides[0].value, "../ci");
    }

    #[test]
    fn an_unknown_key_is_told_with_its_place() {
        assert_eq!(
            messages("\nexecuter = 'shell'"),
            [
                "maillon.toml:2:1: warning[config/unknown-key]: unknown key `executer`; it has no effect"
            ]
        );
    }

    #[test]
    fn a_wrong_value_is_told_with_its_place() {
        assert_eq!(
            messages("executor = 'rocket'"),
            [
                "maillon.toml:1:12: error[config/invalid-value]: `executor` is auto, shell, docker or kubernetes, not `rocket`"
            ]
        );
        assert_eq!(
            messages("jobs = [1, 2]"),
            ["maillon.toml:1:8: error[config/invalid-value]: `jobs` takes one value"]
        );
    }
}
