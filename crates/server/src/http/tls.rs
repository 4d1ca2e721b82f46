//! TLS by files, which are read again when they change.

use std::fs;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use parking_lot::Mutex;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::settings::{Notes, TlsFiles};

/// How often the files are looked at, at most.
const LOOK: Duration = Duration::from_secs(5);

/// Why the files can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("TLS: {file}: {why}")]
pub struct TlsError {
    file: String,
    why: String,
}

/// Certificate and key.
#[derive(Debug)]
pub(crate) struct Tls {
    files: TlsFiles,
    notes: Notes,
    now: Mutex<Now>,
}

/// What the files said.
struct Now {
    config: Arc<ServerConfig>,
    /// When they were written.
    written: Vec<Option<SystemTime>>,
    looked: Instant,
}

impl std::fmt::Debug for Now {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "written {:?}", self.written)
    }
}

impl Tls {
    /// Reads the files.
    pub(crate) fn open(files: &TlsFiles, notes: &Notes) -> Result<Self, TlsError> {
        let now = Now {
            written: written(files),
            config: read(files)?,
            looked: Instant::now(),
        };
        Ok(Self {
            files: files.clone(),
            notes: notes.clone(),
            now: Mutex::new(now),
        })
    }

    /// Begins TLS on a connection.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let acceptor = TlsAcceptor::from(self.config());
        acceptor.accept(stream).await
    }

    /// What the files say. Files that can't be used, as when they are half written, change nothing.
    fn config(&self) -> Arc<ServerConfig> {
        let mut now = self.now.lock();
        if now.looked.elapsed() >= LOOK {
            now.looked = Instant::now();
            self.look(&mut now);
        }
        Arc::clone(&now.config)
    }

    fn look(&self, now: &mut Now) {
        let written = written(&self.files);
        if written == now.written {
            return;
        }
        match read(&self.files) {
            Ok(config) => {
                now.config = config;
                now.written = written;
                (self.notes.0)("TLS: the new certificate is in use");
            }
            Err(error) => (self.notes.0)(&format!("{error}; the one before stays in use")),
        }
    }
}

fn written(files: &TlsFiles) -> Vec<Option<SystemTime>> {
    let times = [&files.certificates, &files.key].map(|file| fs::metadata(file)?.modified());
    times.into_iter().map(io::Result::ok).collect()
}

fn read(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    let failed = |file: &std::path::Path, why: String| TlsError {
        file: file.display().to_string(),
        why,
    };
    let chain = CertificateDer::pem_file_iter(&files.certificates);
    let chain = chain.and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| failed(&files.certificates, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&files.key);
    let key = key.map_err(|error| failed(&files.key, error.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
    let mut config = config.map_err(|error| failed(&files.certificates, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
