//! The text that a shell runs.

use std::path::{Path, PathBuf};

use maillon_model::ResolvedJob;
use maillon_model::job::Body;
use serde_json::Value;

/// A list of commands of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    PreGetSources,
    Before,
    Main,
    After,
}

impl Part {
    /// Its commands, as written.
    pub(super) fn commands(self, body: &Body) -> Vec<String> {
        let list = match self {
            Self::PreGetSources => body
                .0
                .get("hooks")
                .and_then(|hooks| hooks.get("pre_get_sources_script")),
            Self::Before => body.0.get("before_script"),
            Self::Main => body.0.get("script"),
            Self::After => body.0.get("after_script"),
        };
        let items = list.and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

/// A script for bash, or for sh where there is no bash.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// Goes to the shell's standard input.
    pub(super) text: String,
    /// Holds the number of the command that runs, as the job sees the file.
    pub(super) progress: PathBuf,
}

/// Takes bash where there is one, as GitLab's runner does, also in containers.
pub(super) const DETECT_SHELL: &str = "\
for shell in /usr/local/bin/bash /usr/bin/bash /bin/bash /usr/local/bin/sh /usr/bin/sh /bin/sh /busybox/sh; do
  if [ -x $shell ]; then exec $shell; fi
done
echo 'shell not found'
exit 1";

/// `pipefail` where the shell knows it; a failed command ends the script.
const OPTIONS: &str = "\
if [ -n \"${BASH_VERSION-}\" ] || (set -o pipefail) 2>/dev/null; then set -o pipefail; fi
set -o errexit
set +o noclobber
";

/// What a script has written to `$GITLAB_ENV` becomes variables of the next shell.
const LOAD_ENV: &str = "\
if [ -f \"${GITLAB_ENV-}\" ]; then
  while read -r line || [ -n \"$line\" ]; do export \"$line\"; done <\"$GITLAB_ENV\"
fi
";

impl Script {
    /// A script that runs commands in one shell.
    pub(super) fn new(commands: &[String], job: &ResolvedJob, private: &Path) -> Self {
        Self::build(commands, job, private, "")
    }

    /// The same for `after_script`.
    pub(super) fn after(commands: &[String], job: &ResolvedJob, private: &Path) -> Self {
        let prelude = format!("{LOAD_ENV}{}\n", say("Running after script..."));
        Self::build(commands, job, private, &prelude)
    }

    fn build(commands: &[String], job: &ResolvedJob, private: &Path, prelude: &str) -> Self {
        let progress = private.join("maillon_progress");
        let mut lines = format!("MAILLON_PROGRESS={}\n", quote(&progress.to_string_lossy()));
        lines.push_str(prelude);
        for (index, command) in commands.iter().enumerate() {
            lines.push_str(&item(index, command));
        }
        let trace = if is_traced(job) {
            "set -o xtrace\n"
        } else {
            ""
        };
        // The commands' own input is empty: they can't read what is left of the script.
        let text = format!(
            "{OPTIONS}{trace}eval {} </dev/null\nexit 0\n",
            quote(&lines)
        );
        Self { text, progress }
    }
}

fn is_traced(job: &ResolvedJob) -> bool {
    let debug = job.variables.iter().find(|v| v.name == "CI_DEBUG_TRACE");
    debug.is_some_and(|debug| debug.value.expose() == "true")
}

/// One command: its number is noted, it is shown, it runs.
fn item(index: usize, command: &str) -> String {
    let command = command.trim();
    let note = format!("{{ printf %s {index} >|\"$MAILLON_PROGRESS\"; }} 2>/dev/null || :\n");
    let shown = match command.split_once('\n') {
        _ if command.is_empty() => "echo".to_owned(),
        Some((first, _)) => say(&format!(
            "$ {} # collapsed multi-line command",
            first.trim_end()
        )),
        None => say(&format!("$ {command}")),
    };
    format!("{note}{shown}\n{command}\n")
}

/// Prints a line in bold green.
fn say(text: &str) -> String {
    format!(
        "printf '%s\\n' {}",
        quote(&format!("\x1b[32;1m{text}\x1b[0;m"))
    )
}

/// A text as one word of a shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_by_its_first_line() {
        let shown = |command| {
            item(0, command)
                .lines()
                .nth(1)
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(shown("make  "), "printf '%s\\n' '\x1b[32;1m$ make\x1b[0;m'");
        assert_eq!(
            shown("a\nb"),
            "printf '%s\\n' '\x1b[32;1m$ a # collapsed multi-line command\x1b[0;m'"
        );
        assert_eq!(
            shown("echo 'x'"),
            "printf '%s\\n' '\x1b[32;1m$ echo '\\''x'\\''\x1b[0;m'"
        );
        assert_eq!(shown("  "), "echo");
    }
}
