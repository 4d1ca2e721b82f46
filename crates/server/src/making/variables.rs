//! A project's secrets as variables of its jobs.

use maillon_model::pipeline::Dialect;
use maillon_model::variable::{Delivery, Layer, Value, Variable};
use maillon_model::{Diagnostic, JobSpec};
use maillon_protocol::api::SecretKind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::secrets::RunSecret;

/// A variable that only jobs with some environments get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scoped {
    /// The environment's name, perhaps with `*`.
    environment: String,
    variable: Variable,
}

/// The secrets of a run: those of every job, and those of environments.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) variables: Vec<Variable>,
    pub(super) scoped: Vec<Scoped>,
    /// What can't be used as it is.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Given {
    /// Reads secrets for a dialect. Later ones of a name name the environment closer, and win.
    pub(super) fn new(mut secrets: Vec<RunSecret>, dialect: Dialect) -> Self {
        secrets.sort_by_key(RunSecret::closeness);
        let mut given = Self::default();
        for secret in secrets {
            match variable(&secret, dialect) {
                Ok(None) => {}
                Ok(Some(variable)) => given.add(secret.environment, variable),
                Err(found) => given.diagnostics.push(*found),
            }
        }
        given
    }

    fn add(&mut self, environment: Option<String>, variable: Variable) {
        match environment {
            None => self.variables.push(variable),
            Some(environment) => self.scoped.push(Scoped {
                environment,
                variable,
            }),
        }
    }
}

/// None: jobs of the dialect have no use for it.
fn variable(secret: &RunSecret, dialect: Dialect) -> Result<Option<Variable>, Box<Diagnostic>> {
    let (name, value) = (secret.name.as_str(), secret.value.clone());
    let masked = Variable::secret(Layer::Project, name, value.clone());
    Ok(Some(match secret.kind {
        SecretKind::Variable => masked,
        SecretKind::File => Variable {
            delivery: Delivery::File,
            ..masked
        },
        SecretKind::Plain => Variable::new(Layer::Project, name, value.expose()),
        SecretKind::Credential if dialect != Dialect::Jenkins => return Ok(None),
        SecretKind::Credential => {
            let credential = maillon_definition::credential(value.expose());
            let credential = credential.map_err(|error| {
                let message = format!("the secret `{name}` is no credential: {error}");
                Box::new(Diagnostic::error("server/credential", message))
            })?;
            Variable {
                value: Value::Masked(credential),
                ..masked
            }
        }
    }))
}

/// Gives a job what its environment has. The last moment before an agent gets it: names of environments may
/// be made of what earlier jobs left.
pub(super) fn equip(spec: &mut JobSpec, scoped: &[Scoped]) {
    if scoped.is_empty() {
        return;
    }
    let Some(environment) = maillon_definition::environment_name(spec) else {
        return;
    };
    let is_for = |scoped: &&Scoped| crate::secrets::matches(&scoped.environment, &environment);
    let variables = scoped.iter().filter(is_for);
    let variables = variables.map(|scoped| scoped.variable.clone()).collect();
    spec.job.variables.push(Arc::new(variables));
}

#[cfg(test)]
mod tests {
    use maillon_model::job::{Body, Environment, EnvironmentAction, Work};
    use maillon_model::{Attempt, Job, JobId, RunId, Secret};

    use super::*;

    fn secret(name: &str, value: &str, environment: Option<&str>) -> RunSecret {
        RunSecret {
            name: name.to_owned(),
            value: Secret::new(value),
            environment: environment.map(str::to_owned),
            kind: SecretKind::Variable,
        }
    }

    fn spec(environment: Option<&str>) -> JobSpec {
        let mut job = Job::new("deploy", Work::Body(Body::default()));
        let branch = Variable::new(Layer::Predefined, "CI_COMMIT_REF_NAME", "login");
        job.variables = [branch].into_iter().collect();
        job.environment = environment.map(|name| Environment {
            name: name.to_owned(),
            url: None,
            tier: None,
            action: EnvironmentAction::Start,
            on_stop: None,
            auto_stop_in: None,
        });
        JobSpec {
            run: RunId::new("1"),
            id: JobId(0),
            attempt: Attempt::FIRST,
            dialect: Dialect::Gitlab,
            job,
            upstream: Vec::new(),
            needs: Vec::new(),
            shared: Body::default(),
            masks: Vec::new(),
        }
    }

    /// The value of `TOKEN` in a job with an environment.
    fn check(environment: Option<&str>) -> Option<String> {
        let secrets = vec![
            secret("TOKEN", "for-production", Some("production")),
            secret("TOKEN", "for-login", Some("review/login")),
            secret("TOKEN", "for-reviews", Some("review/*")),
        ];
        let given = Given::new(secrets, Dialect::Gitlab);
        assert_eq!(given.variables, []);
        let mut spec = spec(environment);
        equip(&mut spec, &given.scoped);
        let found = spec.job.variables.get("TOKEN");
        found.map(|variable| variable.value.expose().to_owned())
    }

    #[test]
    fn a_job_gets_the_secrets_of_its_environment_and_no_others() {
        assert_eq!(check(None), None);
        assert_eq!(check(Some("staging")), None);
        assert_eq!(check(Some("production")).as_deref(), Some("for-production"));
        assert_eq!(check(Some("review/other")).as_deref(), Some("for-reviews"));
        let late = "review/$CI_COMMIT_REF_NAME";
        assert_eq!(check(Some(late)).as_deref(), Some("for-login"));
    }

    #[test]
    fn credentials_are_for_jenkinsfiles() {
        let credential = |value: &str| RunSecret {
            kind: SecretKind::Credential,
            ..secret("deploy", value, None)
        };
        let given = |value, dialect| Given::new(vec![credential(value)], dialect);
        let jenkins = given("username = 'u'\npassword = 'p'", Dialect::Jenkins);
        assert_eq!(jenkins.variables.len(), 1);
        assert_eq!(given("text = 't'", Dialect::Gitlab).variables, []);
        let wrong = given("hunter22", Dialect::Jenkins);
        assert!(!wrong.diagnostics[0].message.contains("hunter22"));
    }
}
