//! How a script is run: by `bash` and its like, or by a template with `{0}`.

use super::exec::Machine;
use super::step::{Stop, Worked};

/// What runs a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shell {
    /// `bash`
    program: String,
    /// With `{0}` where the script's file stands.
    arguments: Vec<String>,
    /// The end of the script's file name.
    pub(crate) extension: &'static str,
}

/// GitHub's templates of the shells that it knows, and the names of their scripts.
///
/// Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell>.
const KNOWN: [(&str, &str, &str); 6] = [
    ("bash", "--noprofile --norc -e -o pipefail {0}", ".sh"),
    ("sh", "-e {0}", ".sh"),
    ("python", "{0}", ".py"),
    ("pwsh", "-command \". '{0}'\"", ".ps1"),
    ("powershell", "-command \". '{0}'\"", ".ps1"),
    ("cmd", "/D /E:ON /V:OFF /S /C \"CALL \"{0}\"\"", ".cmd"),
];

impl Shell {
    /// What `shell` says.
    pub(crate) fn named(text: &str) -> Worked<Self> {
        let (program, arguments) = text.split_once(' ').unwrap_or((text, ""));
        let arguments = match (arguments.trim_start(), known(program)) {
            ("", Some((_, template, _))) => template,
            (given, _) => given,
        };
        if !arguments.contains("{0}") {
            return Err(Stop::failed(format!(
                "Invalid shell option '{text}'. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string containing '{{0}}'"
            )));
        }
        Ok(Self {
            program: program.to_owned(),
            arguments: words(arguments),
            extension: known(program).map_or("", |(_, _, extension)| extension),
        })
    }

    /// Where nothing is said: `bash -e {0}`, without bash `sh -e {0}`.
    pub(crate) fn unnamed(machine: &Machine) -> Self {
        let bash = machine.programs.contains("bash");
        Self {
            program: if bash { "bash" } else { "sh" }.to_owned(),
            ..Self::in_container()
        }
    }

    /// Where nothing is said and the job has a container of its own: GitHub takes `sh`, whatever is there.
    pub(crate) fn in_container() -> Self {
        Self {
            program: "sh".to_owned(),
            arguments: vec!["-e".to_owned(), "{0}".to_owned()],
            extension: ".sh",
        }
    }

    /// Where `python` is only there as `python3`, that is taken.
    #[must_use]
    pub(crate) fn on(self, machine: &Machine) -> Self {
        let has = |program| machine.programs.contains(program);
        let program = if self.is_python() && !has("python") && has("python3") {
            "python3".to_owned()
        } else {
            self.program
        };
        Self { program, ..self }
    }

    pub(crate) fn is_python(&self) -> bool {
        self.program == "python"
    }

    /// The script as it is written to the file.
    pub(crate) fn script(&self, text: &str) -> String {
        match self.program.as_str() {
            "pwsh" | "powershell" => format!(
                "$ErrorActionPreference = 'stop'\n{text}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) {{ exit $LASTEXITCODE }}"
            ),
            "cmd" => format!("@echo off\n{text}"),
            _ => text.to_owned(),
        }
    }

    /// Program and arguments for a script's file.
    pub(crate) fn argv(&self, file: &str) -> Vec<String> {
        let arguments = self.arguments.iter();
        let arguments = arguments.map(|argument| argument.replace("{0}", file));
        [self.program.clone()]
            .into_iter()
            .chain(arguments)
            .collect()
    }
}

fn known(program: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    KNOWN.iter().find(|(name, ..)| *name == program)
}

/// The words of a command line, as GitHub's runner splits it: at blanks, outside of `"`, before which a
/// `\` takes its meaning.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' if characters.peek() == Some(&'"') => {
                word.get_or_insert_default().extend(characters.next());
            }
            c if c.is_ascii_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shell: &str, expected: &[&str]) {
        let shell = Shell::named(shell).unwrap();
        assert_eq!(shell.argv("/t/x y.sh"), expected);
    }

    #[test]
    fn templates() {
        check(
            "bash",
            &[
                "bash",
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "/t/x y.sh",
            ],
        );
        check("sh", &["sh", "-e", "/t/x y.sh"]);
        check("python", &["python", "/t/x y.sh"]);
        check("pwsh", &["pwsh", "-command", ". '/t/x y.sh'"]);
        check("bash -l {0}", &["bash", "-l", "/t/x y.sh"]);
        check("perl {0}", &["perl", "/t/x y.sh"]);
        check(
            "env A=\"b c\" bash  {0} end",
            &["env", "A=b c", "bash", "/t/x y.sh", "end"],
        );
        check(r#"x "" \"a {0}"#, &["x", "", "\"a", "/t/x y.sh"]);
    }

    #[test]
    fn a_shell_that_nobody_knows_needs_a_template() {
        for shell in ["perl", "bash -e", "fish -x", ""] {
            let Err(Stop::Failed(failure)) = Shell::named(shell) else {
                panic!("{shell}");
            };
            assert!(failure.message.contains("Invalid shell option"), "{shell}");
        }
    }

    #[test]
    fn what_is_there_decides() {
        let machine = |programs: &[&str]| Machine {
            path: String::new(),
            programs: programs.iter().map(|&name| name.to_owned()).collect(),
        };
        let program = |shell: Shell| shell.argv("f").join(" ");
        assert_eq!(program(Shell::unnamed(&machine(&["bash"]))), "bash -e f");
        assert_eq!(program(Shell::unnamed(&machine(&[]))), "sh -e f");
        let python = Shell::named("python").unwrap();
        assert_eq!(
            program(python.clone().on(&machine(&["python3"]))),
            "python3 f"
        );
        assert_eq!(
            program(python.on(&machine(&["python", "python3"]))),
            "python f"
        );
    }

    #[test]
    fn powershell_stops_at_the_first_error() {
        let script = Shell::named("pwsh").unwrap().script("x");
        assert!(script.starts_with("$ErrorActionPreference = 'stop'\nx\nif ("));
    }
}
