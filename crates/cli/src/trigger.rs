//! What the pipeline is for: from flags, a webhook's JSON and the repository.

use std::collections::BTreeMap;

use maillon_definition::Definition;
use maillon_model::pipeline::Dialect;
use maillon_model::trigger::{ForgeEvent, GitRef, MergeRequest, TriggerEvent};
use maillon_model::variable::Layer;
use maillon_model::{Diagnostic, Secret, Timestamp, Trigger, Variable};
use maillon_source::repository::Facts;

use crate::app::App;
use crate::args::{EventName, Pair, SecretFrom, SecretPair, TriggerArgs, variable_name};
use crate::config::{self, ConfiguredVariable, Protection};
use crate::environment::Environment;
use crate::failure::Failure;

mod webhook;

use webhook::Webhook;

/// What a trigger is made from.
pub(crate) struct Request<'a> {
    /// The flags.
    pub args: &'a TriggerArgs,
    /// The repository.
    pub facts: &'a Facts,
    /// Environment and configuration.
    pub app: &'a App,
    /// The run's number in this repository.
    pub number: u64,
    /// The definition.
    pub definition: &'a Definition,
    /// What its files are for, where nobody names an event.
    pub usual: Option<String>,
}

impl Request<'_> {
    /// The trigger, and what is strange about its variables.
    pub(crate) fn trigger(&self, now: Timestamp) -> Result<(Trigger, Vec<Diagnostic>), Failure> {
        let webhook = match &self.args.event_json {
            Some(path) => {
                let path = self.app.environment.absolute(path);
                Webhook::read(&path, self.definition.dialect)?
            }
            None => Webhook::default(),
        };
        let name = self.event_name(&webhook)?;
        let forge = self.forge(&name, &webhook)?;
        let event = self.event(&name, &webhook);
        let git_ref = self.git_ref(&name, &event, &webhook)?;
        let mut found = Vec::new();
        let variables = self.variables(&git_ref, &mut found)?;
        let trigger = Trigger {
            event,
            git_ref,
            commit: self.facts.commit.clone(),
            project: self.facts.project.clone(),
            user: self.facts.user.clone(),
            variables,
            inputs: pairs(&self.args.inputs),
            created_at: now,
            number: self.number,
            lineage: Vec::new(),
            site: None,
            definition: self.definition.name.clone(),
            forge,
            environment: pairs(&self.args.environment),
        };
        Ok((trigger, found))
    }

    fn event_name(&self, webhook: &Webhook) -> Result<EventName, Failure> {
        let merge_request = self.args.target_branch.is_some() || self.args.source_branch.is_some();
        let implied = match &self.usual {
            _ if merge_request => EventName::MergeRequest,
            Some(usual) if self.args.tag.is_none() => EventName::from(usual.clone()),
            _ => EventName::Push,
        };
        let told = self.args.event.as_ref().or(webhook.event.as_ref());
        let name = told.cloned().unwrap_or(implied);
        if merge_request && !is_merge_request(&name) {
            return Err(Failure::invalid(
                "--source-branch and --target-branch belong to --event merge_request",
            ));
        }
        Ok(name)
    }

    /// The event in GitHub's words.
    fn forge(&self, name: &EventName, webhook: &Webhook) -> Result<Option<ForgeEvent>, Failure> {
        match (self.definition.dialect, name) {
            (Dialect::Github, name) => {
                let on_github = name.on_github().ok_or_else(|| {
                    Failure::invalid(format!(
                        "--event {}: GitHub has no such event",
                        name.as_str()
                    ))
                })?;
                Ok(Some(ForgeEvent {
                    name: on_github.to_owned(),
                    payload: webhook.payload.clone(),
                }))
            }
            (dialect, EventName::Other(name)) => Err(Failure::invalid(format!(
                "--event {name}: there is no such event in the dialect {dialect}"
            ))
            .hint("the words are those of `maillon run --help`")),
            _ => Ok(None),
        }
    }

    fn event(&self, name: &EventName, webhook: &Webhook) -> TriggerEvent {
        match name {
            EventName::Push | EventName::Tag => TriggerEvent::Push,
            name if is_merge_request(name) => {
                TriggerEvent::MergeRequest(self.merge_request(webhook))
            }
            EventName::Schedule => TriggerEvent::Schedule,
            EventName::Manual => TriggerEvent::Manual,
            EventName::Api => TriggerEvent::Api,
            EventName::Trigger => TriggerEvent::TriggerToken,
            EventName::Pipeline => TriggerEvent::Pipeline,
            EventName::ParentPipeline => TriggerEvent::ParentPipeline(None),
            EventName::MergeRequest | EventName::Other(_) => TriggerEvent::Forge,
        }
    }

    fn merge_request(&self, webhook: &Webhook) -> MergeRequest {
        let args = self.args;
        let told = webhook.merge_request.clone().unwrap_or_default();
        let or = |flag: &Option<String>, told: String, fallback: &str| match flag {
            Some(text) => text.clone(),
            None if told.is_empty() => fallback.to_owned(),
            None => told,
        };
        let branch = args.branch.clone().unwrap_or_else(|| self.checked_out());
        MergeRequest {
            number: args.mr_number.unwrap_or(told.number.max(1)),
            source_branch: or(&args.source_branch, told.source_branch, &branch),
            target_branch: or(
                &args.target_branch,
                told.target_branch,
                &self.facts.project.default_branch,
            ),
            title: or(&args.mr_title, told.title, self.facts.commit.title()),
            description: or(&args.mr_description, told.description, ""),
            labels: if args.labels.is_empty() {
                told.labels
            } else {
                args.labels.clone()
            },
            draft: args.draft || told.draft,
        }
    }

    fn git_ref(
        &self,
        name: &EventName,
        event: &TriggerEvent,
        webhook: &Webhook,
    ) -> Result<GitRef, Failure> {
        if let TriggerEvent::MergeRequest(request) = event {
            return Ok(GitRef::Branch(request.source_branch.clone()));
        }
        if let Some(tag) = &self.args.tag {
            return Ok(GitRef::Tag(tag.clone()));
        }
        if let Some(branch) = &self.args.branch {
            return Ok(GitRef::Branch(branch.clone()));
        }
        match (name, &webhook.git_ref, &self.facts.tag) {
            (_, Some(git_ref), _) => Ok(git_ref.clone()),
            (EventName::Tag, None, Some(tag)) => Ok(GitRef::Tag(tag.clone())),
            (EventName::Tag, None, None) => Err(Failure::invalid(
                "--event tag: no tag points at the commit that is checked out",
            )
            .hint("name one: --tag v1.2.0 (it need not exist)")),
            (_, None, Some(tag)) if self.facts.branch.is_none() => Ok(GitRef::Tag(tag.clone())),
            _ => Ok(GitRef::Branch(self.checked_out())),
        }
    }

    /// The branch that is checked out; for a detached HEAD the default branch stands in.
    fn checked_out(&self) -> String {
        let branch = self.facts.branch.as_ref();
        branch.unwrap_or(&self.facts.project.default_branch).clone()
    }

    fn variables(
        &self,
        git_ref: &GitRef,
        found: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Variable>, Failure> {
        let mut configured = self.app.config.variables.clone();
        if let Some(path) = &self.args.variables_file {
            let (variables, warnings) =
                config::read_variables_file(&self.app.environment.absolute(path))?;
            configured.extend(variables);
            found.extend(warnings);
        }
        let mut variables = unprotected(configured, self.is_protected(git_ref), git_ref, found);
        let given = self.args.variables.iter();
        variables
            .extend(given.map(|pair| {
                Variable::new(Layer::Pipeline, pair.key.as_str(), pair.value.as_str())
            }));
        for pair in &self.args.secrets {
            self.check_name(&pair.key)?;
            let value = secret(pair, &self.app.environment)?;
            let weak = config::weak_mask(&pair.key, value.expose());
            found.extend(weak.map(|why| Diagnostic::warning("config/weak-mask", why)));
            variables.push(Variable::secret(Layer::Pipeline, pair.key.as_str(), value));
        }
        if let Some(path) = &self.args.credentials {
            let read = config::read_credentials(&self.app.environment.absolute(path))?;
            let known = read
                .into_iter()
                .map(|(id, credential)| Variable::secret(Layer::Project, id, credential.encode()));
            variables.extend(known);
        }
        Ok(variables)
    }

    /// A secret is a variable, but on Jenkins, where it is a credential.
    fn check_name(&self, name: &str) -> Result<(), Failure> {
        if self.definition.dialect != Dialect::Jenkins {
            variable_name(name).map_err(|why| Failure::invalid(format!("--secret {why}")))?;
        }
        Ok(())
    }

    /// As GitLab protects refs where nobody changed it: the default branch, and nothing else.
    fn is_protected(&self, git_ref: &GitRef) -> bool {
        *git_ref == GitRef::Branch(self.facts.project.default_branch.clone())
    }
}

