//! Where the bytes of archives and uploads lie: a folder, or a bucket that speaks S3.
//!
//! Each writing gets a place of its own, so that removing what nobody needs never meets somebody who writes
//! the same content.

use std::ops::Range;
use std::path::Path as FolderPath;
use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use maillon_model::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use crate::http::Fault;
use crate::settings::{ArtifactStorage, Settings};

/// What is sent at a time. S3 takes no smaller parts than 5 MiB.
const PART: usize = 8 << 20;

/// How many parts travel at a time.
const PARTS: usize = 2;

/// The storage of artifacts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage(Arc<dyn ObjectStore>);

/// Something that is being written. Nobody sees it before [`Writing::finish`].
#[derive(Debug)]
pub(crate) struct Writing {
    upload: WriteMultipart,
    place: String,
    size: u64,
}

/// Why the storage can't be opened.
#[derive(Debug, thiserror::Error)]
#[error("the storage of artifacts: {0}")]
pub struct StorageError(String);

impl Storage {
    /// The storage that the settings say.
    pub fn open(settings: &Settings) -> Result<Self, StorageError> {
        match &settings.artifacts {
            ArtifactStorage::Disk => Self::disk(&settings.data.join("artifacts")),
            ArtifactStorage::S3 { .. } => Self::bucket(&settings.artifacts),
        }
    }

    fn disk(folder: &FolderPath) -> Result<Self, StorageError> {
        let failed = |why: String| StorageError(format!("{}: {why}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder);
        let store = store.map_err(|error| failed(error.to_string()))?;
        let store = store.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self(Arc::new(store)))
    }

    fn bucket(settings: &ArtifactStorage) -> Result<Self, StorageError> {
        let ArtifactStorage::S3 {
            bucket,
            endpoint,
            region,
            key_id,
            secret,
        } = settings
        else {
            return Err(StorageError("no bucket is set".to_owned()));
        };
        // Another part of the program may have set it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_access_key_id(key_id)
            .with_secret_access_key(secret.expose());
        if let Some(endpoint) = endpoint {
            let plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(plain);
        }
        let store = builder.build();
        let store = store.map_err(|error| StorageError(format!("bucket {bucket}: {error}")))?;
        Ok(Self(Arc::new(store)))
    }

    /// Begins to write something of a kind: `archives`, `uploads`.
    pub(crate) async fn write(&self, kind: &str) -> Result<Writing, Fault> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| Fault::internal(error.to_string()))?;
        let name = crate::seal::hex(&random);
        let place = format!("{kind}/{}/{name}", name.get(..2).unwrap_or_default());
        let path = Path::from(place.as_str());
        let upload = self.0.put_multipart(&path).await.map_err(refused)?;
        Ok(Writing {
            upload: WriteMultipart::new_with_chunk_size(upload, PART),
            place,
            size: 0,
        })
    }

    /// The bytes of a place, a piece at a time.
    pub(crate) async fn read(
        &self,
        place: &str,
    ) -> Result<BoxStream<'static, Result<Bytes, Fault>>, Fault> {
        let found = self.0.get(&Path::from(place)).await.map_err(refused)?;
        Ok(found.into_stream().map_err(refused).boxed())
    }

    /// Some bytes of a place.
    pub(crate) async fn read_range(&self, place: &str, range: Range<u64>) -> Result<Bytes, Fault> {
        let found = self.0.get_range(&Path::from(place), range).await;
        found.map_err(refused)
    }

    /// Removes what lies in a place. What is not there is no failure.
    pub(crate) async fn remove(&self, place: &str) -> Result<(), Fault> {
        match self.0.delete(&Path::from(place)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }

    /// All places that were written before a time.
    pub(crate) fn places_before(
        &self,
        before: Timestamp,
    ) -> BoxStream<'static, Result<String, Fault>> {
        let listed = self.0.list(None).map_err(refused);
        let old = move |written: i64| u64::try_from(written).unwrap_or(0) < before.0;
        listed
            .try_filter_map(move |found| async move {
                let is_old = old(found.last_modified.timestamp_millis());
                Ok(is_old.then(|| found.location.to_string()))
            })
            .boxed()
    }

    /// Whether it answers.
    pub(crate) async fn check(&self) -> Result<(), Fault> {
        match self.0.head(&Path::from("archives/none")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }
}

impl Writing {
    /// Writes more. Waits where the storage is slower than who sends.
    pub(crate) async fn put(&mut self, bytes: Bytes) -> Result<(), Fault> {
        self.size += bytes.len() as u64;
        self.upload
            .wait_for_capacity(PARTS)
            .await
            .map_err(refused)?;
        self.upload.put(bytes);
        Ok(())
    }

    /// How much was written.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Everything is there from now on; in which place.
    pub(crate) async fn finish(self) -> Result<String, Fault> {
        self.upload.finish().await.map_err(refused)?;
        Ok(self.place)
    }

    /// Forgets what was written.
    pub(crate) async fn abandon(self) {
        // What stays behind is found by its age.
        let _ = self.upload.abort().await;
    }
}

/// The storage's own words: they hold no credentials.
fn refused(error: object_store::Error) -> Fault {
    match error {
        object_store::Error::NotFound { .. } => Fault::not_found("file in the artifact storage"),
        error => Fault::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "storage",
            format!("the storage of artifacts: {error}"),
        ),
    }
}
