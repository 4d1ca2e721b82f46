//! Containers beside a job that run to their end.

use std::sync::Arc;

use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::query_parameters::{AttachContainerOptionsBuilder, KillContainerOptionsBuilder};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use maillon_model::container::Extras;
use maillon_model::event::Phase;
use maillon_model::job::Image;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::auth::Registries;
use super::connect::{Engine, refused, status, words};
use super::container::{Plan, Wanted};
use super::image::Puller;
use super::labels::Labels;
use crate::{Access, ContainerOrder, Ending, Exit, Mount, Output, ProgressSink, SandboxError};

/// Runs a container. The work is on a task of its own, so that the container is ended and removed
/// also where the caller is dropped.
pub(super) async fn run(
    engine: &Arc<Engine>,
    registries: &Registries,
    order: ContainerOrder,
    output: Output,
    cancel: &CancellationToken,
) -> Result<Exit, SandboxError> {
    let abandoned = CancellationToken::new();
    let task = Task {
        engine: Arc::clone(engine),
        registries: registries.clone(),
        labels: Labels::of(&order.belongs),
        order,
        output,
        cancel: cancel.clone(),
        abandoned: abandoned.clone(),
    };
    let _guard = abandoned.drop_guard();
    let ended = tokio::spawn(task.run()).await;
    ended.unwrap_or_else(|error| {
        Err(SandboxError::Io {
            doing: "run a container".to_owned(),
            source: std::io::Error::other(error),
        })
    })
}

struct Task {
    engine: Arc<Engine>,
    registries: Registries,
    labels: Labels,
    order: ContainerOrder,
    output: Output,
    cancel: CancellationToken,
    /// Nobody waits for the result any more.
    abandoned: CancellationToken,
}

impl Task {
    async fn run(self) -> Result<Exit, SandboxError> {
        if self.cancel.is_cancelled() {
            return Ok(Exit::Canceled);
        }
        let wanted = Wanted::of(&self.order.image)?;
        match self.pull(&wanted).await {
            Err(SandboxError::Canceled) => return Ok(Exit::Canceled),
            pulled => pulled?,
        }
        let plan = Plan::beside(&self.order, &wanted, &self.labels);
        let exit = self.start(plan).await;
        self.hand_back().await;
        // What can't be removed now is reaped later; it does not change how the container ended.
        let _ = self.labels.remove_all(&self.engine).await;
        exit
    }

    /// Makes the host's user the owner of what the container's root wrote, where they differ and the
    /// image has the program for it. What goes wrong shows when somebody needs a file.
    async fn hand_back(&self) {
        let user = rustix::process::getuid();
        if user.is_root() || self.engine.is_rootless().await {
            return;
        }
        let owner = format!("{}:{}", user.as_raw(), rustix::process::getgid().as_raw());
        let mut order = chown(&self.order);
        let Ok(wanted) = Wanted::of(&order.image) else {
            return;
        };
        let folders = written(&order);
        let args = ["-R".to_owned(), owner].into_iter().chain(folders);
        order.args = Some(args.collect());
        let mut plan = Plan::beside(&order, &wanted, &self.labels);
        plan.name.push_str("-owner");
        if let Ok(id) = plan.start(&self.engine).await {
            let _ = self.until_ended(&id).await;
        }
    }

    async fn pull(&self, wanted: &Wanted) -> Result<(), SandboxError> {
        let (lines, mut heard) = mpsc::unbounded_channel();
        let progress = Lines(lines);
        let puller = Puller {
            engine: &self.engine,
            registries: &self.registries,
            progress: &progress,
            cancel: &self.cancel,
        };
        let ensuring = puller.ensure(&wanted.image);
        tokio::pin!(ensuring);
        let ensured = loop {
            tokio::select! {
                Some(line) = heard.recv() => self.print(line).await,
                () = self.abandoned.cancelled() => break Err(SandboxError::Canceled),
                ensured = &mut ensuring => break ensured,
            }
        };
        while let Ok(line) = heard.try_recv() {
            self.print(line).await;
        }
        ensured.map(drop)
    }

    async fn print(&self, line: String) {
        let _ = self.output.send(Bytes::from(line + "\n")).await;
    }

    async fn start(&self, plan: Plan) -> Result<Exit, SandboxError> {
        let id = plan.create(&self.engine).await?;
        let options = AttachContainerOptionsBuilder::new()
            .stream(true)
            .stdout(true)
            .stderr(true)
            .build();
        let attached = self
            .engine
            .docker
            .attach_container(&id, Some(options))
            .await;
        let pieces = attached.map_err(refused("attach to a container"))?.output;
        if let Err(error) = self.engine.docker.start_container(&id, None).await {
            return self.not_started(error).await;
        }
        self.see_through(&id, pieces).await
    }

