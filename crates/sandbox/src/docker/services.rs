//! Starts services and waits until they answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bollard::errors::Error;
use bollard::models::{
    ContainerInspectResponse, Health, HealthStatusEnum, ImageInspect, NetworkCreateRequest,
};
use futures_util::future::join_all;
use maillon_model::event::Phase;
use maillon_model::job::Service;
use maillon_model::spec::service_hostnames;
use tokio::time::{sleep, timeout};

use super::connect::{Engine, refused, words};
use super::container::{Plan, Wanted, last_lines};
use super::host_ports::Held;
use super::labels::Labels;
use super::ports::{self, Listening};
use super::sandbox::{Guest, Opening};
use crate::{RunningService, SandboxError, ServiceLog, ServiceTerms, Services};

/// How often a service is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long one without a health check may take on GitHub's terms: there nobody waits for it.
const UNASKED: Duration = Duration::from_secs(10);
/// How many lines of its log are shown.
const LINES: usize = 50;

/// A service that was started.
struct Started<'a> {
    service: &'a Service,
    id: String,
    ports: Vec<u16>,
}

/// What runs beside a job.
#[derive(Debug)]
pub(super) struct Beside {
    engine: Arc<Engine>,
    labels: Labels,
    network: Option<String>,
    running: Vec<RunningService>,
    /// The image of each.
    images: Vec<String>,
    held: Mutex<Vec<Held>>,
}

/// What became of waiting.
enum Waited {
    Ready,
    /// It runs, but whether it answers can't be known.
    Unknown,
    /// It does not answer, or ended.
    Failed(String),
    /// Its health check says so.
    Unhealthy(String),
}

#[async_trait]
impl Services for Beside {
    fn running(&self) -> &[RunningService] {
        &self.running
    }

    fn network(&self) -> Option<&str> {
        self.network.as_deref()
    }

    async fn logs(&self) -> Vec<ServiceLog> {
        let services = self.running.iter().zip(&self.images);
        join_all(services.map(|(running, image)| self.log(running, image))).await
    }

    /// Removes everything with the sandbox's labels, also the job's own container.
    async fn close(&self) -> Result<(), SandboxError> {
        let removed = self.labels.remove_all(&self.engine).await;
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        removed
    }
}

impl Beside {
    async fn log(&self, running: &RunningService, image: &str) -> ServiceLog {
        ServiceLog {
            service: image.to_owned(),
            lines: last_lines(&self.engine, &running.container, LINES).await,
        }
    }
}

/// Starts all services of an order in a network of their own and waits for them.
pub(super) async fn start_all(
    opening: &Opening<'_>,
    guest: &Guest,
) -> Result<Beside, SandboxError> {
    let services = &opening.order.services;
    let mut beside = Beside {
        engine: Arc::clone(opening.engine),
        labels: opening.labels.clone(),
        network: None,
        running: Vec::new(),
        images: services.iter().map(|it| it.image.name.clone()).collect(),
        held: Mutex::default(),
    };
    if services.is_empty() {
        return Ok(beside);
    }
    let wanted = services.iter().map(|service| Wanted::of(&service.image));
    let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
    let mut images = Vec::new();
    for wanted in &wanted {
        images.push(opening.puller().ensure(&wanted.image).await?);
    }
    let ports = wanted.iter().flat_map(Wanted::host_ports).collect();
    let held = opening
        .ports
        .hold(ports, opening.progress, opening.cancel)
        .await?;
    beside.held = Mutex::new(held);
    let network = make_network(opening).await?;
    // Not try_join: that would give up while the engine still makes a container.
    let started = services.iter().zip(&wanted).zip(&images);
    let started = started
        .map(|((service, wanted), image)| start(opening, service, wanted, image, &network, guest));
    let started = join_all(started)
        .await
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    beside.network = Some(network);
    tokio::select! {
        biased;
        () = opening.cancel.cancelled() => return Err(SandboxError::Canceled),
        result = wait_all(opening, &started) => result?,
    }
    for it in &started {
        beside.running.push(running(opening.engine, it).await?);
    }
    Ok(beside)
}

async fn make_network(opening: &Opening<'_>) -> Result<String, SandboxError> {
    let name = opening.labels.name.clone();
    let request = NetworkCreateRequest {
        name: name.clone(),
        labels: Some(opening.labels.map()),
        ..NetworkCreateRequest::default()
    };
    let created = opening.engine.docker.create_network(request).await;
    created.map_err(refused(format!("create network {name}")))?;
    Ok(name)
}

async fn start<'a>(
    opening: &Opening<'_>,
    service: &'a Service,
    wanted: &Wanted,
    image: &ImageInspect,
    network: &str,
    guest: &Guest,
) -> Result<Started<'a>, SandboxError> {
    let mut plan = Plan::service(opening.order, service, wanted, opening.labels, guest);
    plan.hasten(image);
    let id = plan
        .join(network)
        .start(opening.engine)
        .await
        .map_err(|error| failed(service, &error))?;
    let mut ports = ports::declared(image, variable(opening, service, "HEALTHCHECK_TCP_PORT"));
    ports.extend(wanted.ports());
    Ok(Started { service, id, ports })
}

