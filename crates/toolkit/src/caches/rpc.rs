//! `CacheService`: what `@actions/cache` calls where `ACTIONS_CACHE_SERVICE_V2` is set.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Caches, Wanted, identity};
use crate::auth::{Access, Store};
use crate::fault::Fault;
use crate::twirp::{Caller, Int64, answer, question};

#[derive(Deserialize)]
struct CreateCacheEntry {
    key: String,
    version: String,
}

#[derive(Serialize)]
struct Created {
    ok: bool,
    signed_upload_url: String,
    message: String,
}

#[derive(Deserialize)]
struct FinalizeCacheEntryUpload {
    key: String,
    version: String,
    #[serde(default, alias = "sizeBytes")]
    size_bytes: Int64,
}

#[derive(Serialize)]
struct Finalized {
    ok: bool,
    entry_id: Int64,
    message: String,
}

#[derive(Deserialize)]
struct GetCacheEntryDownloadUrl {
    key: String,
    version: String,
    #[serde(default, alias = "restoreKeys")]
    restore_keys: Vec<String>,
}

#[derive(Default, Serialize)]
struct Found {
    ok: bool,
    signed_download_url: String,
    matched_key: String,
}

/// Answers a call of the service.
pub(crate) fn call(method: &str, request: Value, caller: &Caller) -> Result<Value, Fault> {
    match method {
        "CreateCacheEntry" => create(&question(request)?, caller),
        "FinalizeCacheEntryUpload" => finalize(&question(request)?, caller),
        "GetCacheEntryDownloadURL" => download_url(question(request)?, caller),
        _ => Err(Fault::NotFound(format!(
            "CacheService has no method {method}"
        ))),
    }
}

fn create(request: &CreateCacheEntry, caller: &Caller) -> Result<Value, Fault> {
    let uploads = &caller.shared.uploads;
    let begun = caches(caller).begin(&caller.grant, &request.key, &request.version, uploads);
    match begun {
        Ok(upload) => answer(&Created {
            ok: true,
            signed_upload_url: caller.link(&Store::Upload(upload), Access::Write),
            message: String::new(),
        }),
        // A policy is no error of the protocol: the clients read it from the message.
        Err(Fault::Denied(message)) => answer(&Created {
            ok: false,
            signed_upload_url: String::new(),
            message,
        }),
        Err(fault) => Err(fault),
    }
}

fn finalize(request: &FinalizeCacheEntryUpload, caller: &Caller) -> Result<Value, Fault> {
    let identity = identity(&caller.grant, &request.key, &request.version)?;
    let (size, uploads) = (request.size_bytes.0, &caller.shared.uploads);
    let id = caches(caller).finish(&caller.grant, identity, size, uploads, caller.now())?;
    answer(&Finalized {
        ok: true,
        entry_id: Int64(id),
        message: String::new(),
    })
}

fn download_url(request: GetCacheEntryDownloadUrl, caller: &Caller) -> Result<Value, Fault> {
    let keys: Vec<_> = std::iter::once(request.key)
        .chain(request.restore_keys)
        .collect();
    let wanted = Wanted {
        keys: &keys,
        version: &request.version,
    };
    let found = caches(caller).find(&caller.grant, &wanted, caller.now())?;
    let url = found.map(|item| Found {
        ok: true,
        signed_download_url: caller.link(&Store::Cache(item.id), Access::Read),
        matched_key: item.meta.identity.key,
    });
    answer(&url.unwrap_or_default())
}

fn caches(caller: &Caller) -> &Caches {
    &caller.shared.caches
}
