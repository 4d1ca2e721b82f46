//! The calls to the server. Everything is begun here; the server never calls an agent.

mod error;
mod retry;
mod task;

use std::path::Path;
use std::time::Duration;

use maillon_model::Secret;
use maillon_protocol::agent::{LeaseReply, LeaseRequest, Refusal};
use reqwest::{Certificate, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use error::CallError;
pub use error::ClientError;
pub(crate) use retry::Backoff;
pub(crate) use task::{FinishAnswer, LogAnswer, TaskClient};

use crate::settings::ServerAddress;

/// A way to the server. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
}

const CONNECT: Duration = Duration::from_secs(10);

impl Client {
    pub(crate) fn new(server: &ServerAddress) -> Result<Self, ClientError> {
        // Where one is installed already, that one stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none());
        if is_here(&server.url) {
            builder = builder.no_proxy();
        }
        if let Some(path) = &server.ca {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
        Ok(Self {
            http: builder.build().map_err(ClientError::Build)?,
            url: server.url.trim_end_matches('/').to_owned(),
        })
    }

    /// Asks for work, with the agent's token.
    pub(crate) async fn lease(
        &self,
        token: &Secret,
        request: &LeaseRequest,
        within: Duration,
    ) -> Result<LeaseReply, CallError> {
        let url = self.url("lease");
        let call = self.http.post(url).bearer_auth(token.expose());
        answer(json(call, request)?.timeout(within)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/agent/v1/{path}", self.url)
    }
}

/// Whether a server is on this machine: no proxy leads there.
fn is_here(url: &str) -> bool {
    let host = reqwest::Url::parse(url).ok();
    let host = host.as_ref().and_then(|url| url.host_str());
    host.is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]")
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, ClientError> {
    let failed = |why: String| ClientError::Certificates {
        file: path.to_path_buf(),
        why,
    };
    let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    Certificate::from_pem_bundle(&pem).map_err(|error| failed(error.to_string()))
}

fn json<T: Serialize>(call: RequestBuilder, body: &T) -> Result<RequestBuilder, CallError> {
    let body = serde_json::to_vec(body).map_err(|error| CallError::Nonsense(error.to_string()))?;
    Ok(raw_json(call, body))
}

fn raw_json(call: RequestBuilder, body: Vec<u8>) -> RequestBuilder {
    call.header("content-type", "application/json").body(body)
}

/// Sends a call and reads what a success says.
async fn answer<T: DeserializeOwned>(call: RequestBuilder) -> Result<T, CallError> {
    let response = success(call).await?;
    let body = response.bytes().await.map_err(CallError::transport)?;
    serde_json::from_slice(&body).map_err(|error| CallError::Nonsense(error.to_string()))
}

/// Sends a call; anything but a success is an error.
async fn success(call: RequestBuilder) -> Result<Response, CallError> {
    let response = call.send().await.map_err(CallError::transport)?;
    match response.status() {
        status if status.is_success() => Ok(response),
        _ => Err(refused(response).await),
    }
}

async fn refused(response: Response) -> CallError {
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap_or_default();
    match serde_json::from_slice::<Refusal>(&body) {
        Ok(refusal) => CallError::Refused {
            status,
            code: refusal.code,
            message: refusal.message,
        },
        Err(_) => CallError::Refused {
            status,
            code: String::new(),
            message: format!("HTTP status {status}"),
        },
    }
}
