//! The questions that SQLite and PostgreSQL answer in different ways.

use async_trait::async_trait;
use sqlx::AnyPool;
use sqlx::migrate::Migrator;

use crate::bell::Bell;
use crate::error::StoreError;

/// Connections for reading and for writing. SQLite has one writer at a time.
#[derive(Clone, Debug)]
pub struct Pools {
    /// For questions.
    pub reads: AnyPool,
    /// For changes.
    pub writes: AnyPool,
}

/// How many transactions write at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// One: those that come at the same time share a commit.
    One,
    /// Many.
    Many,
}

/// A kind of database.
#[async_trait]
pub trait Database: Send + Sync + std::fmt::Debug {
    /// Connects.
    async fn connect(&self) -> Result<Pools, StoreError>;

    /// How its schema came to be.
    fn migrations(&self) -> &'static Migrator;

    /// Begins a transaction that writes, and that nobody overtakes.
    fn begin(&self) -> &'static str;

    /// How many transactions write at a time.
    fn writers(&self) -> Writers;

    /// The present, in milliseconds since the Unix epoch: a scalar expression.
    fn now(&self) -> &'static str;

    /// What ends a `SELECT` of rows that nobody else may take meanwhile.
    fn lock(&self) -> &'static str;

    /// What ends a `SELECT` of rows that nobody else may change meanwhile: it waits for those who do.
    fn hold(&self) -> &'static str;

    /// Tells other servers; a statement with the text as `$1`, to be executed before the commit.
    fn notify(&self) -> Option<&'static str>;

    /// Hears what other servers tell, and rings here. Returns when there is nothing to hear.
    async fn hear(&self, bell: Ringer) -> Result<(), StoreError>;

    /// Begins a transaction that reads, and sees all of it as it is now.
    fn snapshot(&self) -> &'static str;

    /// The tables, in the order in which they were made.
    fn tables(&self) -> &'static str;

    /// After rows with ids came in: a statement with the table's name as `$1`, so that new ids are larger.
    fn after_ids(&self) -> Option<&'static str>;

    /// Whether it holds together; what is wrong, one finding each.
    async fn check(&self, pools: &Pools) -> Result<Vec<String>, StoreError>;
}

/// Rings in this process for what other servers told.
#[derive(Clone, Debug)]
pub struct Ringer(pub(crate) Bell);
