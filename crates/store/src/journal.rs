//! What engines of runs were told (the journal), what they told everybody (events), and what is on its way
//! to them (letters).

use maillon_model::{Event, EventKind, Timestamp};
use sqlx::Row;

use crate::bell::Topic;
use crate::error::StoreError;
use crate::runs::{millis, signed, time, unsigned};
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, of_json};

/// An entry of a run's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// When, by the database's clock.
    pub at: Timestamp,
    /// What happened, sealed.
    pub sealed: Vec<u8>,
}

/// Something on its way to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// Its number; larger is later.
    pub id: i64,
    /// What it says, in JSON.
    pub body: String,
}

impl Tx {
    /// Adds an entry to a run's journal. Where `seq` is taken, [`StoreError::is_duplicate`] says so, and
    /// this transaction is lost.
    pub async fn append_journal(
        &mut self,
        run: i64,
        seq: u64,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError> {
        let at = millis(self.now().await?);
        let added =
            sqlx::query("INSERT INTO journal (run_id, seq, at, sealed) VALUES ($1, $2, $3, $4)");
        let added = added.bind(run).bind(signed(seq)).bind(at).bind(sealed);
        added.execute(self.sql()).await?;
        Ok(())
    }

    /// How many entries a run's journal has.
    pub async fn journal_len(&mut self, run: i64) -> Result<u64, StoreError> {
        let last = "SELECT seq FROM journal WHERE run_id = $1 ORDER BY seq DESC LIMIT 1";
        let last = sqlx::query(last)
            .bind(run)
            .fetch_optional(self.sql())
            .await?;
        let last: Option<i64> = last.map(|row| row.try_get("seq")).transpose()?;
        Ok(last.map_or(0, |seq| unsigned(seq) + 1))
    }

    /// Tells everybody, in this order.
    pub async fn append_events(&mut self, run: i64, kinds: &[EventKind]) -> Result<(), StoreError> {
        if kinds.is_empty() {
            return Ok(());
        }
        let at = self.now().await?;
        let count = i64::try_from(kinds.len()).unwrap_or(i64::MAX);
        // The counter is locked until the commit: there are no gaps, and nobody overtakes.
        let taken = "UPDATE runs SET events = events + $2 WHERE id = $1 RETURNING events";
        let taken = sqlx::query(taken).bind(run).bind(count);
        let end: i64 = taken.fetch_one(self.sql()).await?.try_get(0)?;
        for (seq, kind) in (end - count..).zip(kinds) {
            let event = Event {
                seq: unsigned(seq),
                at,
                kind: kind.clone(),
            };
            let added = sqlx::query("INSERT INTO events (run_id, seq, body) VALUES ($1, $2, $3)");
            let added = added.bind(run).bind(seq).bind(json("an event", &event)?);
            added.execute(self.sql()).await?;
        }
        self.tell(Topic::Run(run));
        Ok(())
    }

    /// Sends a happening to a run; it is heard once, after this is committed.
    pub async fn post(&mut self, run: i64, body: &str) -> Result<(), StoreError> {
        let posted = sqlx::query("INSERT INTO letters (run_id, body) VALUES ($1, $2)");
        let posted = posted.bind(run).bind(body.to_owned());
        posted.execute(self.sql()).await?;
        self.tell(Topic::Letters(run));
        Ok(())
    }

    /// Takes what was sent to a run, in its order.
    pub async fn take_letters(&mut self, run: i64) -> Result<Vec<LetterRow>, StoreError> {
        let rows = sqlx::query("SELECT id, body FROM letters WHERE run_id = $1 ORDER BY id");
        let rows = rows.bind(run).fetch_all(self.sql()).await?;
        let letters = rows.iter().map(|row| {
            Ok(LetterRow {
                id: row.try_get("id")?,
                body: row.try_get("body")?,
            })
        });
        let letters: Vec<LetterRow> = letters.collect::<Result<_, sqlx::Error>>()?;
        if let Some(last) = letters.last() {
            let gone = sqlx::query("DELETE FROM letters WHERE run_id = $1 AND id <= $2");
            gone.bind(run).bind(last.id).execute(self.sql()).await?;
        }
        Ok(letters)
    }
}

impl Store {
    /// A run's journal from the beginning, in its order and without gaps.
    pub async fn journal(&self, run: i64) -> Result<Vec<JournalRow>, StoreError> {
        let rows = sqlx::query("SELECT at, sealed FROM journal WHERE run_id = $1 ORDER BY seq");
        let rows = rows.bind(run).fetch_all(self.reads()).await?;
        let entry = |row: &sqlx::any::AnyRow| {
            Ok(JournalRow {
                at: time(row.try_get("at")?),
                sealed: row.try_get("sealed")?,
            })
        };
        rows.iter().map(entry).collect()
    }

    /// What a run told, from an event on; at most `limit` of them.
    pub async fn events(&self, run: i64, from: u64, limit: i64) -> Result<Vec<Event>, StoreError> {
        let rows = sqlx::query(
            "SELECT body FROM events WHERE run_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3",
        );
        let rows = rows.bind(run).bind(signed(from)).bind(limit);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter()
            .map(|row| of_json("an event", row.try_get("body")?))
            .collect()
    }

    /// Runs that something is on its way to.
    pub async fn runs_with_letters(&self) -> Result<Vec<i64>, StoreError> {
        let rows = sqlx::query("SELECT DISTINCT run_id FROM letters");
        let rows = rows.fetch_all(self.reads()).await?;
        let ids = rows.iter().map(|row| row.try_get("run_id"));
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
