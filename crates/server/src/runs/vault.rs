//! Sealed columns of runs: small JSON as it is, what may be large compressed.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use maillon_model::{Attempt, JobId};
use maillon_protocol::agent::Order;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::maker::Made;
use super::order::RunOrder;
use crate::http::Fault;
use crate::seal::Sealer;

/// Seals what belongs to runs.
#[derive(Clone, Debug)]
pub(crate) struct Vault(Arc<Sealer>);

/// The level of compression: the quickest.
const LEVEL: i32 = 1;

/// What is shorter stays as it is, in bytes.
const WORTH: usize = 4096;

impl Vault {
    pub(crate) fn new(sealer: Arc<Sealer>) -> Self {
        Self(sealer)
    }

    pub(crate) fn seal_order(
        &self,
        project: i64,
        sha: &str,
        order: &RunOrder,
    ) -> Result<Vec<u8>, Fault> {
        self.seal(&format!("run order {project}/{sha}"), order)
    }

    pub(crate) fn open_order(
        &self,
        project: i64,
        sha: &str,
        sealed: &[u8],
    ) -> Result<RunOrder, Fault> {
        self.open(&format!("run order {project}/{sha}"), sealed)
    }

    pub(crate) fn seal_made(&self, run: i64, made: &Made) -> Result<Vec<u8>, Fault> {
        self.seal(&format!("run {run} made"), made)
    }

    pub(crate) fn open_made(&self, run: i64, sealed: &[u8]) -> Result<Made, Fault> {
        self.open(&format!("run {run} made"), sealed)
    }

    pub(crate) fn seal_journal<T: Serialize>(
        &self,
        run: i64,
        seq: u64,
        entries: &T,
    ) -> Result<Vec<u8>, Fault> {
        self.seal(&format!("journal {run}/{seq}"), entries)
    }

    pub(crate) fn open_journal<T: DeserializeOwned>(
        &self,
        run: i64,
        seq: u64,
        sealed: &[u8],
    ) -> Result<T, Fault> {
        self.open(&format!("journal {run}/{seq}"), sealed)
    }

    pub(crate) fn seal_task(
        &self,
        run: i64,
        job: JobId,
        attempt: Attempt,
        order: &Order,
    ) -> Result<Vec<u8>, Fault> {
        self.seal(&task(run, job, attempt), order)
    }

    pub(crate) fn open_task(
        &self,
        run: i64,
        job: JobId,
        attempt: Attempt,
        sealed: &[u8],
    ) -> Result<Order, Fault> {
        self.open(&task(run, job, attempt), sealed)
    }

    fn seal<T: Serialize>(&self, context: &str, value: &T) -> Result<Vec<u8>, Fault> {
        let json = serde_json::to_vec(value).map_err(|error| unreadable(context, &error))?;
        let packed = pack(&json).map_err(|error| unreadable(context, &error))?;
        Ok(self.0.seal(context, &packed)?)
    }

    fn open<T: DeserializeOwned>(&self, context: &str, sealed: &[u8]) -> Result<T, Fault> {
        let packed = self.0.open(context, sealed)?;
        let json = unpack(&packed).map_err(|error| unreadable(context, &error))?;
        serde_json::from_slice(&json).map_err(|error| unreadable(context, &error))
    }
}

fn task(run: i64, job: JobId, attempt: Attempt) -> String {
    format!("task {run}/{job}/{}", attempt.0)
}

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

fn pack(json: &[u8]) -> io::Result<Vec<u8>> {
    if json.len() < WORTH {
        return Ok([&[PLAIN], json].concat());
    }
    Ok([&[ZSTD], &*zstd::bulk::compress(json, LEVEL)?].concat())
}

fn unpack(packed: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    match packed.split_first() {
        Some((&PLAIN, json)) => Ok(Cow::Borrowed(json)),
        Some((&ZSTD, small)) => zstd::stream::decode_all(small).map(Cow::Owned),
        _ => Err(io::Error::other("it is packed in an unknown way")),
    }
}

fn unreadable(what: &str, why: &dyn std::fmt::Display) -> Fault {
    Fault::internal(format!("{what}: {why}"))
}
