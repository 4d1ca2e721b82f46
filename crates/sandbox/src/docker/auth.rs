//! Credentials for registries, as Docker's `config.json` holds them.

use std::collections::HashMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bollard::auth::DockerCredentials;
use maillon_model::container::Credentials;
use serde_json::Value;

use super::DockerOptions;

/// The key of Docker Hub in `auths`.
const HUB: &str = "index.docker.io";

/// What is known of registries, the most important source first.
#[derive(Clone, Default)]
pub(super) struct Registries {
    configs: Vec<Value>,
}

impl fmt::Debug for Registries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registries").finish_non_exhaustive()
    }
}

impl Registries {
    pub(super) fn of(options: &DockerOptions) -> Self {
        let in_home = || options.home.as_ref().map(|home| home.join(".docker"));
        let folder = options.config_dir.clone().or_else(in_home);
        let file = folder.and_then(|folder| std::fs::read(folder.join("config.json")).ok());
        let given = options.auth_config.clone().map(String::into_bytes);
        let texts = given.into_iter().chain(file);
        let configs = texts
            .filter_map(|text| serde_json::from_slice(&text).ok())
            .collect();
        Self { configs }
    }

    /// The same with what the job's own `DOCKER_AUTH_CONFIG` says, which comes first.
    pub(super) fn with_job(&self, env: &[(String, String)]) -> Self {
        let own = env
            .iter()
            .rev()
            .find(|(name, _)| name == "DOCKER_AUTH_CONFIG");
        let own = own.and_then(|(_, value)| serde_json::from_str(value).ok());
        Self {
            configs: own
                .into_iter()
                .chain(self.configs.iter().cloned())
                .collect(),
        }
    }

    /// The credentials for an image's registry.
    pub(super) fn credentials(&self, image: &str) -> Option<DockerCredentials> {
        let registry = registry_of(image);
        self.configs.iter().find_map(|config| {
            let auths = config.get("auths")?.as_object()?;
            let (key, entry) = auths.iter().find(|(key, _)| host_of(key) == registry)?;
            credentials(key, entry)
        })
    }

    /// All that is known, by registry: for builds, which name their images themselves.
    pub(super) fn all(&self) -> HashMap<String, DockerCredentials> {
        let auths = self.configs.iter().rev();
        let auths = auths.filter_map(|config| config.get("auths")?.as_object());
        let entries = auths.flatten();
        let known =
            entries.filter_map(|(key, entry)| Some((key.clone(), credentials(key, entry)?)));
        known.collect()
    }

    /// The program that has the credentials for an image's registry instead of the configuration.
    pub(super) fn helper(&self, image: &str) -> Option<&str> {
        let registry = registry_of(image);
        self.configs.iter().find_map(|config| {
            let helpers = config.get("credHelpers").and_then(Value::as_object);
            let own = helpers.and_then(|helpers| {
                helpers
                    .iter()
                    .find(|(key, _)| host_of(key) == registry)
                    .map(|(_, name)| name)
            });
            own.or_else(|| config.get("credsStore"))?.as_str()
        })
    }
}

/// A login that a definition has for one image.
pub(super) fn login(own: &Credentials, image: &str) -> DockerCredentials {
    DockerCredentials {
        username: Some(own.username.clone()),
        password: Some(own.password.expose().to_owned()),
        serveraddress: Some(registry_of(image).to_owned()),
        ..DockerCredentials::default()
    }
}

fn credentials(server: &str, entry: &Value) -> Option<DockerCredentials> {
    let text = |key: &str| {
        entry
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let decoded = text("auth").and_then(|auth| STANDARD.decode(auth).ok());
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = decoded.as_deref().and_then(|pair| pair.split_once(':'));
    let username = text("username").or(pair.map(|(user, _)| user));
    let password = text("password").or(pair.map(|(_, password)| password));
    let token = text("identitytoken");
    (username.is_some() || token.is_some()).then(|| DockerCredentials {
        username: username.map(str::to_owned),
        password: password.map(|password| password.trim_end_matches('\0').to_owned()),
        identitytoken: token.map(str::to_owned),
        serveraddress: Some(server.to_owned()),
        ..DockerCredentials::default()
    })
}

/// The registry's host in an image reference.
fn registry_of(image: &str) -> &str {
    let first = image.split_once('/').map(|(first, _)| first);
    let is_host = |text: &&str| text.contains(['.', ':']) || *text == "localhost";
    match first.filter(is_host) {
        None | Some("docker.io" | "registry-1.docker.io") => HUB,
        Some(host) => host,
    }
}

/// The host of a key like `https://index.docker.io/v1/`.
fn host_of(key: &str) -> &str {
    let key = key.split_once("://").map_or(key, |(_, rest)| rest);
    let host = key.split('/').next().unwrap_or_default();
    if host == "docker.io" { HUB } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registries(json: &str) -> Registries {
        Registries::default().with_job(&[("DOCKER_AUTH_CONFIG".to_owned(), json.to_owned())])
    }

    fn check(json: &str, image: &str, expected: Option<(&str, &str)>) {
        let found = registries(json).credentials(image);
        let pair = found.map(|c| {
            (
                c.username.unwrap_or_default(),
                c.password.unwrap_or_default(),
            )
        });
        let expected = expected.map(|(user, password)| (user.to_owned(), password.to_owned()));
        assert_eq!(pair, expected, "{image}");
    }

    #[test]
    fn credentials_are_found_by_the_registry() {
        let json = r#"{"auths": {"https://index.docker.io/v1/": {"auth": "YTpi"},
                                 "registry.example.com:5000": {"username": "u", "password": "p:q"},
                                 "empty.example.com": {}}}"#;
        check(json, "busybox", Some(("a", "b")));
        check(json, "team/app:1", Some(("a", "b")));
        check(json, "docker.io/team/app", Some(("a", "b")));
        check(
            json,
            "registry.example.com:5000/x/y@sha256:12",
            Some(("u", "p:q")),
        );
        check(json, "registry.example.com/x", None);
        check(json, "empty.example.com/x", None);
        check("nonsense", "busybox", None);
    }

    #[test]
    fn a_helper_is_named() {
        let json = r#"{"credHelpers": {"gcr.io": "gcloud"}, "credsStore": "desktop"}"#;
        assert_eq!(registries(json).helper("gcr.io/x"), Some("gcloud"));
        assert_eq!(registries(json).helper("busybox"), Some("desktop"));
        assert_eq!(registries("{}").helper("busybox"), None);
    }

    #[test]
    fn a_login_is_for_the_images_registry() {
        let own = Credentials {
            username: "u".to_owned(),
            password: maillon_model::Secret::new("p"),
        };
        let login = login(&own, "ghcr.io/a/b:1");
        assert_eq!(login.serveraddress.as_deref(), Some("ghcr.io"));
        let all =
            registries(r#"{"auths": {"a.b": {"password": "p", "username": "u"}, "c.d": {}}}"#)
                .all();
        assert_eq!(all.into_keys().collect::<Vec<_>>(), ["a.b"]);
    }

    #[test]
    fn credentials_are_not_shown() {
        let shown = format!(
            "{:?}",
            registries(r#"{"auths": {"a.b": {"password": "s3cret"}}}"#)
        );
        assert!(!shown.contains("s3cret"));
    }
}
