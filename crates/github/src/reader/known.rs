//! Names that expressions may speak of at a place: ids of earlier steps, needs, axes, inputs.
//!
//! An unknown name is null on GitHub, silently; hardly ever is that meant.

use std::collections::{BTreeMap, BTreeSet};

use maillon_model::{Diagnostic, suggest};

/// Names in lower case, as expressions find them in any.
pub(crate) type Names = BTreeSet<String>;

/// Names that expressions may speak of. A context that is not there has whatever names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    names: BTreeMap<&'static str, Names>,
    /// Of jobs, by id. A job that is not there has whatever outputs.
    outputs: BTreeMap<String, Names>,
}

impl Known {
    /// Says which names a context has; None: it may have any.
    pub(crate) fn set(&mut self, context: &'static str, names: Option<Names>) {
        match names {
            Some(names) => self.names.insert(context, names),
            None => self.names.remove(context),
        };
    }

    /// Adds a name to those of a context.
    pub(crate) fn add(&mut self, context: &'static str, name: &str) {
        let names = self.names.entry(context).or_default();
        names.insert(name.to_lowercase());
    }

    /// Says which outputs a job has.
    pub(crate) fn set_outputs(&mut self, job: &str, outputs: Names) {
        self.outputs.insert(job.to_lowercase(), outputs);
    }

    /// What is to be said about a path: `needs.a`, `needs.a.outputs.b`.
    pub(super) fn check(&self, path: &[String]) -> Option<Diagnostic> {
        match path {
            [context, name] => self.check_name(context, name),
            [context, job, kind, name] if kind.eq_ignore_ascii_case("outputs") => {
                let jobs = matches!(context.as_str(), "needs" | "jobs");
                let outputs = self.outputs.get(&job.to_lowercase()).filter(|_| jobs)?;
                let message = format!("the job `{job}` has no output `{name}`");
                missing("github/unknown-output", &message, name, outputs)
            }
            _ => None,
        }
    }

    fn check_name(&self, context: &str, name: &str) -> Option<Diagnostic> {
        let names = self.names.get(context)?;
        let (code, message) = match context {
            "steps" => (
                "github/unknown-step",
                format!("no step before has the id `{name}`"),
            ),
            "needs" => (
                "github/not-needed",
                format!("this job does not need `{name}`"),
            ),
            "matrix" => ("github/unknown-axis", format!("the matrix has no `{name}`")),
            "jobs" => ("github/unknown-job", format!("there is no job `{name}`")),
            _ => (
                "github/unknown-input",
                format!("there is no input `{name}`"),
            ),
        };
        missing(code, &message, name, names)
    }
}

fn missing(code: &'static str, what: &str, name: &str, names: &Names) -> Option<Diagnostic> {
    if names.contains(&name.to_lowercase()) {
        return None;
    }
    let message = format!("{what}, so this is nothing");
    let warning = Diagnostic::warning(code, message);
    let known = || names.iter().map(String::as_str);
    Some(match suggest::nearest(name, known()) {
        Some(near) => warning.hint(format!("did you mean `{near}`?")),
        None if code == "github/not-needed" => warning.hint("add it to `needs`"),
        None if names.is_empty() => warning.hint("there is none at all"),
        None => warning.hint(format!(
            "there is {}",
            known().collect::<Vec<_>>().join(", ")
        )),
    })
}