    /// Says like a shell that a program can't be started.
    async fn not_started(&self, error: Error) -> Result<Exit, SandboxError> {
        let why = words(&error);
        let code = match status(&error) {
            Some(400..500) if missing(&why) => 127,
            Some(400..500) if why.contains("permission denied") => 126,
            _ => return Err(refused("start a container")(error)),
        };
        self.print(why).await;
        Ok(Exit::Code(code))
    }

    async fn see_through(
        &self,
        id: &str,
        pieces: impl Stream<Item = Result<LogOutput, Error>> + Unpin,
    ) -> Result<Exit, SandboxError> {
        let closed = CancellationToken::new();
        let forward = async {
            self.forward(pieces).await;
            closed.cancel();
        };
        let supervise = async {
            tokio::select! {
                () = closed.cancelled() => self.until_ended(id).await.map(Exit::Code),
                () = self.cancel.cancelled() => self.end(id, self.order.ending, &closed).await,
                () = self.abandoned.cancelled() => self.kill(id, "KILL").await.map(|()| Exit::Canceled),
            }
        };
        let (exit, ()) = tokio::join!(supervise, forward);
        exit
    }

    /// Where nobody listens any more, output is lost: the container must not hang on that.
    async fn forward(&self, mut pieces: impl Stream<Item = Result<LogOutput, Error>> + Unpin) {
        while let Some(Ok(piece)) = pieces.next().await {
            let _ = self.output.send(piece.into_bytes()).await;
        }
    }

    async fn until_ended(&self, id: &str) -> Result<i32, SandboxError> {
        let mut ended = self.engine.docker.wait_container(id, None);
        let code = match ended.next().await {
            Some(Ok(ended)) => ended.status_code,
            Some(Err(Error::DockerContainerWaitError { code, .. })) => code,
            Some(Err(error)) => return Err(refused("wait for a container")(error)),
            None => 0,
        };
        Ok(i32::try_from(code).unwrap_or(1))
    }

    /// The signals that are asked for, and at last the kill signal.
    async fn end(
        &self,
        id: &str,
        ending: Ending,
        closed: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        let steps = ending.interrupt.map(|limit| ("INT", limit));
        for (signal, limit) in steps.into_iter().chain([("TERM", ending.terminate)]) {
            self.kill(id, signal).await?;
            let quiet = async {
                tokio::select! {
                    () = closed.cancelled() => {}
                    () = self.abandoned.cancelled() => {}
                }
            };
            if timeout(limit, quiet).await.is_ok() {
                break;
            }
        }
        self.kill(id, "KILL").await?;
        Ok(Exit::Canceled)
    }

    async fn kill(&self, id: &str, signal: &str) -> Result<(), SandboxError> {
        let options = KillContainerOptionsBuilder::new().signal(signal).build();
        match self.engine.docker.kill_container(id, Some(options)).await {
            // It ended by itself.
            Err(error) if matches!(status(&error), Some(404 | 409)) => Ok(()),
            other => other.map_err(refused("end a container")),
        }
    }
}

/// The same folders for another program of the image.
fn chown(order: &ContainerOrder) -> ContainerOrder {
    let image = Image {
        entrypoint: Some(vec!["chown".to_owned()]),
        user: Some("0".to_owned()),
        extras: Extras::default(),
        ..order.image.clone()
    };
    ContainerOrder {
        image,
        env: Vec::new(),
        workdir: "/".into(),
        network: None,
        ..order.clone()
    }
}

/// The folders that the container could write to.
fn written(order: &ContainerOrder) -> Vec<String> {
    let writable = |mount: &&Mount| mount.access == Access::ReadWrite;
    let mounts = order.mounts.iter().filter(writable);
    mounts
        .map(|mount| mount.guest.display().to_string())
        .collect()
}

fn missing(why: &str) -> bool {
    let texts = ["not found", "no such file or directory"];
    texts.iter().any(|text| why.contains(text))
}

/// Lines for the container's output.
struct Lines(mpsc::UnboundedSender<String>);

impl ProgressSink for Lines {
    fn progress(&self, _phase: Phase, _done: u64, _total: Option<u64>) {}

    fn line(&self, text: &str) {
        let _ = self.0.send(text.to_owned());
    }
}
