//! A request, taken apart.

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HOST, HeaderMap};
use hyper::{Method, Request};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// More is no message of these protocols.
const MESSAGE_LIMIT: usize = 1 << 20;

/// A request, taken apart.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path's parts, decoded.
    pub(crate) path: Vec<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Incoming,
    query: Vec<(String, String)>,
}

impl Call {
    pub(crate) fn of(request: Request<Incoming>) -> Self {
        let (head, body) = request.into_parts();
        let path = head.uri.path().split('/').filter(|part| !part.is_empty());
        let query = head.uri.query().unwrap_or_default().split('&');
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        };
        Self {
            path: path.map(decode).collect(),
            query: query.map(pair).collect(),
            method: head.method,
            headers: head.headers,
            body,
        }
    }

    /// A parameter of the query; empty where it is missing.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// A header; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The host and port under which the client reaches this service.
    pub(crate) fn host(&self) -> String {
        self.header(HOST.as_str()).to_owned()
    }

    /// The bearer's token.
    pub(crate) fn token(&self) -> &str {
        let (kind, token) = self
            .header(AUTHORIZATION.as_str())
            .split_once(' ')
            .unwrap_or_default();
        if kind.eq_ignore_ascii_case("bearer") {
            token.trim()
        } else {
            ""
        }
    }
}

/// Reads a body that is a message.
pub(crate) async fn message(body: Incoming) -> Result<bytes::Bytes, Fault> {
    let body = Limited::new(body, MESSAGE_LIMIT).collect().await;
    let body =
        body.map_err(|error| Fault::Malformed(format!("the body can't be read: {error}")))?;
    Ok(body.to_bytes())
}

/// Reads a body that is a message in JSON.
pub(crate) async fn json<T: DeserializeOwned>(body: Incoming) -> Result<T, Fault> {
    serde_json::from_slice(&message(body).await?)
        .map_err(|error| Fault::Malformed(format!("the body is no such JSON: {error}")))
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
