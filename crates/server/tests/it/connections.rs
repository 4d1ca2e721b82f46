//! Connections that are slow on purpose, and servers with the wrong key.

use std::time::Duration;

use maillon_model::Secret;
use maillon_protocol::api::Role;
use maillon_server::http::listen::Patience;
use maillon_server::{Server, Settings};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::support::TestServer;

/// Sends something to an impatient server, and nothing more; what it answers before it hangs up.
async fn send(text: &str) -> String {
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::open(Settings::new(address, data.path()))
        .await
        .unwrap();
    let patience = Patience {
        head: Duration::from_millis(100),
        pause: Duration::from_millis(100),
    };
    let stop = server.stop.clone();
    let serving = tokio::spawn(server.serve_with(listener, patience));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer));
    // A connection that is reset is closed as well.
    let _ = read.await.expect("the server keeps the connection");
    stop.cancel();
    serving.await.unwrap().unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() {
    let answer = send("GET /login HTTP/1.1\r\nhost: ").await;
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let answer = send("GET /login HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_body_that_never_comes_is_cut_off() {
    let head = "POST /api/v1/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    let answer = send(&format!("{head}content-length: 100\r\n\r\n{{")).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let server = TestServer::start().await;
    let large = json!({"login": "x".repeat(3 << 20)});
    let response = server.as_stranger().post("/api/v1/login", &large).await;
    assert_eq!(response.status(), 413);
}

#[tokio::test]
async fn a_server_with_another_key_does_not_begin() {
    let server = TestServer::start().await;
    let maintainer = server.as_role(Role::Maintainer).await;
    let new = json!({"name": "TOKEN", "value": "x"});
    maintainer.post("/api/v1/projects/demo/secrets", &new).await;
    let mut settings = server.server.settings.clone();
    settings.key = Some(Secret::new("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="));
    let error = Server::open(settings.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("give it that key as well"), "{error}");
    let old = std::fs::read_to_string(server.data().join("key")).unwrap();
    let new = settings.key.unwrap();
    settings.key = Some(Secret::new(format!("{}\n{old}", new.expose())));
    Server::open(settings).await.unwrap();
}
