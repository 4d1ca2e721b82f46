//! The protocols to the letter, with a clock of the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use maillon_model::{JobId, RunId, Timestamp};
use maillon_toolkit::{CacheScopes, Grant, Limits, Service};
use serde_json::{Value, json};

use crate::node::{Bench, NOW, grant, options};
use crate::wire::Answer;

async fn bench() -> Bench {
    Bench::with(Limits::default(), || NOW).await
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Begins an artifact; gives the address for its upload.
async fn begin(bench: &Bench, grant: &Grant, name: &str) -> String {
    let request =
        json!({"workflow_run_backend_id": grant.run.as_str(), "name": name, "version": 4});
    let answer = bench
        .call(grant, "ArtifactService/CreateArtifact", request)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    text(&answer.json()["signed_upload_url"])
}

async fn finalize(bench: &Bench, grant: &Grant, name: &str, size: usize, hash: Value) -> Answer {
    let request = json!({
        "workflow_run_backend_id": grant.run.as_str(), "name": name, "size": size.to_string(), "hash": hash,
    });
    bench
        .call(grant, "ArtifactService/FinalizeArtifact", request)
        .await
}

/// Makes an artifact; gives the address for its download.
async fn artifact(bench: &Bench, grant: &Grant, name: &str, content: &[u8]) -> String {
    let upload = begin(bench, grant, name).await;
    assert_eq!(bench.send("PUT", &upload, &[], content).await.status, 201);
    assert_eq!(
        finalize(bench, grant, name, content.len(), json!(null))
            .await
            .status,
        200
    );
    let request = json!({"workflow_run_backend_id": grant.run.as_str(), "name": name});
    let answer = bench
        .call(grant, "ArtifactService/GetSignedArtifactURL", request)
        .await;
    text(&answer.json()["signed_url"])
}

/// Saves a cache; gives the status of the first refusal.
async fn save(bench: &Bench, grant: &Grant, key: &str, content: &[u8]) -> Result<(), u16> {
    let request = json!({"key": key, "version": "v"});
    let begun = bench
        .call(grant, "CacheService/CreateCacheEntry", request)
        .await;
    if begun.status != 200 {
        return Err(begun.status);
    }
    let upload = text(&begun.json()["signed_upload_url"]);
    bench
        .send("PUT", &upload, &["x-ms-blob-type: BlockBlob"], content)
        .await;
    let request = json!({"key": key, "version": "v", "size_bytes": content.len()});
    let ended = bench
        .call(grant, "CacheService/FinalizeCacheEntryUpload", request)
        .await;
    if ended.status == 200 {
        Ok(())
    } else {
        Err(ended.status)
    }
}

async fn restore(bench: &Bench, grant: &Grant, key: &str) -> Option<String> {
    let request = json!({"key": key, "version": "v"});
    let answer = bench
        .call(grant, "CacheService/GetCacheEntryDownloadURL", request)
        .await
        .json();
    let found = answer["ok"] == true;
    found.then(|| text(&answer["matched_key"]))
}

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
        ("GET", &format!("{}?{query}", path.replace("/1", "/2")), 403),
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
async fn downloads_have_ranges_and_properties() {
    let bench = bench().await;
    let download = artifact(&bench, &grant("run"), "results", b"0123456789").await;
    let head = bench.send("HEAD", &download, &[], b"").await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("10"))
    );
    assert_eq!(head.header("content-type"), Some("application/zip"));
    assert!(head.header("etag").is_some());
    for (range, status, body, content_range) in [
        ("x-ms-range: bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("Range: bytes=8-99", 206, "89", Some("bytes 8-9/10")),
        ("Range: bytes=-1", 206, "9", Some("bytes 9-9/10")),
        ("Range: nonsense", 200, "0123456789", None),
    ] {
        let answer = bench.send("GET", &download, &[range], b"").await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (status, body),
            "{range}"
        );
        assert_eq!(answer.header("content-range"), content_range, "{range}");
    }
    assert_eq!(
        bench
            .send("GET", &download, &["Range: bytes=10-"], b"")
            .await
            .status,
        416
    );
}

#[tokio::test]
async fn blocks_come_in_the_order_of_the_list() {
    let bench = bench().await;
    let grant = grant("run");
    let upload = begin(&bench, &grant, "results").await;
    for (block, content) in [("Yg==", "second"), ("YQ==", "draft"), ("YQ==", "first ")] {
        let path = format!("{upload}&comp=block&blockid={}", block.replace('=', "%3D"));
        assert_eq!(
            bench
                .send("PUT", &path, &[], content.as_bytes())
                .await
                .status,
            201
        );
    }
    let path = format!("{upload}&comp=blocklist");
    let unknown = "<BlockList><Latest>Yw==</Latest></BlockList>";
    assert_eq!(
        bench
            .send("PUT", &path, &[], unknown.as_bytes())
            .await
            .status,
        400
    );
    let list = "<BlockList><Latest>YQ==</Latest><Latest>Yg==</Latest></BlockList>";
    assert_eq!(
        bench.send("PUT", &path, &[], list.as_bytes()).await.status,
        201
    );
    assert_eq!(
        finalize(&bench, &grant, "results", 12, json!(null))
            .await
            .status,
        200
    );
    let found = bench.service.artifacts(&grant.run).unwrap();
    assert_eq!(
        std::fs::read_to_string(&found[0].path).unwrap(),
        "first second"
    );
}

