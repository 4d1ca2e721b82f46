//! Whether calls fit the workflows that they call, before anything runs.

use maillon_model::{Diagnostic, Place, suggest};
use maillon_source::SourceError;
use rustc_hash::FxHashSet;

use super::Address;
use super::inputs::{find, kind, typed};
use crate::library::Library;
use crate::workflow::{CallJob, Callable, JobKind, PassedSecrets, Tree, Workflow};

/// How many workflows may call each other in a row, the run's own among them.
const DEPTH: usize = 10;

/// Checks the calls of a workflow, and those of the workflows that it calls.
pub(crate) fn check(library: &mut Library<'_>, key: &str, workflow: &Workflow) -> Vec<Diagnostic> {
    let mut checker = Checker {
        library,
        checked: FxHashSet::default(),
        found: Vec::new(),
    };
    checker.workflow(&mut vec![key.to_owned()], workflow);
    checker.found
}

struct Checker<'l, 'a> {
    library: &'l mut Library<'a>,
    checked: FxHashSet<String>,
    found: Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn workflow(&mut self, chain: &mut Vec<String>, workflow: &Workflow) {
        for (id, job) in &workflow.jobs {
            if let JobKind::Call(call) = &job.kind {
                let breadcrumb = format!("jobs.{id}");
                let site = CallSite {
                    breadcrumb: &breadcrumb,
                    place: call.uses.place.as_ref().unwrap_or(&job.place),
                };
                self.call(chain, call, &site);
            }
        }
    }

    fn call(&mut self, chain: &mut Vec<String>, call: &CallJob, site: &CallSite<'_>) {
        let problem = |problem: CallProblem| problem.at(site);
        let called = match check_chain(&call.uses.raw, chain) {
            Ok(called) => called,
            Err(found) => return self.found.push(problem(found)),
        };
        let workflow = match self.library.get(&called) {
            Ok(Some(workflow)) => workflow,
            Ok(None) => return,
            Err(error) => return self.found.push(unavailable(&called, &error, site)),
        };
        let Some(callable) = &workflow.on.call else {
            let found = CallProblem::NotCallable(called.to_string());
            return self.found.push(problem(found));
        };
        self.found.extend(fits(call, callable, site));
        if self.checked.insert(called.to_string()) {
            chain.push(called.to_string());
            self.workflow(chain, &workflow);
            chain.pop();
        }
    }
}

/// Where a call stands.
struct CallSite<'a> {
    breadcrumb: &'a str,
    place: &'a Place,
}

/// Why a workflow can't be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallProblem {
    /// `uses` is no address.
    Address { uses: String, why: String },
    /// It calls itself, maybe by way of others.
    Circle(String),
    /// Too many call each other in a row.
    TooDeep,
    /// It has no `on.workflow_call`.
    NotCallable(String),
}

impl CallProblem {
    /// The same for people, without a place.
    pub(crate) fn diagnostic(self) -> Diagnostic {
        match self {
            Self::Address { uses, why } => {
                Diagnostic::error("github/call-address", format!("`{uses}` {why}"))
            }
            Self::Circle(key) => {
                let message = format!("`{key}` calls itself in a circle");
                Diagnostic::error("github/call-circle", message)
                    .hint("let one of the workflows call none")
            }
            Self::TooDeep => {
                let message = format!("more than {DEPTH} workflows call each other in a row");
                Diagnostic::error("github/call-depth", message)
                    .hint("call the last one from one further up")
            }
            Self::NotCallable(key) => {
                let message = format!("`{key}` can't be called: its `on` has no `workflow_call`");
                Diagnostic::error("github/not-callable", message)
                    .hint("add `workflow_call:` to its `on`")
            }
        }
    }

    fn at(self, site: &CallSite<'_>) -> Diagnostic {
        let breadcrumb = format!("{}.uses", site.breadcrumb);
        self.diagnostic().at(site.place.clone()).under(breadcrumb)
    }
}

/// The address of a workflow that the last one of a chain calls.
pub(crate) fn check_chain(uses: &str, chain: &[String]) -> Result<Address, CallProblem> {
    let above = chain.last().map_or("", String::as_str);
    let called = Address::parse(uses, &Address::from_key(above));
    let called = called.map_err(|why| CallProblem::Address {
        uses: uses.to_owned(),
        why,
    })?;
    let key = called.to_string();
    if chain.contains(&key) {
        return Err(CallProblem::Circle(key));
    }
    if chain.len() >= DEPTH {
        return Err(CallProblem::TooDeep);
    }
    Ok(called)
}

