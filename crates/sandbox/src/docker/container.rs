//! What the containers of a sandbox are made of.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use bollard::errors::Error;
use bollard::models::{
    ContainerCreateBody, EndpointSettings, HostConfig, ImageInspect, Mount, MountType,
    NetworkingConfig,
};
use bollard::query_parameters::{CreateContainerOptionsBuilder, LogsOptionsBuilder};
use futures_util::StreamExt;
use maillon_model::container::{CreateOption, PortMapping, Protocol, Text, parse_options};
use maillon_model::job::{Image, Service};
use maillon_model::spec::service_hostnames;

use tokio::time::sleep;

use super::connect::{Engine, refused, status, words};
use super::labels::Labels;
use super::sandbox::Guest;
use crate::{Access, ContainerOrder, SandboxError, SandboxOrder, ServiceTerms};

/// The first line of a job's container: its entrypoint did its work and started the command.
pub(super) const READY: &str = "maillon: the container is ready";
/// Keeps the job's container alive. As process 1 it inherits orphans; `wait` buries them.
const KEEP_ALIVE: &str = "echo 'maillon: the container is ready'; trap 'exit 0' TERM; \
     while :; do sleep 86400 & wait $!; done";

/// An image as a definition wants it, with the options that it has for its container.
pub(super) struct Wanted {
    pub(super) image: Image,
    options: Vec<CreateOption>,
}

impl Wanted {
    /// Options that say what the image itself may say go before that; only an entrypoint that the
    /// definition gives in its own key stands, as on GitHub.
    pub(super) fn of(image: &Image) -> Result<Self, SandboxError> {
        let mut image = image.clone();
        let mut options = Vec::new();
        let read = parse_options(&image.extras.options);
        for option in read.map_err(|error| wrong(&image, &error.to_string()))? {
            match option {
                CreateOption::Text(Text::User, user) => image.user = Some(user),
                CreateOption::Text(Text::Platform, platform) => image.platform = Some(platform),
                CreateOption::Text(Text::Entrypoint, program) => {
                    image.entrypoint.get_or_insert_with(|| vec![program]);
                }
                other => options.push(other),
            }
        }
        Ok(Self { image, options })
    }

    /// The ports of this machine that it takes.
    pub(super) fn host_ports(&self) -> impl Iterator<Item = u16> {
        self.published().filter_map(|port| port.host)
    }

    /// The TCP ports in the container that this machine sees.
    pub(super) fn ports(&self) -> impl Iterator<Item = u16> {
        let tcp = self
            .published()
            .filter(|port| port.protocol == Protocol::Tcp);
        tcp.map(|port| port.container)
    }

    fn published(&self) -> impl Iterator<Item = &PortMapping> {
        let options = self.options.iter().filter_map(|option| match option {
            CreateOption::Publish(port) => Some(port),
            _ => None,
        });
        self.image.extras.ports.iter().chain(options)
    }
}

fn wrong(image: &Image, why: &str) -> SandboxError {
    SandboxError::Options {
        image: image.name.clone(),
        why: why.to_owned(),
    }
}

/// How long an engine may take to write what an ended container printed.
const LOG_DELAY: Duration = Duration::from_millis(150);

/// A container about to be made.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) platform: String,
    /// The names that it has in its network.
    pub(super) aliases: Option<Vec<String>>,
    pub(super) body: Box<ContainerCreateBody>,
    pub(super) host: Box<HostConfig>,
}

impl Plan {
    /// The job's container.
    pub(super) fn job(
        order: &SandboxOrder,
        wanted: &Wanted,
        labels: &Labels,
        guest: &Guest,
    ) -> Self {
        let mut plan = Self {
            name: labels.name.clone(),
            ..Self::default()
        };
        plan.body.env = Some(pairs(job_environment(order)));
        plan.host.mounts = Some(mounts(order, guest));
        plan.common(wanted, labels, &order.workspace);
        plan.body.cmd = Some(["sh", "-c", KEEP_ALIVE].map(str::to_owned).into());
        plan.body.working_dir = Some(guest.workspace.display().to_string());
        plan
    }

    /// The container of a service.
    pub(super) fn service(
        order: &SandboxOrder,
        service: &Service,
        wanted: &Wanted,
        labels: &Labels,
        guest: &Guest,
    ) -> Self {
        let names = service_hostnames(service);
        let first = names.first().map(String::as_str).unwrap_or_default();
        let mut plan = Self {
            name: format!("{}-{}", labels.name, safe(first)),
            ..Self::default()
        };
        let mut env: HashMap<String, String> = HashMap::new();
        if order.terms == ServiceTerms::Shared {
            env.extend(order.env.iter().cloned());
            plan.host.mounts = Some(mounts(order, guest));
        }
        env.extend(service.variables.clone());
        plan.body.env = Some(pairs(env));
        plan.body.cmd.clone_from(&service.command);
        plan.aliases = Some(names);
        plan.common(wanted, labels, &order.workspace);
        plan
    }

    /// A container that runs to its end.
    pub(super) fn beside(order: &ContainerOrder, wanted: &Wanted, labels: &Labels) -> Self {
        let mut plan = Self {
            name: labels.name.clone(),
            ..Self::default()
        };
        let env: HashMap<String, String> = order.env.iter().cloned().collect();
        plan.body.env = Some(pairs(env));
        plan.body.cmd.clone_from(&order.args);
        plan.body.attach_stdout = Some(true);
        plan.body.attach_stderr = Some(true);
        plan.body.working_dir = Some(order.workdir.display().to_string());
        plan.host.mounts = Some(order.mounts.iter().map(shared).collect());
        plan.common(wanted, labels, Path::new("/"));
        match &order.network {
            Some(network) => plan.join(network),
            None => plan,
        }
    }