#[tokio::test]
async fn what_arrived_must_be_what_was_sent() {
    let bench = bench().await;
    let grant = grant("run");
    for (size, hash, message) in [
        (3, json!(null), "7 bytes arrived, 3 were sent"),
        (7, json!("sha256:00"), "not what was sent"),
    ] {
        let upload = begin(&bench, &grant, "results").await;
        bench.send("PUT", &upload, &[], b"content").await;
        let answer = finalize(&bench, &grant, "results", size, hash).await;
        assert_eq!(answer.status, 400);
        assert!(
            text(&answer.json()["msg"]).contains(message),
            "{}",
            answer.text()
        );
    }
    begin(&bench, &grant, "empty").await;
    let answer = finalize(&bench, &grant, "empty", 0, json!(null)).await;
    assert_eq!(answer.json()["msg"], "nothing was uploaded");
    assert_eq!(bench.service.artifacts(&grant.run).unwrap(), []);
}

#[tokio::test]
async fn names_belong_to_the_job_that_begins_first() {
    let bench = bench().await;
    let (one, two) = (grant("run"), Grant::new(RunId::new("run"), JobId(1)));
    begin(&bench, &one, "results").await;
    begin(&bench, &one, "results").await;
    let request = json!({"workflow_run_backend_id": "run", "name": "results"});
    let answer = bench
        .call(&two, "ArtifactService/CreateArtifact", request)
        .await;
    assert_eq!(
        (answer.status, text(&answer.json()["code"]).as_str()),
        (409, "already_exists")
    );
    let stolen = finalize(&bench, &two, "results", 0, json!(null)).await;
    assert_eq!(stolen.status, 404);
    for name in ["", "..", "a/b", "a:b", "a\nb"] {
        let request = json!({"workflow_run_backend_id": "run", "name": name});
        let answer = bench
            .call(&one, "ArtifactService/CreateArtifact", request)
            .await;
        assert_eq!(answer.status, 400, "{name:?}");
    }
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

#[tokio::test]
async fn the_least_recently_used_caches_make_room() {
    let time = Arc::new(AtomicU64::new(NOW.0));
    let clock = time.clone();
    let limits = Limits {
        caches: 20,
        ..Limits::default()
    };
    let tick = move || Timestamp(clock.fetch_add(1000, Ordering::Relaxed));
    let bench = Bench::with(limits, tick).await;
    let grant = grant("run");
    for key in ["a", "b"] {
        save(&bench, &grant, key, &[0; 10]).await.unwrap();
    }
    assert_eq!(restore(&bench, &grant, "a").await.as_deref(), Some("a"));
    save(&bench, &grant, "c", &[0; 10]).await.unwrap();
    assert_eq!(restore(&bench, &grant, "a").await.as_deref(), Some("a"));
    assert_eq!(restore(&bench, &grant, "b").await, None);
    let week = Duration::from_hours(8 * 24);
    time.fetch_add(u64::try_from(week.as_millis()).unwrap(), Ordering::Relaxed);
    assert_eq!(restore(&bench, &grant, "a").await, None);
}

#[tokio::test]
async fn a_cache_is_saved_once_per_scope() {
    let bench = bench().await;
    let on = |scope: &str| grant("run").caches(CacheScopes::only(scope).and("main"));
    assert_eq!(save(&bench, &on("main"), "deps", b"content").await, Ok(()));
    assert_eq!(
        save(&bench, &on("main"), "deps", b"content").await,
        Err(409)
    );
    assert_eq!(save(&bench, &on("topic"), "deps", b"content").await, Ok(()));
    assert_eq!(
        save(&bench, &on("topic"), "a,b", b"content").await,
        Err(400)
    );
    assert_eq!(
        save(&bench, &on("topic"), "topic-only", b"content").await,
        Ok(())
    );
    assert_eq!(restore(&bench, &on("main"), "topic-only").await, None);
}

#[tokio::test]
async fn the_old_protocol_lists_and_refuses() {
    let bench = bench().await;
    let grant = grant("run");
    save(&bench, &grant, "deps-1", b"content").await.unwrap();
    let list = "/_apis/artifactcache/caches?key=deps";
    let listed = bench
        .with_token(&grant, "GET", list, &json!({}))
        .await
        .json();
    assert_eq!(listed["totalCount"], 1);
    assert_eq!(listed["artifactCaches"][0]["cacheKey"], "deps-1");
    let miss = "/_apis/artifactcache/cache?keys=none%2Cnothing&version=v";
    assert_eq!(
        bench
            .with_token(&grant, "GET", miss, &json!({}))
            .await
            .status,
        204
    );
    let caches = "/_apis/artifactcache/caches";
    let large = json!({"key": "large", "version": "v", "cacheSize": 1_u64 << 40});
    assert_eq!(
        bench
            .with_token(&grant, "POST", caches, &large)
            .await
            .status,
        400
    );
    let again = json!({"key": "deps-1", "version": "v", "cacheSize": 1});
    assert_eq!(
        bench
            .with_token(&grant, "POST", caches, &again)
            .await
            .status,
        409
    );
    let foreign = "/_apis/artifactcache/caches/99";
    assert_eq!(
        bench
            .with_token(&grant, "POST", foreign, &json!({"size": 1}))
            .await
            .status,
        404
    );
    let old = "/_apis/pipelines/workflows/1/artifacts?api-version=6.0-preview";
    let answer = bench.with_token(&grant, "POST", old, &json!({})).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("use version 4"), "{}", answer.text());
}
