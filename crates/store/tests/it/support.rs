//! Fresh databases for tests: SQLite in a temporary folder, PostgreSQL started by the tests themselves.
//!
//! Other crates' tests include this file by its path.
#![allow(
    dead_code,
    reason = "each test binary that includes this file uses a part of it"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests start PostgreSQL, and are told whether it is required"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use maillon_model::Secret;
use maillon_store::{Address, Store};
use tempfile::TempDir;

/// A database of one test.
pub(crate) struct Fresh {
    /// Open, migrated, empty.
    pub(crate) store: Store,
    /// For opening it again.
    pub(crate) address: Address,
    folder: TempDir,
}

impl Fresh {
    /// The database at an address; the folder is kept as long.
    pub(crate) async fn at(address: Address, folder: TempDir) -> Self {
        let store = Store::open(&address).await.unwrap();
        Self {
            store,
            address,
            folder,
        }
    }

    /// `sqlite` or `postgres`: for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.address {
            Address::Sqlite(_) => "sqlite",
            Address::Postgres(_) => "postgres",
        }
    }

    /// A folder for what the test needs beside.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// A fresh store of each kind.
pub(crate) async fn stores() -> Vec<Fresh> {
    let mut stores = Vec::new();
    for (address, folder) in addresses() {
        let store = Store::open(&address).await.unwrap();
        stores.push(Fresh {
            store,
            address,
            folder,
        });
    }
    stores
}

/// Where a fresh, empty database of each kind is, and a folder that must outlive it.
pub(crate) fn addresses() -> Vec<(Address, TempDir)> {
    let mut addresses = vec![sqlite()];
    addresses.extend(postgres());
    addresses
}

/// A file in a temporary folder.
pub(crate) fn sqlite() -> (Address, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Address::Sqlite(folder.path().join("maillon.db")), folder)
}

/// A fresh database of the server that all tests of this binary share; None: there is no PostgreSQL.
pub(crate) fn postgres() -> Option<(Address, TempDir)> {
    static SERVER: OnceLock<Option<Cluster>> = OnceLock::new();
    let server = SERVER.get_or_init(|| Cluster::start(Fsync::Off)).as_ref()?;
    Some((server.database(), tempfile::tempdir().unwrap()))
}

/// Whether a PostgreSQL server waits for the disk: only where it is to be killed.
#[derive(Clone, Copy)]
pub(crate) enum Fsync {
    On,
    Off,
}

/// A PostgreSQL server in a temporary folder. It ends, and its folder is removed, when this is dropped or
/// the test binary ends in any way: its keeper sees the end of its standard input.
pub(crate) struct Cluster {
    keeper: Mutex<Keeper>,
    folder: PathBuf,
    made: AtomicU32,
}

struct Keeper {
    _process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Keeper {
    /// Sends a command and waits for its answer: the server's folder.
    fn ask(&mut self, command: &str) -> PathBuf {
        writeln!(self.asks, "{command}").unwrap();
        self.answer()
    }

    fn answer(&mut self) -> PathBuf {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let folder = line.trim_end().strip_prefix("ok ");
        folder
            .unwrap_or_else(|| panic!("PostgreSQL: {line}"))
            .into()
    }
}

impl Cluster {
    /// A server with nothing in it; None, with a message: PostgreSQL is not installed.
    pub(crate) fn start(fsync: Fsync) -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                !required(),
                "MAILLON_TEST_POSTGRES=require, but there is no PostgreSQL"
            );
            #[expect(clippy::print_stderr, reason = "a test says why it is skipped")]
            {
                eprintln!("skipped for PostgreSQL: no initdb in /usr/lib/postgresql or PATH");
            }
            return None;
        };
        let fsync = match fsync {
            Fsync::On => "on",
            Fsync::Off => "off",
        };
        let mut process = keeper()
            .arg(programs)
            .arg(fsync)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .current_dir("/")
            .spawn()
            .unwrap();
        let mut keeper = Keeper {
            asks: process.stdin.take().unwrap(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            _process: process,
        };
        let folder = keeper.answer();
        Some(Self {
            keeper: Mutex::new(keeper),
            folder,
            made: AtomicU32::new(0),
        })
    }

    /// A fresh database.
    pub(crate) fn database(&self) -> Address {
        let name = format!("test_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.ask(&format!("create {name}"));
        let folder = self.folder.display();
        Address::Postgres(Secret::new(format!(
            "postgres://maillon@localhost/{name}?host={folder}"
        )))
    }

    /// Ends the server as a power cut would.
    pub(crate) fn crash(&self) {
        self.ask("crash");
    }

    /// Starts it again after [`Self::crash`].
    pub(crate) fn restart(&self) {
        self.ask("start");
    }

    fn ask(&self, command: &str) {
        let mut keeper = self
            .keeper
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        keeper.ask(command);
    }
}

/// The keeper, as somebody whom PostgreSQL accepts.
fn keeper() -> Command {
    let script = include_str!("keeper.sh");
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", script, "keeper"]);
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0\n")
}

fn required() -> bool {
    std::env::var("MAILLON_TEST_POSTGRES").is_ok_and(|value| value == "require")
}

/// The folder of the newest PostgreSQL.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut folders: Vec<PathBuf> = installed
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort();
    let path = std::env::var("PATH").unwrap_or_default();
    folders.splice(0..0, std::env::split_paths(&path));
    folders
        .into_iter()
        .rev()
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}
