//! Reading.

use std::sync::Arc;

use maillon_model::Timestamp;
use sqlx::AnyPool;
use sqlx::{AssertSqlSafe, Row};
use tokio::sync::broadcast;

use crate::address::Address;
use crate::bell::{Bell, Topic};
use crate::database::{Database, Pools, Ringer, Writers};
use crate::error::StoreError;
use crate::group::Group;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::tx::{Inner, Tx};

/// An open database, with its schema brought up to date. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    database: Arc<dyn Database>,
    /// Where there is one writer.
    group: Option<Group>,
    bell: Bell,
}

/// How often migrating is tried again: another program may be at it at the same time, and SQLite does not keep
/// them apart.
const TRIES: usize = 3;

impl Store {
    /// Opens a database and migrates it forward.
    pub async fn open(address: &Address) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let database: Arc<dyn Database> = match address {
            Address::Sqlite(path) => Arc::new(Sqlite::new(path)),
            Address::Postgres(url) => Arc::new(Postgres::new(url)),
        };
        let pools = database.connect().await?;
        let mut migrated = database.migrations().run(&pools.writes).await;
        for _ in 0..TRIES {
            if migrated.is_ok() {
                break;
            }
            migrated = database.migrations().run(&pools.writes).await;
        }
        migrated.map_err(|error| StoreError::Open {
            address: address.to_string(),
            why: error.to_string(),
        })?;
        let group = match database.writers() {
            Writers::Many => None,
            Writers::One => {
                let connection = pools.writes.acquire().await?.detach();
                Some(Group::new(connection, database.begin()))
            }
        };
        Ok(Self {
            pools,
            database,
            group,
            bell: Bell::new(),
        })
    }

    /// Begins to write.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let inner = match &self.group {
            Some(group) => Inner::Part(group.begin().await?),
            None => Inner::Own(self.pools.writes.begin_with(self.database.begin()).await?),
        };
        Ok(Tx::new(
            inner,
            Arc::clone(&self.database),
            self.bell.clone(),
        ))
    }

    /// The present, by the database's clock.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        let question = AssertSqlSafe(format!("SELECT {}", self.database.now()));
        let row = sqlx::query(question).fetch_one(self.reads()).await?;
        Ok(Timestamp(
            u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0),
        ))
    }

    /// Hears of news from now on, in this process and, with PostgreSQL, from other servers.
    pub fn listen(&self) -> broadcast::Receiver<Topic> {
        self.bell.listen()
    }

    /// Hears what other servers tell, until that fails. To be called again after a while.
    pub async fn hear_others(&self) -> Result<(), StoreError> {
        self.database.hear(Ringer(self.bell.clone())).await
    }

    pub(crate) fn database(&self) -> &dyn Database {
        &*self.database
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.pools
    }

    pub(crate) fn reads(&self) -> &AnyPool {
        &self.pools.reads
    }
}
