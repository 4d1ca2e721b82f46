//! Twirp: remote calls as `POST /twirp/<service>/<method>` with messages in JSON or protobuf.

pub(crate) mod protobuf;
mod values;

use std::sync::Arc;

use maillon_model::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::auth::{Access, Grant, Link, Store};
use crate::fault::Fault;
use crate::service::Shared;
use crate::{artifacts, caches};

pub(crate) use values::{Int64, Time};

const PACKAGE: &str = "github.actions.results.api.v1.";

/// Who calls.
pub(crate) struct Caller {
    pub(crate) shared: Arc<Shared>,
    pub(crate) grant: Grant,
    /// The host and port under which the caller reaches this service.
    pub(crate) host: String,
}

impl Caller {
    pub(crate) fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// A signed address that the caller can reach.
    pub(crate) fn link(&self, store: &Store, access: Access) -> String {
        let link = Link { store, access };
        link.address(&self.host, &self.shared.key, self.now())
    }
}

/// Answers a call. It blocks on files.
pub(crate) fn call(
    service: &str,
    method: &str,
    request: Value,
    caller: &Caller,
) -> Result<Value, Fault> {
    match service.strip_prefix(PACKAGE) {
        Some("ArtifactService") => artifacts::call(method, request, caller),
        Some("CacheService") => caches::call(method, request, caller),
        _ => Err(Fault::NotFound(format!("there is no service {service}"))),
    }
}

/// Reads a request.
pub(crate) fn question<T: DeserializeOwned>(request: Value) -> Result<T, Fault> {
    serde_json::from_value(request)
        .map_err(|error| Fault::Malformed(format!("the request is not understood: {error}")))
}

/// Writes an answer.
pub(crate) fn answer<T: Serialize>(answer: &T) -> Result<Value, Fault> {
    serde_json::to_value(answer).map_err(|error| Fault::Storage(error.into()))
}
