//! `_apis/artifactcache`: what `@actions/cache` calls where `ACTIONS_CACHE_SERVICE_V2` is not set.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Record, Wanted};
use crate::auth::{Access, Store};
use crate::fault::Fault;
use crate::http::{Call, Reply, caller, read_json};
use crate::service::Shared;
use crate::shelf::Item;
use crate::twirp::{Caller, Time};
use crate::uploads::blocking;

#[derive(Deserialize)]
struct Reserve {
    key: String,
    version: String,
    #[serde(rename = "cacheSize", default)]
    size: u64,
}

#[derive(Deserialize)]
struct Commit {
    size: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    scope: String,
    cache_key: String,
    cache_version: String,
    creation_time: Time,
    archive_location: String,
}

/// Answers a request.
pub(crate) async fn respond(shared: Arc<Shared>, call: Call) -> Reply {
    match answer(shared, call).await {
        Ok(reply) => reply,
        Err(fault) => Reply::json(fault.status(), &json!({"message": fault.to_string()})),
    }
}

async fn answer(shared: Arc<Shared>, call: Call) -> Result<Reply, Fault> {
    let caller = caller(shared, &call)?;
    let path: Vec<_> = call.path.iter().skip(2).map(String::as_str).collect();
    match (&call.method, path.as_slice()) {
        (&Method::GET, ["cache"]) => find(&call, caller).await,
        (&Method::GET, ["caches"]) => list(&call, &caller),
        (&Method::POST, ["caches"]) => reserve(&read_json(call.body).await?, &caller),
        (&Method::PATCH, ["caches", id]) => {
            let id = number(id)?;
            write(id, call, &caller).await
        }
        (&Method::POST, ["caches", id]) => {
            let id = number(id)?;
            commit(id, read_json(call.body).await?, caller).await
        }
        _ => Err(Fault::NotFound("caches have no such resource".into())),
    }
}

/// Which cache fits: 204 where none does.
async fn find(call: &Call, caller: Caller) -> Result<Reply, Fault> {
    let keys: Vec<_> = call
        .parameter("keys")
        .split(',')
        .map(|key| key.trim().to_owned())
        .collect();
    let version = call.parameter("version").to_owned();
    blocking(move || {
        let wanted = Wanted {
            keys: &keys,
            version: &version,
        };
        let found = caller
            .shared
            .caches
            .find(&caller.grant, &wanted, caller.now())?;
        Ok(match found {
            Some(item) => Reply::json(StatusCode::OK, &entry(item, &caller)),
            None => Reply::empty(StatusCode::NO_CONTENT),
        })
    })
    .await
}

/// All that begin with a key, whatever their version: the client shows them when it finds none.
fn list(call: &Call, caller: &Caller) -> Result<Reply, Fault> {
    let key = call.parameter("key");
    let mut items = caller.shared.caches.living(caller.now())?;
    items.retain(|item| {
        let identity = &item.meta.identity;
        let readable = caller
            .grant
            .caches
            .readable()
            .any(|scope| scope == identity.scope);
        readable && identity.key.starts_with(key)
    });
    let entries: Vec<_> = items.into_iter().map(|item| entry(item, caller)).collect();
    let answer = json!({"totalCount": entries.len(), "artifactCaches": entries});
    Ok(Reply::json(StatusCode::OK, &answer))
}

fn reserve(request: &Reserve, caller: &Caller) -> Result<Reply, Fault> {
    let (caches, uploads) = (&caller.shared.caches, &caller.shared.uploads);
    let limit = caches.limits.caches.min(caches.limits.upload);
    if request.size > limit {
        let text = format!(
            "a cache of {} bytes is over the limit of {limit}",
            request.size
        );
        return Err(Fault::Invalid(text));
    }
    let id = caches.begin(&caller.grant, &request.key, &request.version, uploads)?;
    Ok(Reply::json(StatusCode::CREATED, &json!({"cacheId": id})))
}

/// Takes a range: `Content-Range: bytes 0-99/*`.
async fn write(id: u64, call: Call, caller: &Caller) -> Result<Reply, Fault> {
    caller.shared.caches.reservation(&caller.grant, id)?;
    let range = call.header("content-range").strip_prefix("bytes ");
    let first = range.and_then(|range| range.split('-').next()?.trim().parse().ok());
    let missing = || Fault::Malformed("Content-Range doesn't say where the bytes go".into());
    caller
        .shared
        .uploads
        .write(id, first.ok_or_else(missing)?, call.body)
        .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn commit(id: u64, request: Commit, caller: Caller) -> Result<Reply, Fault> {
    blocking(move || {
        let (caches, uploads) = (&caller.shared.caches, &caller.shared.uploads);
        let identity = caches.reservation(&caller.grant, id)?;
        caches.finish(&caller.grant, identity, request.size, uploads, caller.now())?;
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    })
    .await
}

fn entry(item: Item<Record>, caller: &Caller) -> Entry {
    Entry {
        archive_location: caller.link(&Store::Cache(item.id), Access::Read),
        scope: item.meta.identity.scope,
        cache_key: item.meta.identity.key,
        cache_version: item.meta.identity.version,
        creation_time: Time(item.meta.created),
    }
}

fn number(id: &str) -> Result<u64, Fault> {
    let missing = |_| Fault::NotFound(format!("{id:?} is no upload"));
    id.parse().map_err(missing)
}
