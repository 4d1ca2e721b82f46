//! Who may do what, for how long, how much; and what stays.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use maillon_model::{RunId, Timestamp};
use maillon_toolkit::{Limits, Service};
use serde_json::json;

use super::{artifact, begin, bench, restore, save};
use crate::node::{Bench, NOW, grant, options};

#[tokio::test]
async fn nothing_without_a_token_or_a_signature() {
    let bench = bench().await;
    let download = artifact(&bench, &grant("run"), "results", b"content").await;
    let (path, query) = download.split_once('?').unwrap();
    let list = "/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts";
    for (method, path, status) in [
        ("POST", list, 401),
        ("GET", "/_apis/artifactcache/cache?keys=a&version=v", 401),
        ("GET", path, 403),
        ("GET", &format!("{path}?sp=r&se=99999999999999&sig=00"), 403),
        ("PUT", &format!("{path}?{query}"), 403),
        ("GET", &format!("{path}0?{query}"), 403),
        ("GET", "/blobs/artifacts/../../etc", 404),
        ("GET", "/", 404),
    ] {
        assert_eq!(
            bench.send(method, path, &[], b"{}").await.status,
            status,
            "{method} {path}"
        );
    }
    let foreign = Bench::with(Limits::default(), || NOW).await;
    let token = foreign.service.token(&grant("run"));
    let authorization = format!("Authorization: Bearer {}", token.expose());
    assert_eq!(
        bench
            .send("POST", list, &[&authorization], b"{}")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn a_run_reaches_no_artifact_of_another_run() {
    let bench = bench().await;
    artifact(&bench, &grant("one"), "results", b"content").await;
    let request = json!({"workflow_run_backend_id": "one", "name": "results"});
    for method in ["GetSignedArtifactURL", "DeleteArtifact", "ListArtifacts"] {
        let method = format!("ArtifactService/{method}");
        let answer = bench.call(&grant("two"), &method, request.clone()).await;
        assert_eq!(answer.status, 403, "{method}");
        assert_eq!(answer.json()["code"], "permission_denied");
        assert_eq!(
            answer.json()["msg"],
            "the token is good for run two, not for one"
        );
    }
}

#[tokio::test]
async fn a_link_works_for_a_while() {
    let time = Arc::new(AtomicU64::new(NOW.0));
    let clock = time.clone();
    let bench = Bench::with(Limits::default(), move || {
        Timestamp(clock.load(Ordering::Relaxed))
    })
    .await;
    let download = artifact(&bench, &grant("run"), "results", b"content").await;
    assert_eq!(
        bench.send("GET", &download, &[], b"").await.text(),
        "content"
    );
    time.store(NOW.after(Duration::from_hours(7)).0, Ordering::Relaxed);
    let late = bench.send("GET", &download, &[], b"").await;
    assert_eq!(
        (late.status, late.header("x-ms-error-code")),
        (403, Some("AuthenticationFailed"))
    );
}

#[tokio::test]
async fn an_upload_has_a_limit() {
    let limits = Limits {
        upload: 10,
        ..Limits::default()
    };
    let bench = Bench::with(limits, || NOW).await;
    let upload = begin(&bench, &grant("run"), "results").await;
    assert_eq!(bench.send("PUT", &upload, &[], &[0; 10]).await.status, 201);
    assert_eq!(bench.send("PUT", &upload, &[], &[0; 1]).await.status, 413);
}

#[tokio::test]
async fn a_run_adopts_what_an_earlier_one_made() {
    let bench = bench().await;
    artifact(&bench, &grant("one"), "results", b"one").await;
    let (one, two) = (RunId::new("one"), RunId::new("two"));
    let id = bench.service.artifacts(&one).unwrap()[0].id;
    bench.service.adopt(&one, id, &two).unwrap();
    bench.service.adopt(&one, id + 1, &two).unwrap();
    assert_eq!(bench.service.artifacts(&two).unwrap(), []);
    let request = json!({"workflow_run_backend_id": "two"});
    let list = "ArtifactService/ListArtifacts";
    let listed = bench.call(&grant("two"), list, request.clone()).await;
    assert_eq!(listed.json()["artifacts"][0]["name"], "results");
    let download = artifact(&bench, &grant("two"), "results", b"two").await;
    assert_eq!(bench.send("GET", &download, &[], b"").await.text(), "two");
    let listed = bench.call(&grant("two"), list, request).await;
    assert_eq!(listed.json()["artifacts"].as_array().unwrap().len(), 1);
    assert_eq!(bench.service.artifacts(&one).unwrap()[0].size, 3);
}

#[tokio::test]
async fn what_is_kept_outlives_the_service() {
    let bench = bench().await;
    artifact(&bench, &grant("run"), "results", b"content").await;
    save(&bench, &grant("run"), "deps", b"content")
        .await
        .unwrap();
    let unfinished = begin(&bench, &grant("run"), "unfinished").await;
    bench.send("PUT", &unfinished, &[], b"content").await;
    let Bench { service, folder } = bench;
    service.close().await;
    let options = options(folder.path(), Limits::default(), || NOW);
    let service = Service::start(options).await.unwrap();
    let again = Bench { service, folder };
    let artifacts = again.service.artifacts(&RunId::new("run")).unwrap();
    assert_eq!(artifacts.len(), 1);
    assert_eq!(
        (artifacts[0].name.as_str(), artifacts[0].created),
        ("results", NOW)
    );
    assert_eq!(
        restore(&again, &grant("later"), "deps").await.as_deref(),
        Some("deps")
    );
    let mut left = std::fs::read_dir(again.folder.path().join("artifacts")).unwrap();
    assert!(
        left.all(|entry| entry.unwrap().file_name() == "run"),
        "an upload was left behind"
    );
}
