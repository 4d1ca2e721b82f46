//! A client that sends exactly what a test says.

use std::net::SocketAddr;

use maillon_toolkit::Grant;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::node::Bench;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

impl Bench {
    /// Sends a request with headers `Name: value`. An address of this service may be given as a path.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &[u8],
    ) -> Answer {
        let address = self.service.address();
        let path = path
            .strip_prefix(&format!("http://{address}"))
            .unwrap_or(path);
        let mut lines = vec![
            format!("{method} {path} HTTP/1.1"),
            format!("Host: {address}"),
            "Connection: close".into(),
            format!("Content-Length: {}", body.len()),
        ];
        lines.extend(headers.iter().map(ToString::to_string));
        let head = lines.join("\r\n") + "\r\n\r\n";
        exchange(address, &[head.as_bytes(), body].concat()).await
    }

    /// Calls a method of a service with a job's token.
    pub(crate) async fn call(&self, grant: &Grant, method: &str, request: Value) -> Answer {
        let path = format!("/twirp/github.actions.results.api.v1.{method}");
        let token = self.service.token(grant);
        let authorization = format!("Authorization: Bearer {}", token.expose());
        self.send(
            "POST",
            &path,
            &[&authorization],
            request.to_string().as_bytes(),
        )
        .await
    }

    /// Asks for something with a job's token.
    pub(crate) async fn with_token(
        &self,
        grant: &Grant,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Answer {
        let token = self.service.token(grant);
        let authorization = format!("Authorization: Bearer {}", token.expose());
        self.send(method, path, &[&authorization], body.to_string().as_bytes())
            .await
    }
}

async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let body = answer.split_off(end + 4);
    let head = String::from_utf8(answer).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    // Blobs come with a length, so nothing is chunked.
    Answer { status, head, body }
}
