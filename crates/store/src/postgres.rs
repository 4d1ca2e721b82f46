//! PostgreSQL: for teams that outgrow one machine, and for several servers.

use async_trait::async_trait;
use maillon_model::Secret;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgListener;

use crate::address::Address;
use crate::bell::Topic;
use crate::database::{Database, Pools, Ringer, Writers};
use crate::error::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections of one server.
const CONNECTIONS: u32 = 16;

/// The channel that servers tell each other news on.
const CHANNEL: &str = "maillon";

/// A database on a server.
#[derive(Clone, Debug)]
pub struct Postgres {
    url: Secret,
}

impl Postgres {
    /// The database at `url`.
    pub fn new(url: &Secret) -> Self {
        Self { url: url.clone() }
    }
}

#[async_trait]
impl Database for Postgres {
    async fn connect(&self) -> Result<Pools, StoreError> {
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect(self.url.expose())
            .await
            .map_err(|error| StoreError::Open {
                address: Address::Postgres(self.url.clone()).to_string(),
                why: error.to_string(),
            })?;
        Ok(Pools {
            writes: pool.clone(),
            reads: pool,
        })
    }

    fn migrations(&self) -> &'static Migrator {
        &MIGRATIONS
    }

    fn begin(&self) -> &'static str {
        "BEGIN"
    }

    fn writers(&self) -> Writers {
        Writers::Many
    }

    fn now(&self) -> &'static str {
        "CAST(extract(epoch from clock_timestamp()) * 1000 AS BIGINT)"
    }

    fn lock(&self) -> &'static str {
        "FOR UPDATE SKIP LOCKED"
    }

    fn hold(&self) -> &'static str {
        "FOR UPDATE"
    }

    fn notify(&self) -> Option<&'static str> {
        Some("SELECT pg_notify('maillon', $1)")
    }

    async fn hear(&self, bell: Ringer) -> Result<(), StoreError> {
        let mut listener = PgListener::connect(self.url.expose()).await?;
        listener.listen(CHANNEL).await?;
        loop {
            let told = listener.recv().await?;
            if let Some(topic) = Topic::decode(told.payload()) {
                bell.0.ring(topic);
            }
        }
    }

    fn snapshot(&self) -> &'static str {
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }

    fn tables(&self) -> &'static str {
        "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND relname <> '_sqlx_migrations' \
         AND relnamespace = CAST(current_schema() AS regnamespace) ORDER BY oid"
    }

    fn after_ids(&self) -> Option<&'static str> {
        Some(
            "SELECT setval(pg_get_serial_sequence($1, 'id'), larger.id) FROM (SELECT $2 AS id) larger \
             WHERE larger.id > 0",
        )
    }

    async fn check(&self, _pools: &Pools) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}
