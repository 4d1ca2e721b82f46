//! Files and folders of what a job left, as bytes.

use std::io::{self, Write};

use axum::body::Body;
use maillon_store::artifacts::{ArchiveRow, UploadRow};
use tokio_stream::wrappers::ReceiverStream;

use super::browse::{Sources, is_zip, sources};
use super::pipe::{Pushed, Ranged, Streamed};
use super::storage::Storage;
use crate::http::Fault;
use crate::logs::JobPlace;
use crate::server::Server;

/// A file to be sent.
#[derive(Debug)]
pub struct Download {
    /// What it is to be called.
    pub name: String,
    /// Its length in bytes, where that is known.
    pub size: Option<u64>,
    /// Its bytes.
    pub body: Body,
}

/// One file of what a job left.
pub async fn file(server: &Server, job: &JobPlace, path: &str) -> Result<Download, Fault> {
    let path = path.trim_start_matches('/');
    let sources = sources(server, job).await?;
    let missing = || Fault::not_found("artifact");
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let (size, body) = match place_of(&sources, path).ok_or_else(missing)? {
        Place::InArchive(archive, size) => {
            let stream = server.artifacts.read(&archive.place).await?;
            let (reader, path) = (Streamed::new(stream), path.to_owned());
            (
                Some(size),
                written(move |to| from_archive(reader, &path, to)),
            )
        }
        Place::Upload(upload) => {
            let stream = server.artifacts.read(&upload.place).await?;
            (
                Some(upload.info.size),
                Body::from_stream(stream.map_errors()),
            )
        }
        Place::InUpload(upload, inner) => {
            let file = Ranged::new(&server.artifacts, &upload.place, upload.info.size);
            let size = size_in_zip(server, upload, inner).await?;
            let inner = inner.to_owned();
            (Some(size), written(move |to| from_zip(file, &inner, to)))
        }
    };
    Ok(Download { name, size, body })
}

/// How everything is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// A zip, for people.
    Zip,
    /// A tar in zstd, for programs.
    Tar,
}

/// Everything that a job left in one file.
pub async fn all(server: &Server, job: &JobPlace, packing: Packing) -> Result<Download, Fault> {
    let sources = sources(server, job).await?;
    if sources.archive.is_none() && sources.uploads.is_empty() {
        return Err(Fault::not_found("artifact"));
    }
    let name = |end: &str| format!("{}.{end}", job.row.summary.name.replace('/', "-"));
    if let (Packing::Tar, Some(archive), []) = (packing, &sources.archive, &sources.uploads[..]) {
        let stream = server.artifacts.read(&archive.place).await?;
        return Ok(Download {
            name: name("tar.zst"),
            size: Some(archive.size),
            body: Body::from_stream(stream.map_errors()),
        });
    }
    let storage = server.artifacts.clone();
    let archive = match &sources.archive {
        Some(archive) => Some(Streamed::new(storage.read(&archive.place).await?)),
        None => None,
    };
    let uploads = sources.uploads;
    let body = written(move |to| match packing {
        Packing::Zip => super::repack::zip(archive, &storage, &uploads, to),
        Packing::Tar => super::repack::tar(archive, &storage, &uploads, to),
    });
    let name = match packing {
        Packing::Zip => name("zip"),
        Packing::Tar => name("tar.zst"),
    };
    Ok(Download {
        name,
        size: None,
        body,
    })
}

enum Place<'a> {
    InArchive(&'a ArchiveRow, u64),
    Upload(&'a UploadRow),
    InUpload(&'a UploadRow, &'a str),
}

fn place_of<'a>(sources: &'a Sources, path: &'a str) -> Option<Place<'a>> {
    let known = |archive: &'a ArchiveRow| {
        let file = archive.files.iter().find(|file| file.path == path)?;
        Some(Place::InArchive(archive, file.size))
    };
    let uploaded = |upload: &'a UploadRow| {
        let rest = path.strip_prefix(upload.info.name.as_str())?;
        match rest.strip_prefix('/') {
            Some(inner) if is_zip(upload) => Some(Place::InUpload(upload, inner)),
            None if rest.is_empty() && !is_zip(upload) => Some(Place::Upload(upload)),
            _ => None,
        }
    };
    let archived = sources.archive.as_ref().and_then(known);
    archived.or_else(|| sources.uploads.iter().find_map(uploaded))
}

/// What code writes on a thread that may block.
fn written(write: impl FnOnce(&mut Pushed) -> io::Result<()> + Send + 'static) -> Body {
    let (mut to, from) = Pushed::pipe();
    tokio::task::spawn_blocking(move || {
        let done = write(&mut to);
        to.end(done);
    });
    Body::from_stream(ReceiverStream::new(from))
}

fn from_archive(archive: Streamed, path: &str, to: &mut Pushed) -> io::Result<()> {
    let mut archive = tar::Archive::new(zstd::Decoder::new(archive)?);
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()?.to_string_lossy() == path {
            return io::copy(&mut entry, to).map(drop);
        }
    }
    Err(io::Error::other(format!("{path} is not in its archive")))
}

fn from_zip(file: Ranged, inner: &str, to: &mut Pushed) -> io::Result<()> {
    let mut zip = zip::ZipArchive::new(file)?;
    let mut file = zip.by_name(inner)?;
    io::copy(&mut file, to)?;
    to.flush()
}

async fn size_in_zip(server: &Server, upload: &UploadRow, inner: &str) -> Result<u64, Fault> {
    let file = Ranged::new(&server.artifacts, &upload.place, upload.info.size);
    let inner = inner.to_owned();
    let size = move || -> io::Result<u64> {
        let mut zip = zip::ZipArchive::new(file)?;
        Ok(zip.by_name(&inner)?.size())
    };
    let size = tokio::task::spawn_blocking(size).await;
    let size = size.map_err(|error| Fault::internal(error.to_string()))?;
    size.map_err(|_| Fault::not_found("artifact"))
}

/// The same stream, with errors as bodies know them.
pub(super) trait MapErrors {
    fn map_errors(self) -> impl futures_util::Stream<Item = io::Result<bytes::Bytes>> + Send;
}

impl MapErrors for futures_util::stream::BoxStream<'static, Result<bytes::Bytes, Fault>> {
    fn map_errors(self) -> impl futures_util::Stream<Item = io::Result<bytes::Bytes>> + Send {
        futures_util::TryStreamExt::map_err(self, |fault| io::Error::other(fault.message))
    }
}

/// All files of an archive, with their contents, for what is small: test reports.
pub(crate) async fn contents(
    storage: &Storage,
    archive: &ArchiveRow,
    largest: u64,
) -> Result<Vec<Vec<u8>>, Fault> {
    let reader = Streamed::new(storage.read(&archive.place).await?);
    let read = move || -> io::Result<Vec<Vec<u8>>> {
        let mut archive = tar::Archive::new(zstd::Decoder::new(reader)?);
        let mut contents = Vec::new();
        for entry in archive.entries()? {
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut io::Read::take(entry?, largest), &mut bytes)?;
            contents.push(bytes);
        }
        Ok(contents)
    };
    let read = tokio::task::spawn_blocking(read).await;
    let read = read.map_err(|error| Fault::internal(error.to_string()))?;
    read.map_err(|error| Fault::internal(format!("a test report can't be read: {error}")))
}
