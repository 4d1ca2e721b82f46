//! The life of the service: it starts, is asked, and closes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use maillon_model::{RunId, Secret, Timestamp};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::artifacts::{Artifact, Artifacts};
use crate::auth::{Grant, Key};
use crate::caches::Caches;
use crate::http;
use crate::uploads::Uploads;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a service needs to start.
#[derive(Clone)]
pub struct Options {
    /// Where artifacts lie, below a folder for each run. Made if it is missing.
    pub artifacts: PathBuf,
    /// Where the caches of one repository lie. Several services may share it. Made if it is missing.
    pub caches: PathBuf,
    /// How much may lie there.
    pub limits: Limits,
    /// Where to listen; port 0 takes a free one. Containers reach no loopback address of the host.
    pub bind: SocketAddr,
    /// What time it is.
    pub now: Clock,
}

/// How much a service keeps. The defaults are GitHub's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// All caches together, in bytes: above it the least recently used ones go.
    pub caches: u64,
    /// A cache that nobody used for this long goes.
    pub unused: Duration,
    /// One upload, in bytes.
    pub upload: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const GIGABYTE: u64 = 1 << 30;
        Self {
            caches: 10 * GIGABYTE,
            unused: Duration::from_hours(7 * 24),
            upload: 10 * GIGABYTE,
        }
    }
}

/// Why a service can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder can't be made or read.
    #[error("can't use the folder {folder}: {source}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The address is taken or isn't this machine's.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The system gives no random numbers, so nothing could be signed.
    #[error("can't make a key: {0}")]
    Key(String),
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) key: Key,
    pub(crate) now: Clock,
    pub(crate) uploads: Uploads,
    pub(crate) artifacts: Artifacts,
    pub(crate) caches: Caches,
}

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }
}

/// The runner's services for the jobs of this process. It runs until it is closed or dropped; what it keeps
/// stays in its folders.
pub struct Service {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

impl Service {
    /// Makes the folders, listens, and answers from now on in tasks of the present runtime.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listen = |source| StartError::Listen {
            address: options.bind,
            source,
        };
        let listener = TcpListener::bind(options.bind).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let shared = Arc::new(shared(options)?);
        let stop = CancellationToken::new();
        let server = tokio::spawn(http::serve(listener, shared.clone(), stop.clone()));
        Ok(Self {
            shared,
            address,
            stop,
            server,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What `ACTIONS_RESULTS_URL`, `ACTIONS_RUNTIME_URL` and `ACTIONS_CACHE_URL` are for a job that reaches this
    /// machine under the given name or address. Links in answers use the name that the request used.
    pub fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/", self.address.port())
    }

    /// `ACTIONS_RUNTIME_TOKEN` of a job. It is good as long as this service lives.
    pub fn token(&self, grant: &Grant) -> Secret {
        grant.sign(&self.shared.key)
    }

    /// The finished artifacts of a run, oldest first, without those that it adopted.
    pub fn artifacts(&self, run: &RunId) -> std::io::Result<Vec<Artifact>> {
        self.shared.artifacts.of(run)
    }

    /// Gives a run an artifact of an earlier one, so that its jobs find it as if one of them had uploaded it; a job
    /// that uploads the same name replaces it. An artifact that is gone is passed over. It blocks.
    pub fn adopt(&self, from: &RunId, id: u64, into: &RunId) -> std::io::Result<()> {
        let now = self.shared.now();
        self.shared.artifacts.adopt(from, id, into, now)
    }

    /// Stops listening, gives requests under way a moment to end, removes unfinished uploads.
    pub async fn close(mut self) {
        self.stop.cancel();
        // The server bounds its own end; a panic in it has nothing left to harm.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.cancel();
        self.shared.uploads.clear();
    }
}

fn shared(options: Options) -> Result<Shared, StartError> {
    let key = Key::random().map_err(|error| StartError::Key(error.to_string()))?;
    let folder = |folder: &PathBuf| {
        let folder = folder.clone();
        |source| StartError::Folder { folder, source }
    };
    let now = (options.now)();
    let uploads = Uploads::new(options.limits.upload);
    for place in [&options.artifacts, &options.caches] {
        Uploads::sweep(place, now).map_err(folder(place))?;
    }
    let caches = Caches::open(&options.caches, options.limits);
    Ok(Shared {
        key,
        now: options.now,
        uploads,
        artifacts: Artifacts::new(options.artifacts),
        caches,
    })
}
