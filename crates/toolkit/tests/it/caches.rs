//! `@actions/cache`, with both protocols.

use maillon_toolkit::CacheScopes;

use crate::node::{Bench, available, grant};

const V1: &[(&str, &str)] = &[];
const V2: &[(&str, &str)] = &[("ACTIONS_CACHE_SERVICE_V2", "True")];

async fn check(package: &str, environment: &[(&str, &str)]) {
    if !available() {
        return;
    }
    let bench = Bench::start().await;
    bench
        .run(&["caches.mjs", package], &grant("run"), environment)
        .await;
    let mut left = std::fs::read_dir(bench.folder.path().join("caches")).unwrap();
    let uploads = left.any(|entry| {
        entry
            .unwrap()
            .file_name()
            .to_str()
            .unwrap()
            .starts_with('.')
    });
    assert!(!uploads, "an upload was left behind");
}

#[tokio::test]
async fn caches_of_todays_actions() {
    check("@actions/cache", V2).await;
}

#[tokio::test]
async fn caches_of_todays_actions_by_the_old_protocol() {
    check("@actions/cache", V1).await;
}

#[tokio::test]
async fn caches_of_cache_v4() {
    check("cache-of-v4", V2).await;
}

#[tokio::test]
async fn caches_of_cache_v4_by_the_old_protocol() {
    check("cache-of-v4", V1).await;
}

#[tokio::test]
async fn a_job_that_may_only_read_says_why_it_saves_nothing() {
    if !available() {
        return;
    }
    let bench = Bench::start().await;
    let mut scopes = CacheScopes::only("refs/heads/main");
    scopes.others.extend(scopes.own.take());
    let grant = grant("run").caches(scopes);
    for environment in [V1, V2] {
        let text = bench.run(&["denied.mjs"], &grant, environment).await;
        assert!(
            text.contains("cache write denied: the token of this job may only read"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn caches_in_protobuf() {
    if available() {
        let bench = Bench::start().await;
        bench.run(&["protobuf.mjs"], &grant("run"), V2).await;
    }
}
