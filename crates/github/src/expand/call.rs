//! A job becomes the jobs of the workflow that it calls.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::variable::{Layer, Value as VariableValue, Variable};
use maillon_model::{Diagnostic, Pipeline, Secret, Variables};
use maillon_source::SourceError;
use serde_json::{Map, Value as Json};

use super::Waiting;
use crate::calls::{Address, CallProblem, check_chain, inputs};
use crate::library::Library;
use crate::lower::evaluate::Evaluator;
use crate::lower::{Lowering, contexts};
use crate::plan::{self, LateCall, Shared, SharedWorkflow};
use crate::scope::{Contexts, secrets, token};
use crate::workflow::{Callable, PassedSecrets, Text, Workflow};

/// The secret that every workflow has.
const TOKEN: &str = "GITHUB_TOKEN";

/// Makes the pipeline of a called workflow.
pub(super) fn expand(waiting: &Waiting<'_>, call: &LateCall) -> Result<Pipeline, Vec<Diagnostic>> {
    let calling = Calling::new(waiting, call);
    let (called, workflow) = calling.workflow()?;
    let Some(callable) = &workflow.on.call else {
        return Err(calling.problem(CallProblem::NotCallable(called.to_string())));
    };
    let key = called.to_string();
    let variables = calling.variables()?;
    let shared = SharedWorkflow {
        github: waiting.workflow.github.clone(),
        inputs: calling.inputs(callable)?,
        env: workflow.env.clone(),
        defaults: workflow.defaults.clone(),
        environment: waiting.workflow.environment.clone(),
    };
    let lowering = Lowering {
        key: &key,
        contexts: contexts(&shared, &variables),
        needs: None,
        variables: &variables,
        labels: waiting.request.labels,
        prefix: &format!("{} / ", waiting.request.job.name),
        stage: waiting.request.job.stage,
        reason: &waiting.request.job.reason,
    };
    let drafts = lowering.jobs(&workflow.jobs)?;
    let shared = calling.shared(&key, shared, callable.outputs.clone());
    Ok(waiting.child(drafts, plan::body(&shared)))
}

struct Calling<'a> {
    waiting: &'a Waiting<'a>,
    call: &'a LateCall,
    contexts: Contexts,
    path: String,
}

impl<'a> Calling<'a> {
    fn new(waiting: &'a Waiting<'a>, call: &'a LateCall) -> Self {
        let variables = &waiting.request.job.variables;
        let token = token(variables);
        let mut secrets = secrets(variables);
        secrets.set(TOKEN, token.as_str());
        let mut github = waiting.workflow.github.clone();
        if let Some(github) = github.as_object_mut() {
            github.insert("token".to_owned(), Json::from(token));
        }
        let contexts = waiting
            .contexts()
            .with("github", &github)
            .with("strategy", &call.strategy)
            .with("matrix", &call.matrix)
            .with("secrets", secrets);
        Self {
            waiting,
            call,
            contexts,
            path: format!("jobs.{}", waiting.id),
        }
    }

    fn evaluator(&self) -> Evaluator<'_> {
        Evaluator {
            contexts: &self.contexts,
            path: &self.path,
            place: self.waiting.request.job.place.as_ref(),
        }
    }

    fn chain(&self) -> Vec<String> {
        let callers = &self.waiting.shared.callers;
        if callers.is_empty() {
            vec![self.waiting.key.to_owned()]
        } else {
            callers.clone()
        }
    }

    fn workflow(&self) -> Result<(Address, Arc<Workflow>), Vec<Diagnostic>> {
        let called = check_chain(&self.call.uses, &self.chain());
        let called = called.map_err(|problem| self.problem(problem))?;
        let request = self.waiting.request;
        let mut library = Library::new(request.source.as_ref(), request.trigger);
        match library.get(&called) {
            Ok(Some(workflow)) => Ok((called, workflow)),
            Ok(None) => Err(library.diagnostics),
            Err(error) => Err(vec![self.unavailable(&called, &error)]),
        }
    }

    fn unavailable(&self, called: &Address, error: &SourceError) -> Diagnostic {
        let message = format!("`{called}` can't be read: {error}");
        let found = self.placed(Diagnostic::error("github/call-missing", message));
        match error {
            SourceError::Unreachable { hint, .. } => found.hint(hint.clone()),
            _ => found,
        }
    }

    fn problem(&self, problem: CallProblem) -> Vec<Diagnostic> {
        vec![self.placed(problem.diagnostic())]
    }

    fn placed(&self, found: Diagnostic) -> Diagnostic {
        let found = found.under(format!("{}.uses", self.path));
        match &self.waiting.request.job.place {
            Some(place) => found.at(place.clone()),
            None => found,
        }
    }

    fn inputs(&self, callable: &Callable) -> Result<Json, Vec<Diagnostic>> {
        let with = self.evaluator();
        let mut given = Map::new();
        for (name, tree) in &self.call.with {
            let value = with.tree(&format!("with.{name}"), tree);
            given.insert(name.clone(), value.map_err(|problem| vec![*problem])?);
        }
        inputs::values(callable, &given, &with)
    }

    /// Variables that anybody may see are there for all workflows; secrets are passed.
    fn variables(&self) -> Result<Variables, Vec<Diagnostic>> {
        let own = &self.waiting.request.job.variables;
        let PassedSecrets::These(passed) = &self.call.secrets else {
            return Ok(own.clone());
        };
        let plain = |variable: &&Variable| {
            matches!(variable.value, VariableValue::Plain(_)) || &*variable.name == TOKEN
        };
        let mut variables: Vec<Variable> = own.iter().filter(plain).cloned().collect();
        for (name, text) in passed {
            variables.extend(self.secret(name, text)?);
        }
        Ok(variables.into_iter().collect())
    }

    /// An empty one is none.
    fn secret(&self, name: &str, text: &Text) -> Result<Option<Variable>, Vec<Diagnostic>> {
        let value = self.evaluator().text(&format!("secrets.{name}"), text);
        let value = value.map_err(|problem| vec![*problem])?;
        let secret = Variable::secret(Layer::Pipeline, name, Secret::new(value.as_str()));
        Ok((!value.is_empty()).then_some(secret))
    }

    fn shared(
        &self,
        key: &str,
        workflow: SharedWorkflow,
        outputs: IndexMap<String, Text>,
    ) -> Shared {
        let mut callers = self.chain();
        callers.push(key.to_owned());
        Shared {
            workflows: IndexMap::from_iter([(key.to_owned(), workflow)]),
            outputs,
            callers,
        }
    }
}
