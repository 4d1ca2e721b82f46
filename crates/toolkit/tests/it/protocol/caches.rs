//! Caches: scopes, owners, room, the old protocol.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use maillon_model::{JobId, RunId, Timestamp};
use maillon_toolkit::{CacheScopes, Grant, Limits};
use serde_json::json;

use super::{bench, restore, save};
use crate::node::{Bench, NOW, grant};

#[tokio::test]
async fn another_job_ends_no_upload_of_a_cache() {
    let bench = bench().await;
    let (one, two) = (grant("run"), Grant::new(RunId::new("run"), JobId(1)));
    let create = json!({"key": "deps", "version": "v"});
    for status in [200, 200] {
        let begun = bench
            .call(&one, "CacheService/CreateCacheEntry", create.clone())
            .await;
        assert_eq!(begun.status, status);
    }
    assert_eq!(save(&bench, &two, "deps", b"content").await, Err(409));
    let finalize = json!({"key": "deps", "version": "v", "size_bytes": 0});
    let stolen = bench
        .call(&two, "CacheService/FinalizeCacheEntryUpload", finalize)
        .await;
    assert_eq!(stolen.status, 404);
    assert_eq!(save(&bench, &one, "deps", b"content").await, Ok(()));
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