/// Also by the other names that GitHub has for what happens to one: `pull_request_target`, ...
fn is_merge_request(name: &EventName) -> bool {
    match name {
        EventName::MergeRequest => true,
        EventName::Other(name) => name.starts_with("pull_request"),
        _ => false,
    }
}

fn pairs(pairs: &[Pair]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|pair| (pair.key.clone(), pair.value.clone()))
        .collect()
}

/// Leaves protected variables out where the ref is not protected, and says so.
fn unprotected(
    configured: Vec<ConfiguredVariable>,
    is_protected: bool,
    git_ref: &GitRef,
    found: &mut Vec<Diagnostic>,
) -> Vec<Variable> {
    let mut variables = Vec::new();
    for ConfiguredVariable {
        variable,
        protection,
    } in configured
    {
        if protection == Protection::None || is_protected {
            variables.push(variable);
        } else {
            let text = format!(
                "`{}` is protected and left out: {} is not the default branch",
                variable.name,
                git_ref.name()
            );
            found.push(Diagnostic::warning("config/protected-variable", text));
        }
    }
    variables
}

fn secret(pair: &SecretPair, environment: &Environment) -> Result<Secret, Failure> {
    match &pair.from {
        SecretFrom::Given(secret) => Ok(secret.clone()),
        SecretFrom::Environment => {
            match environment.get(&pair.key).and_then(|value| value.to_str()) {
                Some(value) => Ok(Secret::new(value)),
                None => Err(Failure::invalid(format!(
                    "--secret {0}: the environment variable {0} is not set",
                    pair.key
                ))
                .hint(format!(
                    "set it before, or take the value from a file: --secret {}=@FILE",
                    pair.key
                ))),
            }
        }
        SecretFrom::File(path) => {
            let path = environment.absolute(path);
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Failure::invalid(format!(
                    "--secret {}: can't read {}: {error}",
                    pair.key,
                    path.display()
                ))
            })?;
            Ok(Secret::new(text.strip_suffix('\n').unwrap_or(&text)))
        }
    }
}

#[cfg(test)]
mod tests;
