//! SQLite, in WAL mode: one file, nothing to install.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, Executor};

use crate::database::{Database, Pools, Ringer, Writers};
use crate::error::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How many questions are answered at a time.
const READERS: u32 = 4;

/// What every connection is told. Commits are on the disk before they are acknowledged.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA busy_timeout = 10000; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";

/// A file.
#[derive(Clone, Debug)]
pub struct Sqlite {
    path: PathBuf,
}

impl Sqlite {
    /// The file at `path`; it is made where it is missing.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    async fn pool(&self, connections: u32) -> Result<AnyPool, sqlx::Error> {
        let url = format!("sqlite://{}?mode=rwc", self.path.display());
        AnyPoolOptions::new()
            .max_connections(connections)
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(SETTINGS).await.map(drop) })
            })
            .connect(&url)
            .await
    }
}

#[async_trait]
impl Database for Sqlite {
    async fn connect(&self) -> Result<Pools, StoreError> {
        let failed = |error: sqlx::Error| StoreError::Open {
            address: format!("sqlite:{}", self.path.display()),
            why: error.to_string(),
        };
        Ok(Pools {
            writes: self.pool(1).await.map_err(failed)?,
            reads: self.pool(READERS).await.map_err(failed)?,
        })
    }

    fn migrations(&self) -> &'static Migrator {
        &MIGRATIONS
    }

    fn begin(&self) -> &'static str {
        "BEGIN IMMEDIATE"
    }

    fn writers(&self) -> Writers {
        Writers::One
    }

    fn now(&self) -> &'static str {
        "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
    }

    fn lock(&self) -> &'static str {
        ""
    }

    fn hold(&self) -> &'static str {
        ""
    }

    fn notify(&self) -> Option<&'static str> {
        None
    }

    async fn hear(&self, _bell: Ringer) -> Result<(), StoreError> {
        Ok(())
    }

    fn snapshot(&self) -> &'static str {
        "BEGIN"
    }

    fn tables(&self) -> &'static str {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name <> '_sqlx_migrations' ORDER BY rowid"
    }

    fn after_ids(&self) -> Option<&'static str> {
        None
    }

    async fn check(&self, pools: &Pools) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check")
            .fetch_all(&pools.reads)
            .await?;
        let found = rows.into_iter().map(|(line,)| line);
        let mut found: Vec<String> = found.filter(|line| line != "ok").collect();
        let lost =
            "SELECT \"table\", CAST(COUNT(*) AS INTEGER) FROM pragma_foreign_key_check GROUP BY 1";
        let lost: Vec<(String, i64)> = sqlx::query_as(lost).fetch_all(&pools.reads).await?;
        found.extend(lost.into_iter().map(|(table, count)| {
            format!("{count} rows of `{table}` belong to something that is not there")
        }));
        Ok(found)
    }
}
