//! The contexts that a job's container and services are evaluated with.

use serde_json::Value as Json;

use super::Start;
use crate::expression::{Object, Value};
use crate::lower;
use crate::lower::evaluate::{Evaluated, Evaluator};
use crate::needs;
use crate::plan::SharedWorkflow;
use crate::scope::{Contexts, secrets, token};
use crate::workflow::{Mapping, Tree};

impl Start<'_> {
    pub(super) fn workflow(&self) -> Option<&SharedWorkflow> {
        self.shared.workflows.get(&self.body.workflow)
    }

    pub(super) fn contexts(&self, path: &str) -> Evaluated<Contexts> {
        let contexts = self.without_env();
        let env = self.env(&contexts, path)?;
        Ok(contexts.with("env", env))
    }

    fn without_env(&self) -> Contexts {
        let variables = &self.spec.job.variables;
        let known = self.workflow().cloned().unwrap_or_default();
        let token = token(variables);
        let mut secrets = secrets(variables);
        secrets.set("GITHUB_TOKEN", token.as_str());
        let mut github = known.github.clone();
        if let Some(github) = github.as_object_mut() {
            github.insert("token".to_owned(), Json::from(token));
            github.insert("job".to_owned(), Json::from(self.body.id.as_str()));
        }
        let runner: Object = self.runner().into_iter().collect();
        lower::contexts(&known, variables)
            .with("github", &github)
            .with("needs", &self.needs())
            .with("strategy", &self.body.strategy)
            .with("matrix", &self.body.matrix)
            .with("runner", runner)
            .with("secrets", secrets)
    }

    fn needs(&self) -> Json {
        let baked = self.body.needs_context.clone();
        baked.unwrap_or_else(|| needs::context(&self.spec.needs))
    }

    /// The `env` context: of the command line, the workflow, the job.
    fn env(&self, contexts: &Contexts, path: &str) -> Evaluated<Object> {
        let mut env = Object::default();
        let given = self.workflow().map(|workflow| &workflow.environment);
        for (name, value) in given.into_iter().flatten() {
            env.set(name.as_str(), value.as_str());
        }
        let of_workflow = self.workflow().map(|workflow| ("", &workflow.env));
        let layers = of_workflow.into_iter().chain([(path, &self.body.env)]);
        for (path, mapping) in layers {
            let with = Evaluator {
                contexts,
                path,
                place: self.spec.job.place.as_ref(),
            };
            extend(&mut env, mapping, &with)?;
        }
        Ok(env)
    }
}

fn extend(env: &mut Object, mapping: &Mapping, with: &Evaluator<'_>) -> Evaluated<()> {
    match mapping {
        Mapping::Entries(entries) => {
            for (name, text) in entries {
                env.set(name.as_str(), with.text(&format!("env.{name}"), text)?);
            }
        }
        Mapping::Expression(text) => {
            let tree = Tree {
                json: Json::from(&*text.raw),
                place: text.place.clone(),
            };
            let evaluated = with.tree("env", &tree)?;
            for (name, value) in evaluated.as_object().into_iter().flatten() {
                env.set(name.as_str(), Value::from(value).to_text().to_string());
            }
        }
    }
    Ok(())
}
