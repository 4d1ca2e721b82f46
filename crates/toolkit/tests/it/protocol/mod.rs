//! The protocols to the letter, with a clock of the test's own.

mod access;
mod artifacts;
mod caches;

use maillon_toolkit::{Grant, Limits};
use serde_json::{Value, json};

use crate::node::{Bench, NOW};
use crate::wire::Answer;

pub(super) async fn bench() -> Bench {
    Bench::with(Limits::default(), || NOW).await
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Begins an artifact; gives the address for its upload.
pub(super) async fn begin(bench: &Bench, grant: &Grant, name: &str) -> String {
    let request =
        json!({"workflow_run_backend_id": grant.run.as_str(), "name": name, "version": 4});
    let answer = bench
        .call(grant, "ArtifactService/CreateArtifact", request)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    text(&answer.json()["signed_upload_url"])
}

pub(super) async fn finalize(
    bench: &Bench,
    grant: &Grant,
    name: &str,
    size: usize,
    hash: Value,
) -> Answer {
    let request = json!({
        "workflow_run_backend_id": grant.run.as_str(), "name": name, "size": size.to_string(), "hash": hash,
    });
    bench
        .call(grant, "ArtifactService/FinalizeArtifact", request)
        .await
}

/// Makes an artifact; gives the address for its download.
pub(super) async fn artifact(bench: &Bench, grant: &Grant, name: &str, content: &[u8]) -> String {
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
pub(super) async fn save(
    bench: &Bench,
    grant: &Grant,
    key: &str,
    content: &[u8],
) -> Result<(), u16> {
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

pub(super) async fn restore(bench: &Bench, grant: &Grant, key: &str) -> Option<String> {
    let request = json!({"key": key, "version": "v"});
    let answer = bench
        .call(grant, "CacheService/GetCacheEntryDownloadURL", request)
        .await
        .json();
    let found = answer["ok"] == true;
    found.then(|| text(&answer["matched_key"]))
}
