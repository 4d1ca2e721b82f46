//! Starts services and waits until they answer.

use std::time::Duration;

use bollard::errors::Error;
use bollard::models::{ContainerInspectResponse, HealthStatusEnum, ImageInspect};
use futures_util::future::join_all;
use maillon_model::event::Phase;
use maillon_model::job::Service;
use maillon_model::spec::service_hostnames;
use tokio::time::{sleep, timeout};

use super::connect::{Engine, words};
use super::container::{Plan, last_lines};
use super::ports::{self, Listening};
use super::sandbox::{Guest, Opening};
use crate::{SandboxError, ServiceLog};

/// How often a service is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How many lines of its log are shown.
const LINES: usize = 50;

/// A service that was started.
struct Started<'a> {
    service: &'a Service,
    id: String,
    ports: Vec<u16>,
}

/// A service's image and its container, to ask for its log later.
#[derive(Clone, Debug)]
pub(super) struct Container {
    service: String,
    id: String,
}

impl Container {
    pub(super) async fn log(&self, engine: &Engine) -> ServiceLog {
        let lines = last_lines(engine, &self.id, LINES).await;
        ServiceLog {
            service: self.service.clone(),
            lines,
        }
    }
}

impl Started<'_> {
    fn container(self) -> Container {
        Container {
            service: self.service.image.name.clone(),
            id: self.id,
        }
    }
}

/// What became of waiting.
enum Waited {
    Ready,
    /// It runs, but whether it answers can't be known.
    Unknown,
    Failed(String),
}

/// Starts all services of an order in its network and waits for them.
pub(super) async fn start_all(
    opening: &Opening<'_>,
    network: &str,
    guest: &Guest,
) -> Result<Vec<Container>, SandboxError> {
    let services = &opening.order.services;
    let mut images = Vec::new();
    for service in services {
        images.push(opening.puller().ensure(&service.image).await?);
    }
    let pairs = services.iter().zip(&images);
    // Not try_join: that would give up while the engine still makes a container.
    let started =
        join_all(pairs.map(|(service, image)| start(opening, service, image, network, guest)));
    let started = started.await.into_iter().collect::<Result<Vec<_>, _>>()?;
    tokio::select! {
        biased;
        () = opening.cancel.cancelled() => return Err(SandboxError::Canceled),
        () = wait_all(opening, &started) => {}
    }
    Ok(started.into_iter().map(Started::container).collect())
}

async fn start<'a>(
    opening: &Opening<'_>,
    service: &'a Service,
    image: &ImageInspect,
    network: &str,
    guest: &Guest,
) -> Result<Started<'a>, SandboxError> {
    let plan = Plan::service(opening.order, service, opening.labels, guest);
    let plan = plan.join(network, service_hostnames(service));
    let id = plan
        .start(opening.engine)
        .await
        .map_err(|error| failed(service, &error))?;
    let ports = ports::declared(image, variable(opening, service, "HEALTHCHECK_TCP_PORT"));
    Ok(Started { service, id, ports })
}

fn failed(service: &Service, error: &SandboxError) -> SandboxError {
    let why = match error {
        SandboxError::Engine { why, .. } => why.clone(),
        other => other.to_string(),
    };
    SandboxError::Service {
        service: service.image.name.clone(),
        why,
    }
}

fn variable<'a>(opening: &'a Opening<'_>, service: &'a Service, name: &str) -> Option<&'a str> {
    let of_job = || opening.order.env.iter().rev().find(|(key, _)| key == name);
    let own = service.variables.get(name);
    own.or_else(|| of_job().map(|(_, value)| value))
        .map(String::as_str)
}

async fn wait_all(opening: &Opening<'_>, started: &[Started<'_>]) {
    let total = started.len() as u64;
    opening.progress.progress(Phase::Services, 0, Some(total));
    let waits = started.iter().map(|it| wait(opening, it));
    for (number, (it, waited)) in (1..).zip(started.iter().zip(join_all(waits).await)) {
        report(opening, it, waited).await;
        opening
            .progress
            .progress(Phase::Services, number, Some(total));
    }
}

async fn wait(opening: &Opening<'_>, started: &Started<'_>) -> Waited {
    let limit = opening.order.services_limit;
    match timeout(limit, until_ready(opening.engine, started)).await {
        Ok(waited) => waited,
        Err(_) => Waited::Failed(format!(
            "it does not answer after {} s",
            limit.as_secs_f32()
        )),
    }
}

async fn until_ready(engine: &Engine, started: &Started<'_>) -> Waited {
    loop {
        let looked = match engine.docker.inspect_container(&started.id, None).await {
            Ok(container) => look(engine, started, &container).await,
            // Podman has states in between that the client does not know: they pass.
            Err(Error::JsonDataError { .. }) => None,
            Err(error) => Some(Waited::Failed(words(&error))),
        };
        if let Some(waited) = looked {
            return waited;
        }
        sleep(LOOK).await;
    }
}

/// One look; None: not yet. The image's health check counts, or else an open port.
async fn look(
    engine: &Engine,
    started: &Started<'_>,
    container: &ContainerInspectResponse,
) -> Option<Waited> {
    let state = container.state.clone().unwrap_or_default();
    if state.running == Some(false) {
        return Some(ended(started, state.exit_code.unwrap_or_default()));
    }
    match state.health.and_then(|health| health.status) {
        Some(HealthStatusEnum::HEALTHY) => return Some(Waited::Ready),
        Some(HealthStatusEnum::STARTING | HealthStatusEnum::UNHEALTHY) => return None,
        _ if started.ports.is_empty() => return Some(Waited::Ready),
        _ => {}
    }
    match ports::listening(engine, &started.id, container, &started.ports).await {
        Listening::Yes => Some(Waited::Ready),
        Listening::No => None,
        Listening::Unknown => Some(Waited::Unknown),
    }
}

/// One that declares no port may be a task that is done.
fn ended(started: &Started<'_>, code: i64) -> Waited {
    if code == 0 && started.ports.is_empty() {
        return Waited::Ready;
    }
    Waited::Failed(format!("it ended with exit code {code}"))
}

async fn report(opening: &Opening<'_>, started: &Started<'_>, waited: Waited) {
    let name = &started.service.image.name;
    let line = |text: &str| opening.progress.line(text);
    match waited {
        Waited::Ready => {}
        Waited::Unknown => line(&format!(
            "service {name}: not waited for, its ports can't be seen"
        )),
        Waited::Failed(why) => {
            line(&format!(
                "WARNING: Service {name} probably didn't start properly: {why}"
            ));
            line("Service container logs:");
            let log = last_lines(opening.engine, &started.id, LINES).await;
            for text in &log {
                line(text);
            }
            line("*********");
        }
    }
}
