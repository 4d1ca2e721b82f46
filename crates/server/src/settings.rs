//! What a server is told by flags, environment and configuration. All values are parsed.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use maillon_model::Secret;
use maillon_store::Address;

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How others reach it, without a slash at the end: `https://ci.example.com`.
    pub url: String,
    /// Where repositories, artifacts and keys lie.
    pub data: PathBuf,
    /// Where runs, people and logs lie.
    pub database: Address,
    /// What seals secrets: 32 bytes in base64, several separated by commas ([`crate::seal`]); None: from the file `key` in `data`, made where it is missing.
    pub key: Option<Secret>,
    /// Certificate chain and key, in PEM; None: plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Where artifacts lie.
    pub artifacts: ArtifactStorage,
    /// Where people sign in elsewhere.
    pub oidc: Option<Oidc>,
    /// How long an agent may be silent.
    pub ttl: Duration,
    /// The longest that a lost job that may repeat is waited for.
    pub grace: Duration,
    /// Whether the addresses in `X-Forwarded-For` are believed: those of proxies.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Hears what is worth knowing for whoever runs the server.
    pub notes: Notes,
}

/// Hears lines for whoever runs the server; it must be quick.
#[derive(Clone)]
pub struct Notes(pub Arc<dyn Fn(&str) + Send + Sync>);

impl Default for Notes {
    fn default() -> Self {
        Self(Arc::new(|_| {}))
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notes")
    }
}

/// Files for TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain.
    pub certificates: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Where artifacts lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactStorage {
    /// In the folder `artifacts` in `data`.
    Disk,
    /// In a bucket that speaks S3.
    S3 {
        /// Its name.
        bucket: String,
        /// The address of the service; None: Amazon's.
        endpoint: Option<String>,
        /// Its region.
        region: String,
        /// The access key's name.
        key_id: String,
        /// The access key.
        secret: Secret,
    },
}

/// Where people sign in elsewhere: OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer's address.
    pub issuer: String,
    /// How the server is called there.
    pub client_id: String,
    /// Its password there.
    pub client_secret: Secret,
    /// What the button says.
    pub label: String,
}

impl Settings {
    /// A server for one machine, with everything in `data`.
    pub fn new(listen: SocketAddr, data: &Path) -> Self {
        Self {
            listen,
            url: format!("http://{listen}"),
            data: data.to_owned(),
            database: Address::Sqlite(data.join("maillon.db")),
            key: None,
            tls: None,
            artifacts: ArtifactStorage::Disk,
            oidc: None,
            ttl: Duration::from_mins(1),
            grace: Duration::from_mins(5),
            trusted_proxies: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// Whether browsers reach it by TLS, its own or a proxy's.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || self.url.starts_with("https://")
    }

    /// Working trees of runs.
    pub fn checkouts(&self) -> PathBuf {
        self.data.join("checkouts")
    }

    /// Bare repositories.
    pub fn repositories(&self) -> PathBuf {
        self.data.join("repositories")
    }
}
