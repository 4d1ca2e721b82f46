//! Artifacts: blobs, names, digests, archives.

use maillon_model::{JobId, RunId};
use maillon_toolkit::Grant;
use serde_json::json;

use super::{artifact, begin, bench, finalize, text};
use crate::node::grant;

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
async fn a_shorter_second_try_replaces_the_first() {
    let bench = bench().await;
    let grant = grant("run");
    let upload = begin(&bench, &grant, "results").await;
    bench.send("PUT", &upload, &[], b"long content").await;
    bench.send("PUT", &upload, &[], b"short").await;
    assert_eq!(
        finalize(&bench, &grant, "results", 5, json!(null))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_archive_stays_in_its_folder() {
    let bench = bench().await;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("../evil", zip::write::SimpleFileOptions::default())
        .unwrap();
    let archive = zip.finish().unwrap().into_inner();
    artifact(&bench, &grant("run"), "evil", &archive).await;
    artifact(&bench, &grant("run"), "broken", b"no archive").await;
    let found = bench.service.artifacts(&RunId::new("run")).unwrap();
    let into = bench.folder.path().join("unpacked");
    let errors = found
        .iter()
        .map(|found| found.unpack(&into).unwrap_err().to_string());
    let errors: Vec<_> = errors.collect();
    assert_eq!(
        errors[0],
        "the artifact evil holds \"../evil\", which leads out of its folder"
    );
    assert!(
        errors[1].starts_with("the artifact broken is no readable archive: "),
        "{}",
        errors[1]
    );
    assert!(!bench.folder.path().join("evil").exists());
}
