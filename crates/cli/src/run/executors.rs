//! The executors that the flags ask for.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use maillon_runner::{Connect, Connection, Executors};
use maillon_sandbox::{DockerExecutor, DockerOptions, SandboxError, ShellExecutor};
use maillon_source::repository::GIT_REPOSITORY_VARIABLES;

use crate::args::{ExecutionArgs, ExecutorChoice, Pair};
use crate::environment::Environment;
use crate::failure::Failure;

/// Makes them. An engine is connected to only when a job needs it, except where the flags ask for
/// one: then its absence is told at once.
pub(crate) async fn of_flags(
    args: &ExecutionArgs,
    added: &[Pair],
    environment: &Environment,
) -> Result<Executors, Failure> {
    let shell = Arc::new(ShellExecutor::new(processes_environment(
        environment,
        added,
    )));
    let engine = Engine {
        options: docker_options(args, environment),
    };
    let executors = match args.executor {
        ExecutorChoice::Auto => Executors::new(
            maillon_runner::ExecutorChoice::Auto,
            shell,
            Arc::new(engine),
        ),
        ExecutorChoice::Shell => Executors::new(
            maillon_runner::ExecutorChoice::Shell,
            shell,
            Arc::new(engine),
        ),
        ExecutorChoice::Docker => {
            let docker = engine.connect().await.map_err(|error| no_engine(&error))?;
            Executors::new(
                maillon_runner::ExecutorChoice::Docker,
                shell,
                Arc::new(Connected(docker)),
            )
        }
        ExecutorChoice::Kubernetes => return Err(unsupported()),
    };
    Ok(executors.with_node(node(environment)))
}

/// The `node` of `PATH`, without symbolic links on the way.
fn node(environment: &Environment) -> Option<PathBuf> {
    let path = environment.get("PATH")?;
    let mut files = std::env::split_paths(path).map(|folder| folder.join("node"));
    files.find(|file| file.is_file())?.canonicalize().ok()
}

/// The executor that is not there yet, told before anything is made.
pub(crate) fn unsupported() -> Failure {
    Failure::invalid("the executor kubernetes is not supported yet")
        .hint("use --executor docker or --executor shell")
}

fn no_engine(error: &SandboxError) -> Failure {
    Failure::infrastructure(error.to_string())
        .hint("start Docker or Podman, name its address with --docker-host, or run on this machine with --executor shell")
}

/// The environment of this process, without what leads git to the repository of a hook, and what
/// `--env` adds.
fn processes_environment(environment: &Environment, added: &[Pair]) -> Vec<(OsString, OsString)> {
    let mut all = environment.variables().to_vec();
    all.retain(|(name, _)| !GIT_REPOSITORY_VARIABLES.iter().any(|git| name == git));
    for pair in added {
        all.retain(|(name, _)| *name != *pair.key);
        all.push((pair.key.clone().into(), pair.value.clone().into()));
    }
    all
}

fn docker_options(args: &ExecutionArgs, environment: &Environment) -> DockerOptions {
    let path = |name| environment.get(name).map(PathBuf::from);
    DockerOptions {
        host: args.docker_host.clone(),
        runtime_dir: path("XDG_RUNTIME_DIR"),
        home: path("HOME"),
        config_dir: path("DOCKER_CONFIG"),
        auth_config: environment
            .get("DOCKER_AUTH_CONFIG")
            .and_then(|text| text.to_str())
            .map(str::to_owned),
    }
}

/// An engine that is connected to when somebody asks.
struct Engine {
    options: DockerOptions,
}

#[async_trait]
impl Connect for Engine {
    async fn connect(&self) -> Result<Connection, SandboxError> {
        let connected = DockerExecutor::connect(self.options.clone()).await?;
        Ok(Connection::new(connected))
    }
}

/// An engine that answered.
struct Connected(Connection);

#[async_trait]
impl Connect for Connected {
    async fn connect(&self) -> Result<Connection, SandboxError> {
        Ok(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_flag_wins_over_the_environment() {
        let environment = Environment::for_test(Path::new("/"), &[("A", "old"), ("B", "b")]);
        let added = [Pair {
            key: "A".to_owned(),
            value: "new".to_owned(),
        }];
        let all = processes_environment(&environment, &added);
        assert_eq!(all, [("B".into(), "b".into()), ("A".into(), "new".into())]);
    }

    #[test]
    fn a_hook_does_not_lead_the_git_of_jobs_to_its_repository() {
        let variables = [
            ("GIT_DIR", "/r/.git"),
            ("GIT_INDEX_FILE", "i"),
            ("GIT_EDITOR", "vi"),
        ];
        let environment = Environment::for_test(Path::new("/"), &variables);
        let all = processes_environment(&environment, &[]);
        assert_eq!(all, [("GIT_EDITOR".into(), "vi".into())]);
    }
}
