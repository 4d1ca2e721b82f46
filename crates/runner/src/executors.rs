//! Which executor runs a job.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use maillon_model::job::{Image, Service};
use maillon_sandbox::{Containers, Executor, JoinedExecutor, SandboxError};
use tokio::sync::OnceCell;

/// What was asked for on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecutorChoice {
    /// Containers for a job with an image where an engine answers, the shell otherwise.
    #[default]
    Auto,
    /// This machine, for every job.
    Shell,
    /// Containers, for every job.
    Docker,
}

/// Connects to an engine of containers: done once, and only when a job needs it.
#[async_trait]
pub trait Connect: Send + Sync {
    /// What the engine is good for, or why none answers.
    async fn connect(&self) -> Result<Connection, SandboxError>;
}

/// An engine of containers that answers.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Runs jobs.
    pub executor: Arc<dyn Executor>,
    /// Runs containers beside jobs.
    pub containers: Arc<dyn Containers>,
}

impl Connection {
    /// An engine that does both.
    pub fn new<E: Executor + Containers + 'static>(engine: E) -> Self {
        let engine = Arc::new(engine);
        Self {
            executor: Arc::clone(&engine) as _,
            containers: engine,
        }
    }
}

/// The executors of a run.
pub struct Executors {
    choice: ExecutorChoice,
    shell: Arc<dyn Executor>,
    docker: Arc<dyn Connect>,
    connected: OnceCell<Result<Connection, String>>,
    /// Whether a person has heard why a job runs where nobody asked for it.
    told: AtomicBool,
    node: Option<PathBuf>,
}

/// What a job wants of an executor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) image: Option<&'a Image>,
    pub(crate) services: &'a [Service],
    pub(crate) of: ServicesOf,
}

/// Beside what services run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServicesOf {
    /// Beside a container only.
    Container,
    /// Also beside commands on this machine, which reach them by published ports.
    Machine,
}

/// How a job sees its folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// Where they are on this machine.
    Machine,
    /// Where they are mounted in a container.
    Container,
}

/// An executor, and why it was taken where that is worth a word.
pub(crate) struct Chosen {
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) because: Option<String>,
}

impl From<Arc<dyn Executor>> for Chosen {
    fn from(executor: Arc<dyn Executor>) -> Self {
        Self {
            executor,
            because: None,
        }
    }
}

impl Wanted<'_> {
    /// Whether the definition asks for a machine, and no image stands in for that.
    fn is_for_machine(&self) -> bool {
        self.of == ServicesOf::Machine && self.image.is_none()
    }

    fn are_services_beside_machine(&self) -> bool {
        self.is_for_machine() && !self.services.is_empty()
    }
}

impl Chosen {
    pub(crate) fn view(&self) -> View {
        match self.executor.name() {
            "docker" => View::Container,
            _ => View::Machine,
        }
    }
}

impl Executors {
    /// Executors of which the engine of containers is connected to when the first job needs it.
    pub fn new(choice: ExecutorChoice, shell: Arc<dyn Executor>, docker: Arc<dyn Connect>) -> Self {
        Self {
            choice,
            shell,
            docker,
            connected: OnceCell::new(),
            told: AtomicBool::new(false),
            node: None,
        }
    }

    /// The same with this machine's `node`, which JavaScript actions take in containers without one.
    #[must_use]
    pub fn with_node(self, node: Option<PathBuf>) -> Self {
        Self { node, ..self }
    }

    pub(crate) fn node(&self) -> Option<&Path> {
        self.node.as_deref()
    }

    /// Only this executor, for every job.
    pub fn only(executor: Arc<dyn Executor>) -> Self {
        Self::new(ExecutorChoice::Shell, executor, Arc::new(NoEngine))
    }

    /// The executor for a job. An error says why there is none.
    pub(crate) async fn choose(&self, wanted: Wanted<'_>) -> Result<Chosen, String> {
        let bare = wanted.image.is_none() && wanted.services.is_empty();
        match self.choice {
            ExecutorChoice::Docker if wanted.is_for_machine() => Ok(self.unmapped(wanted).await),
            ExecutorChoice::Docker => Ok(self.engine().await?.executor.into()),
            _ if wanted.are_services_beside_machine() => Ok(self.machine_and_services().await),
            ExecutorChoice::Auto if !bare => Ok(self.engine_or_shell().await),
            ExecutorChoice::Auto | ExecutorChoice::Shell => Ok(self.machine()),
        }
    }

    /// On the dialect's own system the job would have a machine for itself.
    async fn unmapped(&self, wanted: Wanted<'_>) -> Chosen {
        let chosen = if wanted.are_services_beside_machine() {
            self.machine_and_services().await
        } else {
            self.machine()
        };
        let because = "jobs whose labels have no image run on this machine; give them one with \
                       --platform LABEL=IMAGE";
        Chosen {
            because: chosen.because.or_else(|| self.once(because)),
            ..chosen
        }
    }

    async fn engine_or_shell(&self) -> Chosen {
        match self.engine().await {
            Ok(engine) => engine.executor.into(),
            Err(why) => self.shell_because(&format!(
                "jobs with an image or services run in a shell on this machine, without them: {why}"
            )),
        }
    }

    async fn machine_and_services(&self) -> Chosen {
        match self.engine().await {
            Ok(engine) => {
                let joined = JoinedExecutor::new(Arc::clone(&self.shell), engine.executor);
                let joined: Arc<dyn Executor> = Arc::new(joined);
                joined.into()
            }
            Err(why) => self.shell_because(&format!("jobs run without their services: {why}")),
        }
    }

    /// What runs containers beside jobs. An error says why there is nothing.
    pub(crate) async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        Ok(self.engine().await?.containers)
    }

    /// This machine itself.
    pub(crate) fn machine(&self) -> Chosen {
        Arc::clone(&self.shell).into()
    }

    /// A person hears once why.
    fn shell_because(&self, why: &str) -> Chosen {
        Chosen {
            because: self.once(why),
            ..self.machine()
        }
    }

    fn once(&self, why: &str) -> Option<String> {
        let told = self.told.swap(true, Ordering::Relaxed);
        (!told).then(|| why.to_owned())
    }

    async fn engine(&self) -> Result<Connection, String> {
        let connect = || async {
            let connected = self.docker.connect().await;
            connected.map_err(|error| error.to_string())
        };
        self.connected.get_or_init(connect).await.clone()
    }

    /// Removes what killed processes left behind: processes always, containers where a killed run
    /// had some (`containers`). Returns how many.
    pub(crate) async fn reap(&self, containers: Suspicion) -> usize {
        let mut reaped = self.shell.reap().await.unwrap_or_default();
        if containers == Suspicion::Containers
            && let Ok(engine) = self.engine().await
        {
            reaped += engine.executor.reap().await.unwrap_or_default();
        }
        reaped
    }
}

/// Whether a killed run may have left containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suspicion {
    Containers,
    None,
}

impl fmt::Debug for Executors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executors")
            .field("choice", &self.choice)
            .finish_non_exhaustive()
    }
}

struct NoEngine;

#[async_trait]
impl Connect for NoEngine {
    async fn connect(&self) -> Result<Connection, SandboxError> {
        Err(SandboxError::NoEngine {
            tried: "none is configured".to_owned(),
        })
    }
}
