//! TLS by files, and what browsers are told.

use std::fs;
use std::path::Path;
use std::time::Duration;

use maillon_server::settings::TlsFiles;
use reqwest::Certificate;

use crate::support::{TestServer, eventually};

const ONE: (&str, &str) = (include_str!("tls/one.pem"), include_str!("tls/one.key"));
const TWO: (&str, &str) = (include_str!("tls/two.pem"), include_str!("tls/two.key"));

fn write(folder: &Path, (certificate, key): (&str, &str)) -> TlsFiles {
    let files = TlsFiles {
        certificates: folder.join("server.pem"),
        key: folder.join("server.key"),
    };
    fs::write(&files.certificates, certificate).unwrap();
    fs::write(&files.key, key).unwrap();
    files
}

/// Asks a server that must have a certificate; None: it has another one.
async fn ask(server: &TestServer, certificate: &str) -> Option<reqwest::Response> {
    let root = Certificate::from_pem(certificate.as_bytes()).unwrap();
    let http = reqwest::Client::builder().tls_certs_only([root]);
    let url = server.url.replace("http://", "https://");
    let asked = http.build().unwrap().get(format!("{url}/login"));
    asked.send().await.ok()
}

#[tokio::test]
async fn certificates_are_read_again_when_they_change() {
    let folder = tempfile::tempdir().unwrap();
    let files = write(folder.path(), ONE);
    let server = TestServer::start_with(|settings| settings.tls = Some(files)).await;
    let response = ask(&server, ONE.0).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["strict-transport-security"],
        "max-age=31536000"
    );
    assert!(ask(&server, TWO.0).await.is_none());
    tokio::time::sleep(Duration::from_millis(20)).await;
    write(folder.path(), TWO);
    eventually("the new certificate is in use", async || {
        ask(&server, TWO.0).await.is_some()
    })
    .await;
}

#[tokio::test]
async fn files_that_are_none_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let files = write(folder.path(), ("nothing", "nothing"));
    let mut settings = maillon_server::Settings::new("127.0.0.1:0".parse().unwrap(), folder.path());
    settings.tls = Some(files);
    let server = maillon_server::Server::open(settings).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let error = server.serve(listener).await.unwrap_err().to_string();
    assert!(error.contains("server."), "{error}");
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let server = TestServer::start().await;
    for path in ["/login", "/api/v1/account", "/nowhere", "/assets/nothing"] {
        let response = server.as_stranger().get(path).await;
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.contains("script-src 'self';"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.headers()["referrer-policy"], "same-origin");
        assert!(
            response
                .headers()
                .get("strict-transport-security")
                .is_none()
        );
    }
}
