//! What the containers of a sandbox are made of.

use std::collections::HashMap;

use bollard::models::{
    ContainerCreateBody, EndpointSettings, HealthConfig, HostConfig, ImageInspect, Mount,
    MountType, NetworkingConfig,
};
use bollard::query_parameters::{CreateContainerOptionsBuilder, LogsOptionsBuilder};
use futures_util::StreamExt;
use maillon_model::job::{Image, Service};
use maillon_model::spec::service_hostnames;

use super::connect::{Engine, refused};
use super::labels::Labels;
use super::sandbox::Guest;
use crate::{SandboxError, SandboxOrder};

/// The first line of a job's container: its entrypoint did its work and started the command.
pub(super) const READY: &str = "maillon: the container is ready";
/// Keeps the job's container alive. As process 1 it inherits orphans; `wait` buries them.
const KEEP_ALIVE: &str = "echo 'maillon: the container is ready'; trap 'exit 0' TERM; \
     while :; do sleep 86400 & wait $!; done";
/// How often a service's own health check runs, in nanoseconds: images say up to 30 seconds.
const HEALTH_INTERVAL: i64 = 1_000_000_000;

/// A container about to be made.
pub(super) struct Plan {
    pub(super) name: String,
    platform: String,
    body: ContainerCreateBody,
}

impl Plan {
    /// The job's container.
    pub(super) fn job(order: &SandboxOrder, image: &Image, labels: &Labels, guest: &Guest) -> Self {
        let mut plan = Self::common(order, image, labels, guest);
        plan.name.clone_from(&labels.name);
        plan.body.cmd = Some(["sh", "-c", KEEP_ALIVE].map(str::to_owned).into());
        plan.body.env = Some(pairs(job_environment(order)));
        plan.body.working_dir = Some(guest.workspace.display().to_string());
        plan
    }

    /// The container of a service.
    pub(super) fn service(
        order: &SandboxOrder,
        service: &Service,
        labels: &Labels,
        guest: &Guest,
    ) -> Self {
        let mut plan = Self::common(order, &service.image, labels, guest);
        let alias = service_hostnames(service)
            .into_iter()
            .next()
            .unwrap_or_default();
        plan.name = format!("{}-{}", labels.name, safe(&alias));
        plan.body.cmd.clone_from(&service.command);
        let own = service
            .variables
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        let env: HashMap<String, String> = order.env.iter().cloned().chain(own).collect();
        plan.body.env = Some(pairs(env));
        plan.body.healthcheck = Some(HealthConfig {
            interval: Some(HEALTH_INTERVAL),
            ..HealthConfig::default()
        });
        plan
    }

