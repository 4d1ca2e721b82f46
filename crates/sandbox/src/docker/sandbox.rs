//! One sandbox of the docker executor.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bollard::models::ImageInspect;
use bollard::query_parameters::LogsOptionsBuilder;
use futures_util::StreamExt;
use maillon_model::job::Image;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::auth::Registries;
use super::connect::{Engine, refused};
use super::container::{Plan, READY, Wanted, has_entrypoint, last_lines};
use super::exec::{self, Pieces};
use super::host_ports::HostPorts;
use super::image::Puller;
use super::labels::Labels;
use super::options::push;
use super::services::{self, Beside};
use crate::{
    Exec, Exit, Output, ProgressSink, RunningService, Sandbox, SandboxError, SandboxOrder,
    ServiceLog, Services,
};

/// How long an entrypoint may take before it starts the container's command.
const ENTRYPOINT: Duration = Duration::from_mins(2);

/// How often, and after which time, a container that was ended is tried to be started again.
const PATIENCE: u32 = 5;
const LOOK: Duration = Duration::from_millis(200);

/// Gives the job's folders to its user. The host's user, who may be another, adds files later.
const LEND: &str = r#"chown -R "$1" "$2" "$3" && find "$2" "$3" -type d -exec chmod a+rwx {} +"#;

/// Where the job finds its folders.
#[derive(Clone, Debug)]
pub(super) struct Guest {
    pub(super) workspace: PathBuf,
    pub(super) private: PathBuf,
}

impl Guest {
    fn of(order: &SandboxOrder) -> Self {
        let workspace = order.guest_workspace.clone();
        let mut private = workspace.clone().into_os_string();
        private.push(".tmp");
        Self {
            workspace,
            private: private.into(),
        }
    }
}

/// A sandbox that is about to open.
pub(super) struct Opening<'a> {
    pub(super) engine: &'a Arc<Engine>,
    pub(super) registries: &'a Registries,
    pub(super) order: &'a SandboxOrder,
    pub(super) labels: &'a Labels,
    pub(super) ports: &'a HostPorts,
    pub(super) progress: &'a dyn ProgressSink,
    pub(super) cancel: &'a CancellationToken,
}

impl Opening<'_> {
    pub(super) fn puller(&self) -> Puller<'_> {
        Puller {
            engine: self.engine,
            registries: self.registries,
            progress: self.progress,
            cancel: self.cancel,
        }
    }

    /// The engine is never left while it makes something, so that all of it can be removed.
    pub(super) async fn open(&self) -> Result<DockerSandbox, SandboxError> {
        self.go_on()?;
        let owner = self.owner()?;
        let wanted = Wanted::of(self.image()?)?;
        let image = &wanted.image;
        let found = self.puller().ensure(image).await?;
        let guest = Guest::of(self.order);
        let beside = services::start_all(self, &guest).await?;
        self.go_on()?;
        let mut plan = Plan::job(self.order, &wanted, self.labels, &guest);
        push(&mut plan.aliases, "build".to_owned());
        if let Some(network) = beside.network() {
            plan = plan.join(network);
        }
        let container = plan.start(self.engine).await;
        let container = container.map_err(|error| without_shell(error, image))?;
        if has_entrypoint(image, &found) {
            self.wait_for_entrypoint(image, &container).await?;
        }
        let lent = self
            .lend(user_of(image, &found), &container, &guest)
            .await?;
        Ok(DockerSandbox {
            engine: Arc::clone(self.engine),
            guest,
            container,
            beside,
            image: image.name.clone(),
            owner,
            lent,
            readers: Mutex::default(),
        })
    }

    /// Just the services. There is no folder that they could share.
    pub(super) async fn open_services(&self) -> Result<Beside, SandboxError> {
        self.go_on()?;
        services::start_all(self, &Guest::of(self.order)).await
    }

    fn go_on(&self) -> Result<(), SandboxError> {
        if self.cancel.is_cancelled() {
            Err(SandboxError::Canceled)
        } else {
            Ok(())
        }
    }

    fn image(&self) -> Result<&Image, SandboxError> {
        self.order
            .image
            .as_ref()
            .ok_or_else(|| SandboxError::Image {
                image: "(none)".to_owned(),
                why: "the docker executor needs one: add `image:` to the job or to `default:`, or take the executor auto".to_owned(),
            })
    }

    /// As in GitLab, an entrypoint runs before the job and must start the command that it is given.
    async fn wait_for_entrypoint(&self, image: &Image, id: &str) -> Result<(), SandboxError> {
        let ready = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(SandboxError::Canceled),
            ready = timeout(ENTRYPOINT, self.hear_entrypoint(id)) => ready,
        };
        let why = match ready {
            Ok(true) => return Ok(()),
            Ok(false) => "its entrypoint ended instead of starting the command that it was given",
            Err(_) => "its entrypoint did not start the command that it was given",
        };
        let log = last_lines(self.engine, id, 10).await.join("\n");
        let why = format!("{why}; `entrypoint: [\"\"]` does without it. Its output:\n{log}");
        Err(SandboxError::Image {
            image: image.name.clone(),
            why,
        })
    }

    fn owner(&self) -> Result<(u32, u32), SandboxError> {
        let workspace = &self.order.workspace;
        let found = std::fs::metadata(workspace).map_err(|source| SandboxError::Io {
            doing: format!("look at {}", workspace.display()),
            source,
        })?;
        Ok((found.uid(), found.gid()))
    }

    /// An image may have a user of its own who can't write the workspace: then it is theirs until it
    /// is handed back.
    async fn lend(&self, user: &str, id: &str, guest: &Guest) -> Result<Lent, SandboxError> {
        let folders = [&guest.workspace, &guest.private].map(|it| it.display().to_string());
        let [workspace, private] = &folders;
        let writable = [
            "sh",
            "-c",
            r#"test -w "$1" && test -w "$2""#,
            "sh",
            workspace,
            private,
        ];
        let is_root = matches!(user.split(':').next(), None | Some("" | "0" | "root"));
        if is_root || exec::quietly_as(user, self.engine, id, &writable).await?.0 == 0 {
            return Ok(Lent::No);
        }
        let argv = ["sh", "-c", LEND, "sh", user, workspace, private];
        match exec::quietly(self.engine, id, &argv).await? {
            (0, _) => Ok(Lent::Yes),
            (_, why) => Err(SandboxError::Engine {
                doing: format!("give the workspace to {user}, the user of the image"),
                why,
            }),
        }
    }

    /// Passes on what an entrypoint prints; returns whether the command started in the end.
    async fn hear_entrypoint(&self, id: &str) -> bool {
        let options = LogsOptionsBuilder::new()
            .follow(true)
            .stdout(true)
            .stderr(true)
            .build();
        let mut log = self.engine.docker.logs(id, Some(options));
        while let Some(Ok(piece)) = log.next().await {
            let text = String::from_utf8_lossy(&piece.into_bytes()).into_owned();
            for line in text.lines() {
                if line == READY {
                    return true;
                }
                self.progress.line(line);
            }
        }
        false
    }
}

