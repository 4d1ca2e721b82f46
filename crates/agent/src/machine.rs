//! What runs commands on this machine.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use maillon_runner::{Connect, Connection, ExecutorChoice, Executors};
use maillon_sandbox::{DockerExecutor, DockerOptions, SandboxError, ShellExecutor};
use maillon_source::repository::GIT_REPOSITORY_VARIABLES;

use crate::settings::{ExecutorKind, Machine};

impl Machine {
    /// For a job's process.
    pub(crate) fn executors(&self) -> Executors {
        let shell = ShellExecutor::new(self.for_commands());
        self.with_shell(shell).with_node(self.node())
    }

    /// For removing what others left.
    pub(crate) fn reapers(&self) -> Executors {
        self.with_shell(ShellExecutor::for_reaping())
    }

    fn with_shell(&self, shell: ShellExecutor) -> Executors {
        let choice = match self.executor {
            ExecutorKind::Auto => ExecutorChoice::Auto,
            ExecutorKind::Shell => ExecutorChoice::Shell,
            ExecutorKind::Docker => ExecutorChoice::Docker,
        };
        let engine = Engine(self.docker_options());
        Executors::new(choice, Arc::new(shell), Arc::new(engine))
    }

    /// Without what is the agent's own, and what leads git elsewhere.
    pub(crate) fn for_commands(&self) -> Vec<(OsString, OsString)> {
        let mut all = self.environment.clone();
        all.retain(|(name, _)| {
            let name = name.to_string_lossy();
            let own = name.starts_with("MAILLON_") && name != "MAILLON_SANDBOX";
            !own && !GIT_REPOSITORY_VARIABLES.iter().any(|git| name == *git)
        });
        all
    }

    fn docker_options(&self) -> DockerOptions {
        let path = |name| self.get(name).map(PathBuf::from);
        DockerOptions {
            host: self.docker_host.clone(),
            runtime_dir: path("XDG_RUNTIME_DIR"),
            home: path("HOME"),
            config_dir: path("DOCKER_CONFIG"),
            auth_config: self
                .get("DOCKER_AUTH_CONFIG")
                .and_then(|text| text.into_string().ok()),
        }
    }

    /// The `node` of `PATH`, without symbolic links on the way.
    fn node(&self) -> Option<PathBuf> {
        let path = self.get("PATH")?;
        let mut files = std::env::split_paths(&path).map(|folder| folder.join("node"));
        files.find(|file| file.is_file())?.canonicalize().ok()
    }

    fn get(&self, name: &str) -> Option<OsString> {
        let found = self.environment.iter().find(|(key, _)| key == name);
        let value = found.map(|(_, value)| value.clone());
        value.filter(|value| !value.is_empty())
    }
}

/// An engine that is connected to when somebody asks.
struct Engine(DockerOptions);

#[async_trait]
impl Connect for Engine {
    async fn connect(&self) -> Result<Connection, SandboxError> {
        let connected = DockerExecutor::connect(self.0.clone()).await?;
        Ok(Connection::new(connected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_inherit_nothing_of_the_agents_own() {
        let environment = [
            ("PATH", "/bin"),
            ("MAILLON_AGENT_TOKEN", "t"),
            ("MAILLON_SANDBOX", "s"),
            ("GIT_DIR", "/r"),
        ];
        let machine = Machine {
            environment: environment.map(|(k, v)| (k.into(), v.into())).into(),
            ..Machine::default()
        };
        let names: Vec<_> = machine.for_commands().into_iter().map(|(k, _)| k).collect();
        assert_eq!(names, ["PATH", "MAILLON_SANDBOX"]);
    }
}
