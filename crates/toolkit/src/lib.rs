//! The services of GitHub's runner that actions call: artifacts and caches, over HTTP.
//!
//! `actions/upload-artifact`, `actions/cache` and all that builds on the packages `@actions/artifact` and
//! `@actions/cache` find these services through `ACTIONS_RESULTS_URL`, `ACTIONS_CACHE_URL` and
//! `ACTIONS_RUNTIME_TOKEN`. A [`Service`] speaks their protocols, so that the real actions work unchanged:
//!
//! - artifacts of version 4: a Twirp service, and uploads and downloads as Azure's blob storage has them;
//! - caches of version 2: the same two; caches of version 1: `_apis/artifactcache`.
//!
//! A request is allowed by a job's token or by a signed link, and by nothing else. Never here: the process
//! environment, a terminal, the clock (it is an argument), knowledge of a job beyond what its token says.

mod artifacts;
mod auth;
mod caches;
mod fault;
mod http;
mod service;
mod shelf;
mod twirp;
mod uploads;

pub use artifacts::{Artifact, ContentType, Kept, UnpackError, keep, kept};
pub use auth::{CacheScopes, Grant};
pub use service::{Clock, Limits, Options, Service, StartError};
