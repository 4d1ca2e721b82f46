//! Bytes that arrive: hashed, looked into and written, all at once and never held whole.

use std::io;

use axum::body::Body;
use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::StreamExt;
use maillon_protocol::api::Artifact;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::index::index;
use super::pipe::Pulled;
use super::storage::{Storage, Writing};
use crate::http::Fault;

/// An archive that was written, and is nowhere known yet.
#[derive(Debug)]
pub(super) struct Received {
    /// BLAKE3 for archives, SHA-256 for uploads, in hexadecimal digits.
    pub(super) hash: String,
    /// Where it lies.
    pub(super) place: String,
    /// In bytes.
    pub(super) size: u64,
    /// What is in it.
    pub(super) files: Vec<Artifact>,
}

/// Writes an archive whose name is the hash of its content. What has another content stays nowhere.
pub(super) async fn archive(storage: &Storage, id: &str, body: Body) -> Result<Received, Fault> {
    let mut writing = storage.write("archives").await?;
    let (to, from) = Pulled::pipe();
    let looking = tokio::task::spawn_blocking(move || index(from));
    let mut hash = blake3::Hasher::new();
    let mut hashed = |bytes: &[u8]| {
        hash.update(bytes);
    };
    let copied = copy(body, &mut writing, Some(&to), &mut hashed).await;
    drop(to);
    let hash = hash.finalize().to_hex().to_string();
    let files = looked(looking).await;
    let checked = copied.and_then(|()| same(id, &hash)).and(files);
    keep(writing, hash, checked).await
}

/// Writes an upload with a known SHA-256.
pub(super) async fn upload(storage: &Storage, sha256: &str, body: Body) -> Result<Received, Fault> {
    let mut writing = storage.write("uploads").await?;
    let mut hash = Sha256::new();
    let mut hashed = |bytes: &[u8]| hash.update(bytes);
    let copied = copy(body, &mut writing, None, &mut hashed).await;
    let hash = format!("{:x}", hash.finalize());
    let checked = copied
        .and_then(|()| same(sha256, &hash))
        .map(|()| Vec::new());
    keep(writing, hash, checked).await
}

async fn keep(
    writing: Writing,
    hash: String,
    checked: Result<Vec<Artifact>, Fault>,
) -> Result<Received, Fault> {
    let size = writing.size();
    match checked {
        Ok(files) => Ok(Received {
            hash,
            place: writing.finish().await?,
            size,
            files,
        }),
        Err(fault) => {
            writing.abandon().await;
            Err(fault)
        }
    }
}

async fn copy(
    body: Body,
    writing: &mut Writing,
    look: Option<&mpsc::Sender<Bytes>>,
    hash: &mut (dyn FnMut(&[u8]) + Send),
) -> Result<(), Fault> {
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| broken_off(&error))?;
        hash(&piece);
        if let Some(look) = look {
            // Who looks may have seen enough: what is wrong with the archive, it says at the end.
            let _ = look.send(piece.clone()).await;
        }
        writing.put(piece).await?;
    }
    Ok(())
}

fn broken_off(error: &axum::Error) -> Fault {
    let message = format!("the body broke off: {error}; send it again");
    Fault::new(StatusCode::BAD_REQUEST, "broken_off", message)
}

fn same(expected: &str, found: &str) -> Result<(), Fault> {
    if expected == found {
        return Ok(());
    }
    let message = format!("the content has the hash {found}, not {expected}; send it again");
    Err(Fault::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "other_content",
        message,
    ))
}

async fn looked(looking: JoinHandle<io::Result<Vec<Artifact>>>) -> Result<Vec<Artifact>, Fault> {
    let looked = looking
        .await
        .map_err(|error| Fault::internal(error.to_string()))?;
    looked.map_err(|error| Fault::invalid(format!("it is no archive (tar in zstd): {error}")))
}
