//! Jenkinsfiles as people write them, long and dirty: each is planned or refused with the right words,
//! and those that tell an exit code run with the real binary.
//!
//! A case is `jenkinsfiles/NAME.groovy`; what is expected stands in its comments `// key: value`:
//!
//! - `flags`: of both commands; `run`: of the run alone; `{case}` is the folder `NAME` beside the file
//! - `exit`, `status`, `stage: outer/inner=status`, `log: REGEX`, `silent: REGEX` (not in the log): of the run
//! - `refused: REGEX`: the plan fails with exit code 2 and says this
//! - `warned: REGEX`: the plan says this, and succeeds
//! - `lines: crlf`: the file has Windows' line ends
//!
//! `NAME/repository` is in the repository too. `jenkinsfiles/bin` has the tools (Maven, Go, kubectl...):
//! scripts that leave what the real ones leave.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use regex::RegexBuilder;

use crate::jenkins::stages;
use crate::repository::{Outcome, Repository};

const SHARED: [(&str, &str); 2] = [("README.md", "# a project\n"), ("VERSION", "1.4.2\n")];

struct Case {
    name: String,
    folder: PathBuf,
    text: String,
}

impl Case {
    fn read(path: &Path) -> Self {
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            folder: path.with_extension(""),
            text: std::fs::read_to_string(path).unwrap(),
        }
    }

    /// What its comments say of a key.
    fn expected(&self, key: &str) -> Vec<String> {
        let start = format!("// {key}: ");
        let lines = self.text.lines();
        lines
            .filter_map(|line| line.strip_prefix(&start))
            .map(|value| value.replace("{case}", &self.folder.to_string_lossy()))
            .collect()
    }

    fn flags(&self, key: &str) -> Vec<String> {
        let all = self.expected(key).join(" ");
        all.split_whitespace().map(str::to_owned).collect()
    }

    fn repository(&self) -> Repository {
        let mut files: Vec<(String, String)> =
            SHARED.map(|(path, text)| (path.into(), text.into())).into();
        add_files(&self.folder.join("repository"), "", &mut files);
        let windows = self.expected("lines") == ["crlf"];
        let text = if windows {
            self.text.replace('\n', "\r\n")
        } else {
            self.text.clone()
        };
        files.push(("Jenkinsfile".into(), text));
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (&**p, &**t)).collect();
        Repository::new(&files)
    }

    fn plan_is_wrong(&self) -> Vec<String> {
        let outcome = start(&self.repository(), "plan", &self.flags("flags"));
        let refused = self.expected("refused");
        let said = format!("{}\n{}", outcome.stdout, outcome.stderr);
        let code = if refused.is_empty() { 0 } else { 2 };
        let mut wrong = absent(&refused, &said);
        wrong.extend(absent(&self.expected("warned"), &said));
        if outcome.code != Some(code) {
            wrong.push(format!("the plan's exit code is {:?}", outcome.code));
        }
        told(wrong, &said)
    }

    fn run_is_wrong(&self) -> Vec<String> {
        let repository = self.repository();
        let report = repository.root().join("../report.json");
        let mut flags = self.flags("flags");
        flags.extend(self.flags("run"));
        flags.extend(["--report".into(), report.to_string_lossy().into_owned()]);
        let outcome = start(&repository, "run", &flags);
        let said = format!("{}\n{}", outcome.stdout, outcome.stderr);
        let Ok(report) = std::fs::read(report) else {
            return told(vec!["there is no report".into()], &said);
        };
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        let log = std::fs::read_to_string(report["log"].as_str().unwrap_or_default());
        let log = log.unwrap_or_else(|_| said.clone());
        let mut wrong = absent(&self.expected("log"), &log);
        let found = |regex: &String| absent(std::slice::from_ref(regex), &log).is_empty();
        wrong.extend(self.expected("silent").into_iter().filter(found));
        wrong.extend(self.stages_missed(&stages(&report)));
        let exit = self.expected("exit");
        if exit != [outcome.code.unwrap_or(-1).to_string()] {
            wrong.push(format!("exit code {:?}", outcome.code));
        }
        let status = report["status"].as_str().unwrap();
        if self.expected("status").iter().any(|e| e != status) {
            wrong.push(format!("status {status}"));
        }
        told(wrong, &log)
    }

    fn stages_missed(&self, found: &[String]) -> Option<String> {
        let expected = self.expected("stage");
        let missed: Vec<_> = expected.iter().filter(|s| !found.contains(s)).collect();
        (!missed.is_empty()).then(|| format!("no {missed:?} among {found:#?}"))
    }
}

fn told(mut wrong: Vec<String>, said: &str) -> Vec<String> {
    if !wrong.is_empty() {
        wrong.push(said.to_owned());
    }
    wrong
}

/// The expressions that a text doesn't match.
fn absent(expected: &[String], text: &str) -> Vec<String> {
    let matches = |regex: &str| {
        let regex = RegexBuilder::new(regex).multi_line(true).build().unwrap();
        regex.is_match(text)
    };
    let all = expected.iter().filter(|regex| !matches(regex));
    all.map(|regex| format!("nothing matches {regex}"))
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/jenkinsfiles")
}

/// Runs a command with the tools of the cases before all others.
fn start(repository: &Repository, command: &str, flags: &[String]) -> Outcome {
    let mut args = vec![command];
    args.extend(flags.iter().map(String::as_str));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", folder().join("bin").display());
    let output = repository.command(&args).env("PATH", path).output();
    output.unwrap().into()
}

fn add_files(folder: &Path, before: &str, files: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            add_files(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

/// All cases in the order of their names; `MAILLON_CASE` picks those that have it in their names.
fn cases() -> Vec<Case> {
    let only = std::env::var("MAILLON_CASE").unwrap_or_default();
    let entries = std::fs::read_dir(folder()).unwrap().flatten();
    let paths: BTreeSet<PathBuf> = entries.map(|entry| entry.path()).collect();
    let files = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "groovy"));
    let all = files.map(|path| Case::read(path));
    all.filter(|case| case.name.contains(&only)).collect()
}

/// Judges cases, a few at a time.
fn check(cases: Vec<Case>, judge: fn(&Case) -> Vec<String>) {
    let queue = Mutex::new(cases.into_iter());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = { queue.lock().unwrap().next() } {
                    let found = judge(&case);
                    if !found.is_empty() {
                        let text = format!("=== {}\n{}\n", case.name, found.join("\n"));
                        wrong.lock().unwrap().push(text);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "{} are wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn are_planned_or_refused() {
    check(cases(), Case::plan_is_wrong);
}

#[test]
fn run() {
    let mut all = cases();
    all.retain(|case| !case.expected("exit").is_empty());
    check(all, Case::run_is_wrong);
}
