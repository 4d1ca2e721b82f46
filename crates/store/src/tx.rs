//! Writing.

use std::sync::Arc;

use maillon_model::Timestamp;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction};

use crate::bell::{Bell, Topic};
use crate::database::Database;
use crate::error::StoreError;
use crate::group::Part;

/// Changes that happen together, or, without [`Tx::commit`], not at all.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    database: Arc<dyn Database>,
    bell: Bell,
    news: Vec<Topic>,
    now: Option<Timestamp>,
}

/// What a transaction is for the database.
#[derive(Debug)]
pub(crate) enum Inner {
    /// One of its own.
    Own(Transaction<'static, Any>),
    /// A part of one that several share.
    Part(Part),
}

impl Tx {
    pub(crate) fn new(inner: Inner, database: Arc<dyn Database>, bell: Bell) -> Self {
        Self {
            inner,
            database,
            bell,
            news: Vec::new(),
            now: None,
        }
    }

    /// The present, by the database's clock: the same for the whole transaction.
    pub async fn now(&mut self) -> Result<Timestamp, StoreError> {
        if let Some(now) = self.now {
            return Ok(now);
        }
        let question = AssertSqlSafe(format!("SELECT {}", self.database.now()));
        let row = sqlx::query(question).fetch_one(self.sql()).await?;
        let now = Timestamp(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0));
        self.now = Some(now);
        Ok(now)
    }

    /// Tells those who wait, once this is committed.
    pub fn tell(&mut self, topic: Topic) {
        if !self.news.contains(&topic) {
            self.news.push(topic);
        }
    }

    /// Makes the changes last.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if let Some(notify) = self.database.notify() {
            for topic in self.news.clone() {
                let told = sqlx::query(notify).bind(topic.encode());
                told.execute(self.sql()).await?;
            }
        }
        match self.inner {
            Inner::Own(transaction) => transaction.commit().await?,
            Inner::Part(part) => part.commit().await?,
        }
        self.news.iter().for_each(|topic| self.bell.ring(*topic));
        Ok(())
    }

    pub(crate) fn sql(&mut self) -> &mut AnyConnection {
        match &mut self.inner {
            Inner::Own(transaction) => transaction,
            Inner::Part(part) => part,
        }
    }

    pub(crate) fn database(&self) -> &dyn Database {
        &*self.database
    }
}
