//! A network that loses requests and replies, delivers twice, and late.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A way to a server that is not to be relied on.
pub(crate) struct Proxy {
    pub(crate) url: String,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Way {
    to: Arc<str>,
    http: Client,
    count: Arc<AtomicU32>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Proxy {
    pub(crate) async fn start(to: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let way = Way {
            to: to.into(),
            http: Client::new(),
            count: Arc::default(),
        };
        let router = Router::new().fallback(pass).with_state(way);
        let serving = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { url, serving }
    }
}

/// What becomes of a call goes in turns.
async fn pass(State(way): State<Way>, request: Request) -> Response {
    let lost = StatusCode::BAD_GATEWAY.into_response();
    match way.count.fetch_add(1, Ordering::Relaxed) % 7 {
        0 => lost,
        1 | 4 => {
            way.forward(request).await;
            lost
        }
        2 => way.twice(request).await,
        3 => {
            let late = way.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(60)).await;
                late.forward(request).await;
            });
            lost
        }
        _ => way.forward(request).await,
    }
}

impl Way {
    async fn forward(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        self.send(&head, body).await
    }

    async fn twice(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let (first, second) = tokio::join!(self.send(&head, body.clone()), self.send(&head, body));
        drop(first);
        second
    }

    async fn send(&self, head: &axum::http::request::Parts, body: axum::body::Bytes) -> Response {
        let url = format!("{}{}", self.to, head.uri);
        let call = self.http.request(head.method.clone(), url);
        let call = call.headers(head.headers.clone()).body(body);
        match call.send().await {
            Ok(answer) => {
                let status = answer.status();
                let body = answer.bytes().await.unwrap_or_default();
                (status, Body::from(body)).into_response()
            }
            Err(_) => StatusCode::BAD_GATEWAY.into_response(),
        }
    }
}
