//! Finds the engine.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use bollard::errors::Error;
use bollard::{API_DEFAULT_VERSION, ClientVersion, Docker};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::DockerOptions;
use crate::SandboxError;

/// How long an engine may take for its first answer.
const ANSWER: Duration = Duration::from_secs(5);
/// How long it may take for any other, in seconds.
const REQUEST: u64 = 120;

/// An engine that answered.
pub(super) struct Engine {
    pub(super) docker: Docker,
    pub(super) host: String,
    rootless: OnceCell<bool>,
}

impl Engine {
    /// Whether the root of its containers is the user who runs it, rather than the machine's root.
    pub(super) async fn is_rootless(&self) -> bool {
        *self.rootless.get_or_init(|| self.ask_rootless()).await
    }

    async fn ask_rootless(&self) -> bool {
        let info = self.docker.info().await.unwrap_or_default();
        let options = info.security_options.unwrap_or_default();
        options.iter().any(|option| option.contains("rootless"))
    }

    /// Whether its containers' addresses may be reachable from here.
    pub(super) fn is_near(&self) -> bool {
        cfg!(target_os = "linux") && self.host.starts_with("unix://")
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// Says what was done when the engine refused.
pub(super) fn refused(doing: impl Into<String>) -> impl FnOnce(Error) -> SandboxError {
    let doing = doing.into();
    move |error| SandboxError::Engine {
        doing,
        why: words(&error),
    }
}

/// The engine's own words.
pub(super) fn words(error: &Error) -> String {
    match error {
        Error::DockerResponseServerError { message, .. } => message.trim().to_owned(),
        Error::DockerStreamError { error } => error.clone(),
        Error::HyperLegacyError { err } => with_source(err),
        other => other.to_string(),
    }
}

fn with_source(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}

/// The status code of a refusal.
pub(super) fn status(error: &Error) -> Option<u16> {
    match error {
        Error::DockerResponseServerError { status_code, .. } => Some(*status_code),
        _ => None,
    }
}

/// Tries the given host, or else the usual sockets in turn.
pub(super) async fn find(options: &DockerOptions) -> Result<Engine, SandboxError> {
    let mut tried = Vec::new();
    for host in hosts(options) {
        match connect(&host).await {
            Ok(docker) => {
                return Ok(Engine {
                    docker,
                    host,
                    rootless: OnceCell::new(),
                });
            }
            Err(why) => tried.push(format!("{host} ({why})")),
        }
    }
    Err(SandboxError::NoEngine {
        tried: tried.join(", "),
    })
}

fn hosts(options: &DockerOptions) -> Vec<String> {
    if let Some(host) = options.host.as_deref().filter(|host| !host.is_empty()) {
        return vec![if host.starts_with('/') {
            unix(Path::new(host))
        } else {
            host.to_owned()
        }];
    }
    let runtime = options.runtime_dir.as_deref();
    let home = options.home.as_deref();
    let system = Some(Path::new("/"));
    [
        (system, "var/run/docker.sock"),
        (runtime, "docker.sock"),
        (home, ".docker/run/docker.sock"),
        (home, ".docker/desktop/docker.sock"),
        (home, ".colima/default/docker.sock"),
        (home, ".orbstack/run/docker.sock"),
        (home, ".rd/docker.sock"),
        (runtime, "podman/podman.sock"),
        (system, "run/podman/podman.sock"),
    ]
    .into_iter()
    .filter_map(|(folder, name)| Some(unix(&folder?.join(name))))
    .collect()
}

fn unix(path: &Path) -> String {
    format!("unix://{}", path.display())
}

async fn connect(host: &str) -> Result<Docker, String> {
    let why = match ask(host, API_DEFAULT_VERSION).await {
        Ok(docker) => return Ok(docker),
        Err(why) => why,
    };
    // An older engine refuses the newest version, and says which it has.
    match maximum_version(&why) {
        Some(version) => ask(host, &version).await,
        None => Err(why),
    }
}

async fn ask(host: &str, version: &ClientVersion) -> Result<Docker, String> {
    let docker = client(host, version)?;
    match timeout(ANSWER, docker.negotiate_version()).await {
        Ok(answer) => answer.map_err(|error| words(&error)),
        Err(_) => Err(format!("no answer in {} s", ANSWER.as_secs())),
    }
}

fn client(host: &str, version: &ClientVersion) -> Result<Docker, String> {
    let scheme = host.split_once("://").map_or("", |(scheme, _)| scheme);
    let docker = match scheme {
        "unix" => Docker::connect_with_unix(host, REQUEST, version),
        "tcp" | "http" => Docker::connect_with_http(host, REQUEST, version),
        "ssh" => {
            return Err(
                "forward its socket with `ssh -L` and name that: ssh itself is not supported"
                    .to_owned(),
            );
        }
        "https" => return Err("TLS is not supported: name a unix socket or tcp://".to_owned()),
        _ => return Err("expected unix:///path or tcp://host:port".to_owned()),
    };
    docker.map_err(|error| match error {
        Error::SocketNotFoundError(_) => "no such socket".to_owned(),
        other => words(&other),
    })
}

fn maximum_version(refusal: &str) -> Option<ClientVersion> {
    let (_, rest) = refusal.split_once("Maximum supported API version is ")?;
    let (major, minor) = rest.split_whitespace().next()?.split_once('.')?;
    Some(ClientVersion {
        major_version: major.parse().ok()?,
        minor_version: minor.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_host_is_the_only_one() {
        let with = |host: &str| DockerOptions {
            host: Some(host.to_owned()),
            ..Default::default()
        };
        assert_eq!(hosts(&with("tcp://engine:2375")), ["tcp://engine:2375"]);
        assert_eq!(hosts(&with("/run/x.sock")), ["unix:///run/x.sock"]);
        assert_eq!(hosts(&with("")).len(), 2);
    }

    #[test]
    fn the_usual_sockets_lie_in_the_given_folders() {
        let options = DockerOptions {
            runtime_dir: Some("/run/user/1".into()),
            home: Some("/home/a".into()),
            ..Default::default()
        };
        let hosts = hosts(&options);
        assert_eq!(hosts.first().unwrap(), "unix:///var/run/docker.sock");
        assert!(hosts.contains(&"unix:///run/user/1/podman/podman.sock".to_owned()));
        assert!(hosts.contains(&"unix:///home/a/.docker/run/docker.sock".to_owned()));
    }

    #[test]
    fn an_old_engine_says_its_version() {
        let text = "client version 1.53 is too new. Maximum supported API version is 1.41";
        let version = maximum_version(text).unwrap();
        assert_eq!((version.major_version, version.minor_version), (1, 41));
        assert!(maximum_version("something else").is_none());
    }
}