/// Which ports of this machine lead to it is known once it runs.
async fn running(engine: &Engine, started: &Started<'_>) -> Result<RunningService, SandboxError> {
    let Started { service, id, .. } = started;
    let names = service_hostnames(service);
    let alias = names.into_iter().next().unwrap_or_default();
    let asked = engine.docker.inspect_container(id, None).await;
    let container = asked.map_err(refused(format!("look at service {alias}")))?;
    Ok(RunningService {
        alias,
        container: id.clone(),
        ports: ports::published(&container),
    })
}

fn failed(service: &Service, error: &SandboxError) -> SandboxError {
    let why = match error {
        SandboxError::Engine { why, .. } | SandboxError::Options { why, .. } => why.clone(),
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

async fn wait_all(opening: &Opening<'_>, started: &[Started<'_>]) -> Result<(), SandboxError> {
    let (total, progress) = (started.len() as u64, opening.progress);
    progress.progress(Phase::Services, 0, Some(total));
    let waits = started.iter().map(|it| wait(opening, it));
    for (number, (it, waited)) in (1..).zip(started.iter().zip(join_all(waits).await)) {
        match waited {
            Waited::Unhealthy(why) if opening.order.terms == ServiceTerms::Apart => {
                return Err(unhealthy(opening, it, &why).await);
            }
            waited => report(opening, it, waited).await,
        }
        progress.progress(Phase::Services, number, Some(total));
    }
    Ok(())
}

/// GitHub has no limit where a health check is: that knows by itself when it has waited enough.
async fn wait(opening: &Opening<'_>, started: &Started<'_>) -> Waited {
    let limit = match opening.order.terms {
        ServiceTerms::Shared => opening.order.services_limit,
        ServiceTerms::Apart if has_check(opening.engine, started).await => Duration::MAX,
        ServiceTerms::Apart => opening.order.services_limit.min(UNASKED),
    };
    match timeout(
        limit,
        until_ready(opening.engine, started, opening.order.terms),
    )
    .await
    {
        Ok(waited) => waited,
        Err(_) => Waited::Failed(format!(
            "it does not answer after {} s",
            limit.as_secs_f32()
        )),
    }
}

async fn has_check(engine: &Engine, started: &Started<'_>) -> bool {
    let asked = engine.docker.inspect_container(&started.id, None).await;
    let health = asked
        .ok()
        .and_then(|container| container.state?.health?.status);
    !matches!(
        health,
        None | Some(HealthStatusEnum::NONE | HealthStatusEnum::EMPTY)
    )
}

async fn unhealthy(opening: &Opening<'_>, started: &Started<'_>, why: &str) -> SandboxError {
    let log = last_lines(opening.engine, &started.id, LINES)
        .await
        .join("\n");
    let log = match log.trim_end() {
        "" => "It printed nothing".to_owned(),
        log => format!("Its log:\n{log}"),
    };
    SandboxError::Service {
        service: started.service.image.name.clone(),
        why: format!("{why}. {log}"),
    }
}

async fn until_ready(engine: &Engine, started: &Started<'_>, terms: ServiceTerms) -> Waited {
    loop {
        let looked = match engine.docker.inspect_container(&started.id, None).await {
            Ok(container) => look(engine, started, &container, terms).await,
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
    terms: ServiceTerms,
) -> Option<Waited> {
    let state = container.state.clone().unwrap_or_default();
    let health = state.health.unwrap_or_default();
    if state.running == Some(false) {
        let code = state.exit_code.unwrap_or_default();
        // To an engine a health check that nobody makes any more has failed.
        let unhealthy = health.status == Some(HealthStatusEnum::UNHEALTHY);
        return Some(match terms {
            ServiceTerms::Apart if unhealthy => {
                Waited::Unhealthy(format!("it ended with exit code {code}"))
            }
            _ => ended(started, code),
        });
    }
    match health.status {
        Some(HealthStatusEnum::HEALTHY) => return Some(Waited::Ready),
        Some(HealthStatusEnum::UNHEALTHY) if terms == ServiceTerms::Apart => {
            return Some(Waited::Unhealthy(last_words(health)));
        }
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

/// What its health check printed last.
fn last_words(health: Health) -> String {
    let last = health.log.and_then(|mut log| log.pop()?.output);
    let last = last.unwrap_or_default();
    let words = last.trim();
    if words.is_empty() {
        "its health check fails".to_owned()
    } else {
        format!("its health check fails: {words}")
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
        Waited::Failed(why) | Waited::Unhealthy(why) => {
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
