//! Archives and uploads from agents, and artifacts for people: on disk, and in a bucket that speaks S3.

use std::io::Read;
use std::process::{Child, Command, Stdio};

use maillon_model::Secret;
use maillon_protocol::api::Role;
use maillon_server::access::keys::KeyKind;
use maillon_server::settings::ArtifactStorage;
use maillon_server::{Server, Settings};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::logs::{JOB, running};
use crate::rows::{self, connection};
use crate::support::{Client, TestServer};

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, content.as_bytes())
            .unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, content) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*path, options).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn unzip(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let file = |number| {
        let mut file = zip.by_index(number).unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..count).map(file).collect()
}

/// A task's own client.
async fn task(server: &TestServer, task: i64) -> Client {
    let token = KeyKind::Task.make().unwrap();
    let mut sql = connection(server.database()).await;
    let set = sqlx::query("UPDATE tasks SET token_hash = $1 WHERE id = $2");
    let set = set.bind(token.hash.clone()).bind(task);
    set.execute(&mut sql).await.unwrap();
    server.with_token(token.text.expose())
}

async fn put(client: &Client, path: &str, body: Vec<u8>) -> StatusCode {
    let sent = client.request(Method::PUT, path).body(body).send().await;
    sent.unwrap().status()
}

async fn set_result(server: &TestServer, left: Value) {
    let result = json!({"outcome": "success", "left": left, "coverage": null, "environment": null})
        .to_string();
    let mut sql = connection(server.database()).await;
    let set = sqlx::query("UPDATE jobs SET result = $1").bind(result);
    set.execute(&mut sql).await.unwrap();
}

const REPORT: &str = "<testsuite><testcase classname='c' name='t'><failure message='m'>long</failure></testcase><testcase name='ok'/></testsuite>";

