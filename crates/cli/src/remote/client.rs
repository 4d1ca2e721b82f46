//! Calls of a server's API.

use std::fmt::Write as _;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Duration;

use maillon_model::Secret;
use maillon_protocol::agent::Refusal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Response, StatusCode};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

use crate::app::App;
use crate::args::RemoteArgs;
use crate::failure::Failure;

use super::keyring::Keyring;

/// A server, and what opens it.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    /// Without a slash at the end.
    pub(super) server: String,
    token: Option<Secret>,
}

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(20);

impl Client {
    /// The server that the flags, or the last sign-in, name.
    pub(super) fn new(app: &App, args: &RemoteArgs) -> Result<Self, Failure> {
        let keyring = Keyring::read(app)?;
        let server = args.server.as_deref().or(keyring.default.as_deref());
        let server = server.ok_or_else(|| {
            Failure::invalid("no server is known")
                .hint("`maillon login URL` signs in at one; or name it with --server")
        })?;
        let server = trimmed(server);
        let given = app.environment.get("MAILLON_TOKEN");
        let given = given.map(|token| Secret::new(token.to_string_lossy().trim()));
        let token = given.or_else(|| keyring.token(&server));
        let token = token.ok_or_else(|| {
            Failure::invalid(format!("there is no token for {server}"))
                .hint(format!("maillon login {server}"))
        })?;
        Ok(Self {
            token: Some(token),
            ..Self::without_token(&server, args.ca.as_deref())?
        })
    }

    /// A server that is not opened yet.
    pub(super) fn without_token(server: &str, ca: Option<&Path>) -> Result<Self, Failure> {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .user_agent(format!("maillon {}", env!("CARGO_PKG_VERSION")));
        if let Some(ca) = ca {
            let tls = TlsConfig::builder().root_certs(believed(ca)?).build();
            config = config.tls_config(tls);
        }
        Ok(Self {
            agent: config.build().into(),
            server: trimmed(server),
            token: None,
        })
    }

    /// The same, opened by a token.
    pub(super) fn with_token(self, token: Secret) -> Self {
        Self {
            token: Some(token),
            ..self
        }
    }

    /// Reads a value.
    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.value(self.open(path, &[])?)
    }

    /// Reads a body as it comes.
    pub(super) fn read(&self, path: &str) -> Result<impl Read + use<>, Failure> {
        let response = self.open(path, &[])?;
        Ok(self.checked(response)?.into_body().into_reader())
    }

    /// Follows server-sent events, after one of them.
    pub(super) fn follow(
        &self,
        path: &str,
        after: Option<&str>,
    ) -> Result<BufReader<impl Read + use<>>, Failure> {
        let mut headers = vec![("accept", "text/event-stream")];
        headers.extend(after.map(|id| ("last-event-id", id)));
        let response = self.open(path, &headers)?;
        let reader = self.checked(response)?.into_body().into_reader();
        Ok(BufReader::new(reader))
    }

    /// Sends a value, and reads the answer.
    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let body = serde_json::to_string(body)
            .map_err(|error| Failure::infrastructure(format!("internal error: {error}")))?;
        let mut request = self.agent.post(self.url(path));
        request = request.header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.expose()));
        }
        let response = request.send(body).map_err(|error| self.away(&error))?;
        self.value(response)
    }

    fn open(&self, path: &str, headers: &[(&str, &str)]) -> Result<Response<Body>, Failure> {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {}", token.expose()));
        }
        request.call().map_err(|error| self.away(&error))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.server)
    }

    fn value<T: DeserializeOwned>(&self, response: Response<Body>) -> Result<T, Failure> {
        let text = self.checked(response)?.into_body().read_to_string();
        let text = text.map_err(|error| self.away(&error))?;
        serde_json::from_str(&text).map_err(|error| {
            Failure::infrastructure(format!("{} answers strangely: {error}", self.server))
                .hint("is that a maillon server of about this version?")
        })
    }

    fn checked(&self, response: Response<Body>) -> Result<Response<Body>, Failure> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let text = response.into_body().read_to_string().unwrap_or_default();
        let refusal: Option<Refusal> = serde_json::from_str(&text).ok();
        let message =
            refusal.map_or_else(|| format!("{} says {status}", self.server), |r| r.message);
        Err(match status {
            StatusCode::UNAUTHORIZED => Failure::invalid(message)
                .hint(format!("sign in again: maillon login {}", self.server)),
            _ if status.is_server_error() => Failure::infrastructure(message),
            _ => Failure::invalid(message),
        })
    }

    fn away(&self, error: &ureq::Error) -> Failure {
        Failure::infrastructure(format!("{} can't be reached: {error}", self.server))
            .hint("is the address right, and the server there?")
    }
}

/// Certificates that are believed.
fn believed(file: &Path) -> Result<RootCerts, Failure> {
    let text = std::fs::read(file).map_err(|error| Failure::io("read", file, &error))?;
    let certificates = parse_pem(&text).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<_> = certificates.collect();
    if certificates.is_empty() {
        return Err(Failure::invalid(format!(
            "{} holds no certificate in PEM",
            file.display()
        )));
    }
    Ok(RootCerts::from(certificates))
}

/// A text as a part of a path.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn trimmed(url: &str) -> String {
    let url = url.trim_end_matches('/');
    if url.contains("://") {
        return url.to_owned();
    }
    format!("https://{url}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_path_is_encoded() {
        assert_eq!(encoded("a b/ü"), "a%20b%2F%C3%BC");
    }

    #[test]
    fn an_address_without_a_scheme_is_https() {
        assert_eq!(trimmed("ci.example.com/"), "https://ci.example.com");
        assert_eq!(trimmed("http://localhost:8080"), "http://localhost:8080");
    }
}