    fn common(&mut self, wanted: &Wanted, labels: &Labels, base: &Path) {
        let Wanted { image, options } = wanted;
        self.body.image = Some(image.name.clone());
        self.body.entrypoint = image.entrypoint.as_deref().map(entrypoint);
        self.body.user.clone_from(&image.user);
        self.platform = image.platform.clone().unwrap_or_default();
        // Otherwise SELinux denies the container the workspace.
        self.host.security_opt = Some(vec!["label=disable".to_owned()]);
        for volume in &image.extras.volumes {
            self.volume(volume, base);
        }
        for port in &image.extras.ports {
            self.publish(*port);
        }
        self.options(options.clone(), base);
        // Last: removal goes by these.
        self.body
            .labels
            .get_or_insert_default()
            .extend(labels.map());
    }

    /// Puts the container into a network, where it is known under its aliases.
    pub(super) fn join(mut self, network: &str) -> Self {
        let endpoint = EndpointSettings {
            aliases: self.aliases.take(),
            ..EndpointSettings::default()
        };
        let endpoints = HashMap::from([(network.to_owned(), endpoint)]);
        self.body.networking_config = Some(NetworkingConfig {
            endpoints_config: Some(endpoints),
        });
        self.host.network_mode = Some(network.to_owned());
        self
    }

    /// Makes and starts it; returns its id.
    pub(super) async fn start(self, engine: &Engine) -> Result<String, SandboxError> {
        let refused = self.refused("start");
        let id = self.create(engine).await?;
        let started = engine.docker.start_container(&id, None).await;
        started.map_err(refused)?;
        Ok(id)
    }

    /// Makes it; returns its id.
    pub(super) async fn create(mut self, engine: &Engine) -> Result<String, SandboxError> {
        let refused = self.refused("create");
        if !engine.is_near() {
            self.publish_to_all();
        }
        let options = CreateContainerOptionsBuilder::new()
            .name(&self.name)
            .platform(&self.platform);
        self.body.host_config = Some(*self.host);
        let creating = engine
            .docker
            .create_container(Some(options.build()), *self.body);
        let created = Box::pin(creating).await;
        Ok(created.map_err(refused)?.id)
    }

    /// What the definition of a container is to blame for is no error of the engine.
    fn refused(&self, verb: &str) -> impl FnOnce(Error) -> SandboxError + use<> {
        let doing = format!("{verb} container {}", self.name);
        let image = self.body.image.clone().unwrap_or_default();
        move |error| {
            let why = words(&error);
            // Engines call the latter an error of theirs.
            if status(&error) == Some(400) || why.starts_with("unable to find user") {
                return SandboxError::Options { image, why };
            }
            refused(doing)(error)
        }
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

/// The job's folders, and those that it is given beside.
fn mounts(order: &SandboxOrder, guest: &Guest) -> Vec<Mount> {
    let own = [
        (&order.workspace, &guest.workspace),
        (&order.private, &guest.private),
    ];
    let own = own.map(|(host, guest)| bind(host, guest));
    own.into_iter()
        .chain(order.mounts.iter().map(shared))
        .collect()
}

fn shared(mount: &crate::Mount) -> Mount {
    Mount {
        read_only: Some(mount.access == Access::ReadOnly),
        ..bind(&mount.host, &mount.guest)
    }
}

fn bind(host: &Path, guest: &Path) -> Mount {
    Mount {
        typ: Some(MountType::BIND),
        source: Some(host.display().to_string()),
        target: Some(guest.display().to_string()),
        ..Mount::default()
    }
}

/// A part of a container's name.
fn safe(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(safe).collect()
}

/// The last lines that a container printed. The engine may write them only just now, when it ended.
pub(super) async fn last_lines(engine: &Engine, id: &str, count: usize) -> Vec<String> {
    let lines = lines_now(engine, id, count).await;
    if !lines.is_empty() {
        return lines;
    }
    sleep(LOG_DELAY).await;
    lines_now(engine, id, count).await
}

async fn lines_now(engine: &Engine, id: &str, count: usize) -> Vec<String> {
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
    fn options_about_the_image_go_before_it() {
        let mut image = Image::named("a");
        image.user = Some("root".to_owned());
        image.extras.options = ["--user=me", "--platform", "linux/arm64", "-p", "1:2"]
            .map(str::to_owned)
            .into();
        let wanted = Wanted::of(&image).unwrap();
        assert_eq!(wanted.image.user.as_deref(), Some("me"));
        assert_eq!(wanted.image.platform.as_deref(), Some("linux/arm64"));
        assert_eq!(wanted.host_ports().collect::<Vec<_>>(), [1]);
        image.extras.options = vec!["--usr".to_owned()];
        let error = Wanted::of(&image).err().unwrap();
        let expected =
            "container of a: option --usr: docker create does not know it; did you mean --user?";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn the_keep_alive_command_says_the_ready_line_first() {
        assert!(KEEP_ALIVE.starts_with(&format!("echo '{READY}';")));
    }
}
