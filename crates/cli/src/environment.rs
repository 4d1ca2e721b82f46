//! The process environment, read once. Nothing else in maillon reads it (apart from clap, for flags).

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Arg, Command};

use crate::failure::Failure;

/// What the process was started with.
#[derive(Clone)]
pub(crate) struct Environment {
    variables: Vec<(OsString, OsString)>,
    /// The current directory.
    pub directory: PathBuf,
}

impl Environment {
    /// Reads the environment of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub(crate) fn capture() -> Result<Self, Failure> {
        let directory = std::env::current_dir().map_err(|e| {
            Failure::infrastructure(format!("the current directory can't be read: {e}"))
                .hint("cd to a folder that exists")
        })?;
        Ok(Self {
            variables: std::env::vars_os().collect(),
            directory,
        })
    }

    /// An environment for tests.
    #[cfg(test)]
    pub(crate) fn for_test(directory: &Path, variables: &[(&str, &str)]) -> Self {
        let variables = variables
            .iter()
            .map(|(k, v)| (OsString::from(k), OsString::from(v)))
            .collect();
        Self {
            variables,
            directory: directory.to_owned(),
        }
    }

    /// All variables, for the shell executor.
    pub(crate) fn variables(&self) -> &[(OsString, OsString)] {
        &self.variables
    }

    /// A variable's value, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&OsStr> {
        let found = self.variables.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.as_os_str())
            .filter(|value| !value.is_empty())
    }

    /// A command line whose flags don't take empty variables: they count as not set.
    pub(crate) fn without_empty(&self, command: Command) -> Command {
        let ours = |name: &OsStr| {
            name.as_encoded_bytes().starts_with(b"MAILLON_") || name == "DOCKER_HOST"
        };
        if !self
            .variables
            .iter()
            .any(|(name, value)| value.is_empty() && ours(name))
        {
            return command;
        }
        let filled = |arg: Arg| match arg.get_env() {
            Some(name) if self.get(&name.to_string_lossy()).is_none() => arg.env(None::<&str>),
            _ => arg,
        };
        command
            .mut_args(filled)
            .mut_subcommands(|sub| sub.mut_args(filled))
    }

    /// A path made absolute by the current directory.
    pub(crate) fn absolute(&self, path: impl AsRef<Path>) -> PathBuf {
        self.directory.join(path)
    }

    /// `$XDG_CONFIG_HOME/maillon/config.toml`
    pub(crate) fn config_file(&self) -> Option<PathBuf> {
        Some(
            self.xdg("XDG_CONFIG_HOME", ".config")?
                .join("maillon/config.toml"),
        )
    }

    /// `$XDG_CACHE_HOME/maillon`; without a home a folder among the temporary ones.
    pub(crate) fn cache_dir(&self) -> PathBuf {
        let base = self
            .xdg("XDG_CACHE_HOME", ".cache")
            .unwrap_or_else(std::env::temp_dir);
        base.join("maillon")
    }

    /// Where data lies that must last: `/var/lib/NAME` for root, else `$XDG_DATA_HOME/NAME`.
    pub(crate) fn data_dir(&self, name: &str) -> Option<PathBuf> {
        if rustix::process::geteuid().is_root() && self.get("XDG_DATA_HOME").is_none() {
            return Some(Path::new("/var/lib").join(name));
        }
        Some(self.xdg("XDG_DATA_HOME", ".local/share")?.join(name))
    }

    fn xdg(&self, variable: &str, below_home: &str) -> Option<PathBuf> {
        let named = self
            .get(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute());
        named.or_else(|| Some(Path::new(self.get("HOME")?).join(below_home)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_follows_xdg_and_then_home() {
        let dir = |vars: &[(&str, &str)]| Environment::for_test(Path::new("/"), vars).cache_dir();
        assert_eq!(
            dir(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]),
            Path::new("/c/maillon")
        );
        assert_eq!(
            dir(&[("XDG_CACHE_HOME", "relative"), ("HOME", "/h")]),
            Path::new("/h/.cache/maillon")
        );
    }
}