/// The user of a container's commands, as the job or else the image says.
fn user_of<'a>(image: &'a Image, found: &'a ImageInspect) -> &'a str {
    let of_image = || found.config.as_ref()?.user.as_deref();
    image.user.as_deref().or_else(of_image).unwrap_or_default()
}

/// Whether the workspace belongs to the container's user for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lent {
    No,
    Yes,
}

/// Says in plain words what an engine says of an image that is nothing but a program.
fn without_shell(error: SandboxError, image: &Image) -> SandboxError {
    match error {
        SandboxError::Engine { why, .. } | SandboxError::Options { why, .. }
            if why.contains("exec: \"sh\"") =>
        {
            SandboxError::Image {
                image: image.name.clone(),
                why: "it has no `sh`, which runs a job's commands".to_owned(),
            }
        }
        other => other,
    }
}

/// The container of one try of a job.
#[derive(Debug)]
pub(super) struct DockerSandbox {
    engine: Arc<Engine>,
    guest: Guest,
    container: String,
    beside: Beside,
    image: String,
    /// The user and group of the workspace on the host.
    owner: (u32, u32),
    lent: Lent,
    readers: Mutex<Vec<AbortHandle>>,
}

impl DockerSandbox {
    /// Keeps the output of what a command left behind flowing, so that it lives on.
    fn keep_reading(&self, mut pieces: Pieces) {
        let discard = async move { while let Some(Ok(_)) = pieces.next().await {} };
        let reader = tokio::spawn(discard).abort_handle();
        self.readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(reader);
    }

    async fn give_to(&self, user: &str) -> Result<(), SandboxError> {
        let doing = format!(
            "give the job's files back to user {user} in image {}",
            self.image
        );
        // No harm where it still runs.
        let started = self
            .engine
            .docker
            .start_container(&self.container, None)
            .await;
        started.map_err(refused(doing.clone()))?;
        let folders = [&self.guest.workspace, &self.guest.private];
        let [workspace, private] = &folders.map(|it| it.display().to_string());
        let argv = ["chown", "-R", user, workspace, private];
        match exec::quietly(&self.engine, &self.container, &argv).await? {
            (0, _) => Ok(()),
            (_, why) => Err(SandboxError::Engine { doing, why }),
        }
    }

    /// To whom the files go back, as the container's root sees that user; None: they need not.
    async fn host_user(&self) -> Option<String> {
        if rustix::process::getuid().is_root() && self.lent == Lent::No {
            return None;
        }
        let (user, group) = self.owner;
        let rootless = self.engine.is_rootless().await;
        Some(if rootless {
            "0:0".to_owned()
        } else {
            format!("{user}:{group}")
        })
    }
}

#[async_trait]
impl Sandbox for DockerSandbox {
    fn workspace(&self) -> &Path {
        &self.guest.workspace
    }

    fn private(&self) -> &Path {
        &self.guest.private
    }

    async fn exec(
        &self,
        exec: Exec,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        if cancel.is_cancelled() {
            return Ok(Exit::Canceled);
        }
        let (exit, left) = exec::run(&self.engine, &self.container, exec, &output, cancel).await?;
        if let Some(pieces) = left {
            self.keep_reading(pieces);
        }
        Ok(exit)
    }

    async fn hand_back(&self) -> Result<(), SandboxError> {
        let Some(user) = self.host_user().await else {
            return Ok(());
        };
        for _ in 1..PATIENCE {
            if self.give_to(&user).await.is_ok() {
                return Ok(());
            }
            // The job may have ended the container, which takes a moment to be dead.
            sleep(LOOK).await;
        }
        self.give_to(&user).await
    }

    fn services(&self) -> &[RunningService] {
        self.beside.running()
    }

    fn network(&self) -> Option<&str> {
        self.beside.network()
    }

    fn container(&self) -> Option<&str> {
        Some(&self.container)
    }

    async fn service_logs(&self) -> Vec<ServiceLog> {
        self.beside.logs().await
    }

    async fn close(&self) -> Result<(), SandboxError> {
        let removed = self.beside.close().await;
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        for reader in readers.drain(..) {
            reader.abort();
        }
        removed
    }
}
