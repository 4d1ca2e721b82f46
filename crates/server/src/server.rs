//! What all areas share.

use std::io;
use std::ops::Deref;
use std::sync::Arc;

use maillon_store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::access::password::Passwords;
use crate::artifacts::{Storage, StorageError};
use crate::git::Hosting;
use crate::http::listen::Patience;
use crate::http::tls::{Tls, TlsError};
use crate::live::Hub;
use crate::making::Making;
use crate::metrics::Metrics;
use crate::runs::{Maker, Runs};
use crate::seal::{SealError, Sealer, key_file};
use crate::settings::Settings;
use crate::{duties, http};

/// A server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Server(Arc<Shared>);

/// What all areas share.
#[derive(Debug)]
pub struct Shared {
    /// What it was told.
    pub settings: Settings,
    /// Where everything is kept.
    pub store: Store,
    /// What keeps secrets from whoever reads the database.
    pub sealer: Arc<Sealer>,
    /// What decides over runs.
    pub runs: Runs,
    /// What hashes passwords.
    pub passwords: Passwords,
    /// Where artifacts lie.
    pub artifacts: Storage,
    /// What is counted.
    pub metrics: Metrics,
    /// Logs that are followed.
    pub live: Hub,
    /// What the git endpoint shares.
    pub git: Hosting,
    /// Ends everything.
    pub stop: CancellationToken,
}

/// What a maker of pipelines may need of a server that is being opened.
#[derive(Debug)]
pub struct Base<'a> {
    /// What the server was told.
    pub settings: &'a Settings,
    /// Where everything is kept.
    pub store: &'a Store,
    /// What keeps secrets from whoever reads the database.
    pub sealer: &'a Arc<Sealer>,
    /// Where artifacts lie.
    pub artifacts: &'a Storage,
}

/// Why a server can't begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The storage of artifacts.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Certificate and key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A folder or a socket.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// The system's own words.
        source: io::Error,
    },
}

impl Server {
    /// Opens the database and everything else that is needed.
    pub async fn open(settings: Settings) -> Result<Self, ServeError> {
        Self::open_with(settings, |base| {
            Arc::new(Making::new(
                base.settings,
                base.store,
                base.sealer,
                base.artifacts,
            ))
        })
        .await
    }

    /// Opens everything, with a maker of pipelines of one's own.
    pub async fn open_with(
        settings: Settings,
        maker: impl FnOnce(&Base<'_>) -> Arc<dyn Maker>,
    ) -> Result<Self, ServeError> {
        let doing = format!("make the folder {}", settings.data.display());
        std::fs::create_dir_all(&settings.data)
            .map_err(|source| ServeError::Io { doing, source })?;
        let sealer = Arc::new(sealer(&settings)?);
        let artifacts = Storage::open(&settings)?;
        let store = Store::open(&settings.database).await?;
        for sealed in store.some_sealed().await? {
            sealer.check(&sealed)?;
        }
        let base = Base {
            settings: &settings,
            store: &store,
            sealer: &sealer,
            artifacts: &artifacts,
        };
        let maker = maker(&base);
        let runs = Runs::new(&store, &sealer, maker);
        Ok(Self(Arc::new(Shared {
            settings,
            store,
            sealer,
            artifacts,
            live: Hub::default(),
            metrics: Metrics::default(),
            runs,
            passwords: Passwords::default(),
            git: Hosting::new()?,
            stop: CancellationToken::new(),
        })))
    }

    /// Answers until [`Shared::stop`] is cancelled.
    pub async fn serve(self, listener: TcpListener) -> Result<(), ServeError> {
        self.serve_with(listener, Patience::default()).await
    }

    /// As [`Server::serve`], with another patience for slow connections.
    pub async fn serve_with(
        self,
        listener: TcpListener,
        patience: Patience,
    ) -> Result<(), ServeError> {
        let tls = self.settings.tls.as_ref();
        let tls = tls.map(|files| Tls::open(files, &self.settings.notes));
        let tls = tls.transpose()?;
        let stop = self.stop.clone();
        let mut duties = duties::begin(&self);
        http::listen::serve(listener, http::router(self), tls, patience, stop).await;
        while duties.join_next().await.is_some() {}
        Ok(())
    }

    /// Tells whoever runs the server what is worth knowing: one line, without secrets.
    pub(crate) fn note(&self, line: &str) {
        (self.settings.notes.0)(line);
    }
}

fn sealer(settings: &Settings) -> Result<Sealer, SealError> {
    match &settings.key {
        Some(keys) => Sealer::new(keys),
        None => Sealer::new(&key_file(&settings.data.join("key"))?),
    }
}

impl Deref for Server {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
