//! `maillon lint`: what is wrong with definitions, without running anything.

use std::path::Path;
use std::process::ExitCode;

use maillon_github::Filters;
use maillon_model::Diagnostic;
use maillon_model::pipeline::Dialect;
use serde::Serialize;

use crate::app::{App, print};
use crate::args::{DefinitionArgs, LintArgs, PlanFormat};
use crate::console::{Painter, Stream, Tone};
use crate::diagnostics;
use crate::failure::{Failure, Kind};
use crate::prepare::{self, Prepared};

/// What was found in one definition.
#[derive(Debug, Serialize)]
struct Finding {
    file: String,
    /// None where the definition is wrong.
    jobs: Option<usize>,
    diagnostics: Vec<Diagnostic>,
}

/// Prints what is wrong.
pub(crate) fn execute(app: &App, args: &LintArgs) -> Result<ExitCode, Failure> {
    let definitions = definitions(app, args)?;
    let findings = definitions
        .iter()
        .map(|definition| check(app, args, definition))
        .collect::<Result<Vec<_>, _>>()?;
    match args.format {
        PlanFormat::Json => print(&json(&findings))?,
        PlanFormat::Text | PlanFormat::Mermaid | PlanFormat::Svg => {
            let painter = app.console.painter(Stream::Stderr);
            let all = findings
                .iter()
                .map(|finding| diagnostics::render(&finding.diagnostics, painter));
            app.console.complain(&all.collect::<String>());
            print(&text(&findings, app.console.painter(Stream::Stdout)))?;
        }
    }
    Ok(exit_code(&findings))
}

/// One definition for each path; without paths every one of the repository. Workflows are checked one
/// by one, each for what triggers it.
fn definitions(app: &App, args: &LintArgs) -> Result<Vec<DefinitionArgs>, Failure> {
    let own = &args.definition;
    let paths = match (args.paths.as_slice(), &own.file) {
        ([], Some(_)) => return Ok(vec![own.clone()]),
        ([], None) => own_definitions(app, own)?,
        (paths, _) => paths
            .iter()
            .flat_map(|path| definitions_of(app, path))
            .collect(),
    };
    if paths.is_empty() {
        // The message says what was looked for.
        return Ok(vec![own.clone()]);
    }
    let named = |path| DefinitionArgs {
        file: Some(path),
        ..own.clone()
    };
    Ok(paths.into_iter().map(named).collect())
}

fn own_definitions(app: &App, own: &DefinitionArgs) -> Result<Vec<String>, Failure> {
    let root = prepare::places(app)?.repository;
    let files = maillon_definition::files_of(&root, own.dialect.map(Dialect::from));
    let absolute = |file: String| root.join(file).display().to_string();
    Ok(files.into_iter().map(absolute).collect())
}

/// A file is one; a folder has those that it has, and where it has none, the message names the first.
fn definitions_of(app: &App, path: &str) -> Vec<String> {
    let folder = app.environment.absolute(path);
    if !folder.is_dir() {
        return vec![path.to_owned()];
    }
    let found = maillon_definition::files_of(&folder, None);
    let found = if found.is_empty() {
        vec![".gitlab-ci.yml".to_owned()]
    } else {
        found
    };
    let within = |file: &String| Path::new(path).join(file).display().to_string();
    found.iter().map(within).collect()
}

fn check(app: &App, args: &LintArgs, definition: &DefinitionArgs) -> Result<Finding, Failure> {
    let prepared = Prepared::with_filters(app, definition, &args.trigger, None, Filters::Ignore);
    match prepared {
        Ok(prepared) => Ok(found(prepared)),
        // Of several paths a wrong one must not hide what is wrong with the others.
        Err(failure) if failure.kind == Kind::Invalid && !args.paths.is_empty() => {
            Ok(unreadable(definition, failure))
        }
        Err(failure) => Err(failure),
    }
}

fn found(prepared: Prepared) -> Finding {
    let refused = prepared.refusal().is_some();
    let jobs = prepared
        .loaded
        .pipeline
        .map_or(0, |pipeline| pipeline.jobs.len());
    Finding {
        file: prepared.definition.name,
        jobs: (!refused).then_some(jobs),
        diagnostics: prepared.loaded.diagnostics,
    }
}

fn unreadable(definition: &DefinitionArgs, failure: Failure) -> Finding {
    let mut diagnostics = failure.diagnostics;
    if !failure.message.is_empty() {
        let mut diagnostic = Diagnostic::error("lint/unreadable", failure.message);
        diagnostic.hint = failure.hint;
        diagnostics.push(diagnostic);
    }
    Finding {
        file: definition.file.clone().unwrap_or_default(),
        jobs: None,
        diagnostics,
    }
}

fn exit_code(findings: &[Finding]) -> ExitCode {
    let wrong = findings.iter().any(|finding| finding.jobs.is_none());
    if wrong {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}

/// A line for each definition.
fn text(findings: &[Finding], painter: Painter) -> String {
    findings
        .iter()
        .map(|finding| line(finding, painter))
        .collect()
}

fn line(finding: &Finding, painter: Painter) -> String {
    let found = diagnostics::summary(&finding.diagnostics);
    let (tone, verdict) = match (finding.jobs, found) {
        (None, found) => (Tone::Bad, found.unwrap_or_else(|| "no pipeline".to_owned())),
        (Some(jobs), None) => (Tone::Good, format!("valid, {}", counted(jobs))),
        (Some(jobs), Some(found)) => (Tone::Warn, format!("valid, {}, {found}", counted(jobs))),
    };
    format!("{}: {}\n", finding.file, painter.paint(tone, verdict))
}

fn counted(jobs: usize) -> String {
    match jobs {
        1 => "1 job".to_owned(),
        jobs => format!("{jobs} jobs"),
    }
}

fn json(findings: &[Finding]) -> String {
    let document = serde_json::json!({ "version": 1, "files": findings });
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(jobs: Option<usize>, diagnostics: Vec<Diagnostic>) -> Finding {
        Finding {
            file: ".gitlab-ci.yml".to_owned(),
            jobs,
            diagnostics,
        }
    }

    fn check(finding: Finding, expected: &str) {
        assert_eq!(text(&[finding], Painter::PLAIN), expected);
    }

    #[test]
    fn each_definition_has_a_line() {
        let warning = Diagnostic::warning("a/b", "c");
        let error = Diagnostic::error("a/b", "c");
        check(
            finding(Some(1), Vec::new()),
            ".gitlab-ci.yml: valid, 1 job\n",
        );
        check(
            finding(Some(3), vec![warning.clone()]),
            ".gitlab-ci.yml: valid, 3 jobs, 1 warning\n",
        );
        check(
            finding(None, vec![error, warning]),
            ".gitlab-ci.yml: 1 error, 1 warning\n",
        );
    }

    #[test]
    fn programs_get_the_diagnostics() {
        let text = json(&[finding(None, vec![Diagnostic::error("a/b", "c")])]);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["files"][0]["diagnostics"][0]["code"], "a/b");
        assert_eq!(document["files"][0]["jobs"], serde_json::Value::Null);
    }
}
