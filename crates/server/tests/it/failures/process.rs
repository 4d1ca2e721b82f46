//! A server as a process of its own: this test binary, started again.
#![expect(
    clippy::disallowed_methods,
    reason = "tests start and kill processes, and tell them what to do by the environment"
)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use maillon_model::Secret;
use maillon_server::{Server, Settings};
use maillon_store::Address;
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};

use crate::runs::world::{KEYS, TextMaker};
use crate::support::eventually;

const ORDERS: &str = "MAILLON_TEST_SERVER";

/// What a server process is told.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) listen: SocketAddr,
    pub(crate) data: PathBuf,
    database: String,
    pub(crate) ttl_ms: u64,
    pub(crate) grace_ms: u64,
}

impl Orders {
    /// A server on a free port.
    pub(crate) fn new(database: &Address, data: &Path) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            listen: free.local_addr().unwrap(),
            data: data.to_owned(),
            database: match database {
                Address::Sqlite(path) => format!("sqlite:{}", path.display()),
                Address::Postgres(url) => url.expose().to_owned(),
            },
            ttl_ms: 2000,
            grace_ms: 1000,
        }
    }

    fn settings(&self) -> Settings {
        let mut settings = Settings::new(self.listen, &self.data);
        settings.database = self.database.parse().unwrap();
        settings.key = Some(Secret::new(KEYS));
        settings.ttl = Duration::from_millis(self.ttl_ms);
        settings.grace = Duration::from_millis(self.grace_ms);
        settings
    }
}

/// A server process; killed when this is dropped.
pub(crate) struct Process {
    pub(crate) orders: Orders,
    child: Child,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Process {
    /// Starts it, and waits until it answers.
    pub(crate) async fn start(orders: Orders) -> Self {
        let this = Self {
            child: spawn(&orders),
            orders,
        };
        this.answers().await;
        this
    }

    async fn answers(&self) {
        let listen = self.orders.listen;
        eventually("the server listens", || async move {
            TcpStream::connect(listen).await.is_ok()
        })
        .await;
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.orders.listen)
    }

    /// `kill -9`
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(crate) async fn restart(&mut self) {
        self.kill();
        self.child = spawn(&self.orders);
        self.answers().await;
    }

    /// `STOP` or `CONT`
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let done = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(done.unwrap().success());
    }
}

fn spawn(orders: &Orders) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "failures::process::a_server_process",
            "--nocapture",
        ])
        .env(ORDERS, serde_json::to_string(orders).unwrap())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Not a test: a server, where the environment says so.
#[test]
fn a_server_process() {
    let Ok(orders) = std::env::var(ORDERS) else {
        return;
    };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = Server::open_with(orders.settings(), |_| Arc::new(TextMaker));
        let listener = TcpListener::bind(orders.listen).await.unwrap();
        server.await.unwrap().serve(listener).await.unwrap();
    });
}