/// A file that is not there is an error; what can't be reached now may be when the job starts.
fn unavailable(called: &Address, error: &SourceError, site: &CallSite<'_>) -> Diagnostic {
    let message = format!("`{called}` can't be read: {error}");
    let found = match error {
        SourceError::Unreachable { hint, .. } => {
            Diagnostic::warning("github/call-unreachable", message).hint(hint.clone())
        }
        _ => Diagnostic::error("github/call-missing", message),
    };
    let breadcrumb = format!("{}.uses", site.breadcrumb);
    found.at(site.place.clone()).under(breadcrumb)
}

fn fits(call: &CallJob, callable: &Callable, site: &CallSite<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    inputs(call, callable, site, &mut found);
    if let PassedSecrets::These(given) = &call.secrets {
        let declared: Vec<&str> = callable.secrets.keys().map(String::as_str).collect();
        let unknown = given.iter().filter(|(name, _)| !has(&declared, name));
        found.extend(unknown.map(|(name, text)| {
            undeclared(("secrets", name), text.place.as_ref(), &declared, site)
        }));
        let missing = callable
            .secrets
            .iter()
            .filter(|(name, secret)| secret.required && find(given, name).is_none());
        found.extend(missing.map(|(name, _)| required(("secrets", name), site)));
    }
    found
}

fn inputs(call: &CallJob, callable: &Callable, site: &CallSite<'_>, found: &mut Vec<Diagnostic>) {
    let declared: Vec<&str> = callable.inputs.keys().map(String::as_str).collect();
    for (name, tree) in &call.with {
        match find(&callable.inputs, name) {
            None => found.push(undeclared(
                ("with", name),
                tree.place.as_ref(),
                &declared,
                site,
            )),
            Some(input) if is_literal(tree) && typed(&input.kind, &tree.json).is_none() => {
                let message = format!(
                    "`{name}` is {}, but the input is {}",
                    tree.json,
                    kind(&input.kind)
                );
                found.push(part(
                    ("with", name),
                    tree.place.as_ref(),
                    site,
                    message,
                    "github/input-type",
                ));
            }
            Some(_) => {}
        }
    }
    let missing = callable
        .inputs
        .iter()
        .filter(|(name, input)| input.required && find(&call.with, name).is_none());
    found.extend(missing.map(|(name, input)| match &input.default {
        None => required(("with", name), site),
        Some(_) => defaulted(name, site),
    }));
}

fn is_literal(tree: &Tree) -> bool {
    !tree.json.as_str().is_some_and(|text| text.contains("${{"))
}

fn has(declared: &[&str], name: &str) -> bool {
    declared
        .iter()
        .any(|other| other.eq_ignore_ascii_case(name))
}

fn undeclared(
    (key, name): (&str, &str),
    place: Option<&Place>,
    declared: &[&str],
    site: &CallSite<'_>,
) -> Diagnostic {
    let message = format!(
        "the called workflow declares no `{name}` under `{}`",
        declares(key)
    );
    let found = part((key, name), place, site, message, "github/undeclared");
    match suggest::nearest(name, declared.iter().copied()) {
        Some(near) => found.hint(format!("did you mean `{near}`?")),
        None => found.hint(format!(
            "declare it there: on.workflow_call.{}.{name}",
            declares(key)
        )),
    }
}

fn required((key, name): (&str, &str), site: &CallSite<'_>) -> Diagnostic {
    let message = format!("the called workflow requires `{name}` under `{key}`");
    let found = Diagnostic::error("github/required", message);
    found
        .at(site.place.clone())
        .under(site.breadcrumb)
        .hint(format!("add `{name}` under `{key}`"))
}

fn defaulted(name: &str, site: &CallSite<'_>) -> Diagnostic {
    let message = format!(
        "the called workflow requires `{name}`: its default is taken, but GitHub refuses the call"
    );
    let found = Diagnostic::warning("github/required", message);
    found
        .at(site.place.clone())
        .under(site.breadcrumb)
        .hint(format!("add `{name}` under `with`"))
}

fn declares(key: &str) -> &str {
    if key == "with" { "inputs" } else { key }
}

fn part(
    (key, name): (&str, &str),
    place: Option<&Place>,
    site: &CallSite<'_>,
    message: String,
    code: &'static str,
) -> Diagnostic {
    Diagnostic::error(code, message)
        .at(place.unwrap_or(site.place).clone())
        .under(format!("{}.{key}.{name}", site.breadcrumb))
}
