//! Agents: machines that execute jobs.

use maillon_model::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::bell::Topic;
use crate::error::StoreError;
use crate::queue::{HELD, labels, number};
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, of_json, time};

/// An agent as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it offers.
    pub labels: Vec<String>,
    /// How many tasks it takes at most.
    pub capacity: u32,
    /// How many it has.
    pub busy: u32,
    /// Its program.
    pub program: String,
    /// The version of its protocol; 0: it never called.
    pub version: u32,
    /// Why it takes no work though it is not full.
    pub obstacle: Option<String>,
    /// Whether it gets nothing new.
    pub draining: bool,
    /// Whether its token is refused.
    pub blocked: bool,
    /// When it was heard last.
    pub seen_at: Option<Timestamp>,
}

/// What an agent says of itself when it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// Made at each of its starts.
    pub session: String,
    /// What it offers.
    pub labels: Vec<String>,
    /// How many tasks it takes at most.
    pub capacity: u32,
    /// Its program.
    pub program: String,
    /// The version of its protocol.
    pub version: u32,
    /// Why it takes no work though it is not full.
    pub obstacle: Option<String>,
}

/// Whether an agent gets new work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// It does.
    Working,
    /// It finishes what it has.
    Draining,
}

/// Whether an agent's token opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It does.
    Admitted,
    /// It is refused.
    Blocked,
}

impl Tx {
    /// Makes an agent. Where the name is taken, [`StoreError::is_duplicate`] says so.
    pub async fn make_agent(&mut self, name: &str, hash: &str) -> Result<i64, StoreError> {
        let now = millis(self.now().await?);
        let insert = "INSERT INTO agents (name, hash, created_at) VALUES ($1, $2, $3) RETURNING id";
        let insert = sqlx::query(insert).bind(name.to_owned());
        let row = insert.bind(hash.to_owned()).bind(now);
        Ok(row.fetch_one(self.sql()).await?.try_get(0)?)
    }

    /// Makes an agent, or gives the one of that name a new token.
    pub async fn put_agent(&mut self, name: &str, hash: &str) -> Result<i64, StoreError> {
        let now = millis(self.now().await?);
        let put = "INSERT INTO agents (name, hash, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET hash = excluded.hash RETURNING id";
        let put = sqlx::query(put).bind(name.to_owned());
        let row = put.bind(hash.to_owned()).bind(now);
        Ok(row.fetch_one(self.sql()).await?.try_get(0)?)
    }

    /// An agent calls: it is heard, and its other requests wait for the end of this transaction. None: it
    /// was removed.
    pub async fn greet(&mut self, agent: i64, said: &Greeting) -> Result<Option<Duty>, StoreError> {
        let now = millis(self.now().await?);
        let update = "UPDATE agents SET session = $2, labels = $3, capacity = $4, program = $5, version = $6, \
             obstacle = $7, seen_at = $8 WHERE id = $1 RETURNING draining";
        let update = sqlx::query(update)
            .bind(agent)
            .bind(said.session.clone())
            .bind(labels(&said.labels)?)
            .bind(i64::from(said.capacity))
            .bind(said.program.clone())
            .bind(i64::from(said.version))
            .bind(said.obstacle.clone())
            .bind(now);
        let row = update.fetch_optional(self.sql()).await?;
        row.map(|row| Ok(duty(row.try_get(0)?))).transpose()
    }

    /// An agent that waits for work is heard, and its other requests wait for the end of this transaction.
    pub async fn greet_again(&mut self, agent: i64) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let update = sqlx::query("UPDATE agents SET seen_at = $2 WHERE id = $1");
        update.bind(agent).bind(now).execute(self.sql()).await?;
        Ok(())
    }

    /// Says whether an agent gets new work; false: there is no such one.
    pub async fn set_duty(&mut self, agent: i64, duty: Duty) -> Result<bool, StoreError> {
        self.tell(Topic::Queue);
        self.set_agent("draining", agent, duty == Duty::Draining)
            .await
    }

    /// Says whether an agent's token opens anything; false: there is no such one.
    pub async fn set_admission(
        &mut self,
        agent: i64,
        admission: Admission,
    ) -> Result<bool, StoreError> {
        self.set_agent("blocked", agent, admission == Admission::Blocked)
            .await
    }

    async fn set_agent(
        &mut self,
        column: &str,
        agent: i64,
        value: bool,
    ) -> Result<bool, StoreError> {
        let update = AssertSqlSafe(format!("UPDATE agents SET {column} = $2 WHERE id = $1"));
        let update = sqlx::query(update).bind(agent).bind(i64::from(value));
        Ok(update.execute(self.sql()).await?.rows_affected() > 0)
    }

    /// Removes an agent; false: there is no such one. What it has is lost in its time.
    pub async fn remove_agent(&mut self, agent: i64) -> Result<bool, StoreError> {
        let removed = sqlx::query("DELETE FROM agents WHERE id = $1").bind(agent);
        Ok(removed.execute(self.sql()).await?.rows_affected() > 0)
    }
}

impl Store {
    /// Every agent, by name.
    pub async fn agents(&self) -> Result<Vec<AgentRow>, StoreError> {
        let question = format!(
            "SELECT a.id, a.name, a.labels, a.capacity, a.program, a.version, a.obstacle, a.draining, a.blocked, \
             a.seen_at, COALESCE(h.busy, 0) AS busy FROM agents a LEFT JOIN \
             (SELECT agent_id, COUNT(*) AS busy FROM tasks WHERE {HELD} GROUP BY agent_id) h ON h.agent_id = a.id \
             ORDER BY a.name"
        );
        let rows = sqlx::query(AssertSqlSafe(question))
            .fetch_all(self.reads())
            .await?;
        rows.iter().map(agent).collect()
    }
}

fn duty(draining: i64) -> Duty {
    if draining == 0 {
        Duty::Working
    } else {
        Duty::Draining
    }
}

fn agent(row: &AnyRow) -> Result<AgentRow, StoreError> {
    Ok(AgentRow {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        labels: of_json("labels of an agent", row.try_get("labels")?)?,
        capacity: number(row.try_get("capacity")?),
        busy: number(row.try_get("busy")?),
        program: row.try_get("program")?,
        version: number(row.try_get("version")?),
        obstacle: row.try_get("obstacle")?,
        draining: row.try_get::<i64, _>("draining")? != 0,
        blocked: row.try_get::<i64, _>("blocked")? != 0,
        seen_at: row.try_get::<Option<i64>, _>("seen_at")?.map(time),
    })
}
