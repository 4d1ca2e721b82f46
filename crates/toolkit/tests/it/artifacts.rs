//! `@actions/artifact`.

use maillon_model::{JobId, RunId};
use maillon_toolkit::ContentType;

use crate::node::{Bench, available, grant};

/// All that actions do with artifacts, then what the runner finds of it.
async fn check(package: &str) {
    if !available() {
        return;
    }
    let bench = Bench::start().await;
    bench
        .run(&["artifacts.mjs", package], &grant("run"), &[])
        .await;
    let artifacts = bench.service.artifacts(&RunId::new("run")).unwrap();
    let names: Vec<_> = artifacts.iter().map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["results", "notes"]);
    let results = &artifacts[0];
    assert_eq!(results.job, JobId(0));
    assert_eq!(results.content, ContentType::Archive);
    let into = bench.folder.path().join("unpacked");
    let mut files = results.unpack(&into).unwrap();
    files.sort();
    let files: Vec<_> = files.iter().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(files, ["a.txt", "deep/er/é ü.txt", "empty", "large.bin"]);
    assert_eq!(
        std::fs::read_to_string(into.join("deep/er/é ü.txt")).unwrap(),
        "two"
    );
    assert_eq!(
        std::fs::metadata(into.join("large.bin")).unwrap().len(),
        20 << 20
    );
    bench.service.close().await;
}

#[tokio::test]
async fn artifacts_of_todays_actions() {
    check("@actions/artifact").await;
}

#[tokio::test]
async fn artifacts_of_upload_artifact_v4() {
    check("artifact-of-v4").await;
}

#[tokio::test]
async fn a_file_without_an_archive() {
    if !available() {
        return;
    }
    let bench = Bench::start().await;
    bench.run(&["file.mjs"], &grant("run"), &[]).await;
    let artifacts = bench.service.artifacts(&RunId::new("run")).unwrap();
    assert_eq!(artifacts[0].content, ContentType::File("text/html".into()));
    let into = bench.folder.path().join("unpacked");
    assert_eq!(
        artifacts[0].unpack(&into).unwrap(),
        ["résumé.html".as_ref() as &std::path::Path]
    );
    bench.run(&["none.mjs"], &grant("another"), &[]).await;
}