/// Everything that agents and people do with what a job left.
async fn check(server: &TestServer) {
    let job = running(server).await;
    let agent = task(server, job.task.0).await;
    let large = "x".repeat(9 << 20);
    let packed = archive(&[
        ("out/app", "binary"),
        ("out/lib/<b>.txt", "é"),
        ("large", &large),
    ]);
    let id = blake3::hash(&packed).to_hex().to_string();
    let path = format!("/agent/v1/archives/{id}");
    let head = || async {
        agent
            .request(Method::HEAD, &path)
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(head().await, StatusCode::NOT_FOUND);
    let other = format!("/agent/v1/archives/{}", "0".repeat(64));
    assert_eq!(
        put(&agent, &other, packed.clone()).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        put(&agent, &format!("{path}?attempt=7"), packed.clone()).await,
        StatusCode::CONFLICT
    );
    for _ in 0..2 {
        assert_eq!(
            put(&agent, &path, packed.clone()).await,
            StatusCode::CREATED
        );
    }
    assert_eq!(head().await, StatusCode::OK);
    let got = agent.get(&path).await.bytes().await.unwrap();
    assert!(got == packed, "another archive came back");

    let report = archive(&[("junit.xml", REPORT)]);
    let report_id = blake3::hash(&report).to_hex().to_string();
    assert_eq!(
        put(&agent, &format!("/agent/v1/archives/{report_id}"), report).await,
        StatusCode::CREATED
    );
    set_result(
        server,
        json!({"archive": id, "files": [], "dotenv": {}, "reports": {"junit": report_id}}),
    )
    .await;

    let upload = zip(&[("a.txt", "A"), ("d/b.txt", "B")]);
    let info = json!({"run": "run-1", "id": 5, "name": "site", "job": 0, "media_type": "application/zip",
        "size": upload.len(), "digest": format!("sha256:{:x}", Sha256::digest(&upload)), "created": 1});
    for (info, status) in [(json!({}), 422), (info.clone(), 201), (info.clone(), 201)] {
        let sent = agent
            .request(Method::PUT, "/agent/v1/uploads/run-1/5")
            .header("maillon-upload", info.to_string());
        assert_eq!(
            sent.body(upload.clone()).send().await.unwrap().status(),
            status
        );
    }
    assert_eq!(agent.json("/agent/v1/uploads/run-1").await, json!([info]));
    let got = agent
        .get("/agent/v1/uploads/run-1/5")
        .await
        .bytes()
        .await
        .unwrap();
    assert!(got == upload, "another upload came back");

    browse(server).await;
    stay_apart(server, &path).await;
}

async fn browse(server: &TestServer) {
    let reporter = server.as_role(Role::Reporter).await;
    let list = reporter.json(&format!("{JOB}/artifacts")).await;
    let paths: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "out/app",
            "out/lib/<b>.txt",
            "large",
            "site/a.txt",
            "site/d/b.txt"
        ]
    );
    let folder = reporter
        .json(&format!("{JOB}/artifacts/folder?path=out"))
        .await;
    let expected = json!([{"name": "lib", "kind": "folder", "size": 2}, {"name": "app", "kind": "file", "size": 6}]);
    assert_eq!(folder["entries"], expected);
    assert_eq!(folder["expires_at"], Value::Null);

    for (path, content) in [("out/lib/%3Cb%3E.txt", "é"), ("site/d/b.txt", "B")] {
        let file = reporter.get(&format!("{JOB}/artifacts/files/{path}")).await;
        assert_eq!(
            file.headers()["content-security-policy"],
            "default-src 'none'; sandbox"
        );
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
        assert!(
            file.headers()["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(file.text().await.unwrap(), content);
    }
    for path in ["nothing", "out", "site/none", "../out/app"] {
        let missing = reporter.get(&format!("{JOB}/artifacts/files/{path}")).await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let all = reporter.get(&format!("{JOB}/artifacts/archive")).await;
    let all = unzip(all.bytes().await.unwrap().into());
    let names: Vec<_> = all
        .iter()
        .map(|(name, content)| (name.as_str(), content.len()))
        .collect();
    assert_eq!(
        names,
        [
            ("out/app", 6),
            ("out/lib/<b>.txt", 2),
            ("large", 9 << 20),
            ("site/a.txt", 1),
            ("site/d/b.txt", 1)
        ]
    );
    let all = reporter
        .get(&format!("{JOB}/artifacts/archive?format=tar"))
        .await;
    let all = all.bytes().await.unwrap();
    let mut all = tar::Archive::new(zstd::Decoder::new(&all[..]).unwrap());
    assert_eq!(all.entries().unwrap().count(), 5);

    for _ in 0..2 {
        let tests = reporter.json(&format!("{JOB}/tests")).await;
        let failed = json!([{"class": "c", "name": "t", "message": "m", "text": "long"}]);
        assert_eq!(tests, json!({"total": 2, "failed": failed}));
    }
}

/// An archive is not there for another project, though its id is known.
async fn stay_apart(server: &TestServer, path: &str) {
    let other = server
        .project("other", maillon_protocol::api::Visibility::Private)
        .await;
    let job = rows::run(server.database(), other, 1).await;
    let agent = task(server, job.task.0).await;
    for method in [Method::HEAD, Method::GET] {
        let answer = agent.request(method, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(
        agent.get("/agent/v1/uploads/run-1/5").await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        server.as_stranger().get(path).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_jobs_leave_is_kept_on_disk() {
    for server in TestServer::each().await {
        check(&server).await;
    }
}

/// A server that speaks S3: moto's, where it is installed. It ends with this.
struct Bucket {
    process: Child,
    endpoint: String,
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Bucket {
    #[expect(clippy::disallowed_methods, reason = "a test starts what it needs")]
    async fn start() -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let started = Command::new("python3")
            .args([
                "-c",
                "import sys; from moto.server import main; main(sys.argv[1:])",
            ])
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut process = started.ok()?;
        let endpoint = format!("http://127.0.0.1:{port}");
        let http = reqwest::Client::new();
        for _ in 0..600 {
            let made = http.put(format!("{endpoint}/artifacts")).send().await;
            if made.is_ok_and(|made| made.status().is_success()) {
                return Some(Self { process, endpoint });
            }
            if process.try_wait().unwrap().is_some() {
                return None;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("moto's server did not answer");
    }

    fn settings(&self, settings: &mut Settings) {
        settings.artifacts = ArtifactStorage::S3 {
            bucket: "artifacts".to_owned(),
            endpoint: Some(self.endpoint.clone()),
            region: "us-east-1".to_owned(),
            key_id: "key".to_owned(),
            secret: Secret::new("secret"),
        };
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_jobs_leave_is_kept_in_a_bucket() {
    let Some(bucket) = Bucket::start().await else {
        eprintln!("skipped: python3 has no moto.server, which speaks S3");
        return;
    };
    let server = TestServer::start_with(|settings| bucket.settings(settings)).await;
    check(&server).await;
    let _: &Server = &server.server;
}