    fn common(order: &SandboxOrder, image: &Image, labels: &Labels, guest: &Guest) -> Self {
        let body = ContainerCreateBody {
            image: Some(image.name.clone()),
            entrypoint: image.entrypoint.as_deref().map(entrypoint),
            user: image.user.clone(),
            labels: Some(labels.map()),
            host_config: Some(HostConfig {
                mounts: Some(mounts(order, guest)),
                // Otherwise SELinux denies the container the workspace.
                security_opt: Some(vec!["label=disable".to_owned()]),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let platform = image.platform.clone().unwrap_or_default();
        Self {
            name: String::new(),
            platform,
            body,
        }
    }

    /// Puts the container into a network, where it is known under these names.
    pub(super) fn join(mut self, network: &str, aliases: Vec<String>) -> Self {
        let endpoint = EndpointSettings {
            aliases: Some(aliases),
            ..EndpointSettings::default()
        };
        let endpoints = HashMap::from([(network.to_owned(), endpoint)]);
        self.body.networking_config = Some(NetworkingConfig {
            endpoints_config: Some(endpoints),
        });
        if let Some(host) = &mut self.body.host_config {
            host.network_mode = Some(network.to_owned());
        }
        self
    }

    /// Makes and starts it; returns its id.
    pub(super) async fn start(self, engine: &Engine) -> Result<String, SandboxError> {
        let doing = format!("start container {}", self.name);
        let options = CreateContainerOptionsBuilder::new()
            .name(&self.name)
            .platform(&self.platform);
        let created = engine
            .docker
            .create_container(Some(options.build()), self.body)
            .await;
        let id = created.map_err(refused(doing.clone()))?.id;
        let started = engine.docker.start_container(&id, None).await;
        started.map_err(refused(doing))?;
        Ok(id)
    }
}

/// An empty list means to an engine "the image's own"; one empty text means none.
fn entrypoint(given: &[String]) -> Vec<String> {
    if given.is_empty() {
        vec![String::new()]
    } else {
        given.to_vec()
    }
}

/// Whether something runs before the container's command.
pub(super) fn has_entrypoint(image: &Image, found: &ImageInspect) -> bool {
    let own = found
        .config
        .as_ref()
        .and_then(|config| config.entrypoint.clone());
    let entrypoint = image.entrypoint.clone().or(own).unwrap_or_default();
    entrypoint.iter().any(|word| !word.is_empty())
}

/// Git refuses a workspace that belongs to another user, unless it is told not to.
fn job_environment(order: &SandboxOrder) -> HashMap<String, String> {
    let git = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "safe.directory"),
        ("GIT_CONFIG_VALUE_0", "*"),
    ];
    let git = git.map(|(name, value)| (name.to_owned(), value.to_owned()));
    git.into_iter().chain(order.env.iter().cloned()).collect()
}

pub(super) fn pairs(env: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    env.into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

fn mounts(order: &SandboxOrder, guest: &Guest) -> Vec<Mount> {
    let own = [
        (&order.workspace, &guest.workspace),
        (&order.private, &guest.private),
    ];
    let more = order.mounts.iter().map(|mount| (&mount.host, &mount.guest));
    let bind = |(host, guest): (&std::path::PathBuf, &std::path::PathBuf)| Mount {
        typ: Some(MountType::BIND),
        source: Some(host.display().to_string()),
        target: Some(guest.display().to_string()),
        ..Mount::default()
    };
    let read_only = |mount: Mount| Mount {
        read_only: Some(true),
        ..mount
    };
    let more = more.map(bind).map(read_only);
    own.into_iter().map(bind).chain(more).collect()
}

/// A part of a container's name.
fn safe(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(safe).collect()
}

/// The last lines that a container printed.
pub(super) async fn last_lines(engine: &Engine, id: &str, count: usize) -> Vec<String> {
    let tail = count.to_string();
    let options = LogsOptionsBuilder::new()
        .stdout(true)
        .stderr(true)
        .tail(&tail);
    let mut log = engine.docker.logs(id, Some(options.build()));
    let mut text = Vec::new();
    while let Some(Ok(piece)) = log.next().await {
        text.extend_from_slice(&piece.into_bytes());
    }
    String::from_utf8_lossy(&text)
        .lines()
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ImageConfig;

    #[test]
    fn no_entrypoint_is_one_empty_text() {
        assert_eq!(entrypoint(&[]), [""]);
        assert_eq!(entrypoint(&["sh".to_owned()]), ["sh"]);
    }

    #[test]
    fn the_jobs_entrypoint_goes_before_the_images() {
        let found = ImageInspect {
            config: Some(ImageConfig {
                entrypoint: Some(vec!["/init".to_owned()]),
                ..ImageConfig::default()
            }),
            ..ImageInspect::default()
        };
        let mut image = Image::named("a");
        assert!(has_entrypoint(&image, &found));
        assert!(!has_entrypoint(&image, &ImageInspect::default()));
        image.entrypoint = Some(vec![String::new()]);
        assert!(!has_entrypoint(&image, &found));
    }

    #[test]
    fn the_keep_alive_command_says_the_ready_line_first() {
        assert!(KEEP_ALIVE.starts_with(&format!("echo '{READY}';")));
    }
}
