//! Handing out: which task an agent gets.
//!
//! The highest priority first; among equals the project with the fewest tasks at agents; among those the oldest.
//! Labels and projects of queued tasks are found by hopping over the index, so that the cost is that of kinds
//! and projects, not of tasks.

use std::time::Duration;

use maillon_model::{Attempt, JobId, Timestamp};
use maillon_protocol::agent::{Fence, TaskId};
use maillon_protocol::lease::{Class, Input, Limits, on};
use rustc_hash::FxHashMap;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{COLUMNS, HELD, TaskRow, number, task};
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, of_json, time};

/// An agent asks for work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Which agent.
    pub agent: i64,
    /// Made at each of its starts.
    pub session: String,
    /// Made for each request: the same one gets the same answer.
    pub request: String,
    /// What it offers.
    pub labels: Vec<String>,
}

/// What opens the calls of a task that is about to be handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The token's hash.
    pub hash: String,
    /// The token, sealed.
    pub sealed: Vec<u8>,
}

/// A task that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// Its number.
    pub id: TaskId,
    /// Whose.
    pub run: i64,
    /// Which job of the run.
    pub job: JobId,
    /// Which try of it.
    pub attempt: Attempt,
    /// Which time it is handed out.
    pub fence: Fence,
    /// What becomes of it when its agent is silent.
    pub class: Class,
    /// What to do, sealed.
    pub sealed: Vec<u8>,
    /// What opens its calls.
    pub ticket: Ticket,
    /// Since when it waited.
    pub queued_at: Timestamp,
}

/// What an agent's request got before.
enum Before {
    /// It is new.
    Nothing,
    /// A task that the agent may still start.
    Task(Box<Leased>),
    /// A task that went on since: the request is an old one.
    Past,
}

/// Tasks of one kind of one project.
struct Candidate {
    labels: String,
    project: i64,
    priority: i64,
    id: i64,
}

/// Queued tasks whose resource group is free.
const FREE: &str = "t.state = 'queued' AND (t.resource_group IS NULL OR t.resource_group NOT IN \
     (SELECT h.resource_group FROM tasks h WHERE h.project_id = t.project_id AND h.resource_group IS NOT NULL \
     AND h.state IN ('assigned', 'running', 'cancelling', 'lost')))";

impl Tx {
    /// Gives an agent a task, or the one that the same request got before. Where two servers want the same
    /// resource group, [`StoreError::is_duplicate`] says so: to be tried again from the beginning.
    pub async fn lease(
        &mut self,
        asking: &Asking,
        ticket: Ticket,
        limits: &Limits,
    ) -> Result<Option<Leased>, StoreError> {
        match self.before(asking).await? {
            Before::Task(leased) => Ok(Some(*leased)),
            Before::Past => Ok(None),
            Before::Nothing => self.lease_next(asking, ticket, limits).await,
        }
    }

    async fn lease_next(
        &mut self,
        asking: &Asking,
        ticket: Ticket,
        limits: &Limits,
    ) -> Result<Option<Leased>, StoreError> {
        for candidate in self.candidates(&asking.labels).await? {
            if let Some(task) = self.take(&candidate).await? {
                return self.hand_out(&task, asking, ticket, limits).await.map(Some);
            }
        }
        Ok(None)
    }

    async fn before(&mut self, asking: &Asking) -> Result<Before, StoreError> {
        let question = "SELECT id, run_id, job, try, attempt, class, state, sealed, token_hash, sealed_token, queued_at \
             FROM tasks WHERE request_id = $1 AND agent_id = $2 AND session = $3";
        let asked = sqlx::query(question).bind(asking.request.clone());
        let asked = asked.bind(asking.agent).bind(asking.session.clone());
        match asked.fetch_optional(self.sql()).await? {
            None => Ok(Before::Nothing),
            Some(row) if row.try_get::<&str, _>("state")? == "assigned" => {
                Ok(Before::Task(Box::new(leased(&row)?)))
            }
            Some(_) => Ok(Before::Past),
        }
    }

    /// The best task of each kind and project that an agent with these labels may have, best first.
    async fn candidates(&mut self, labels: &[String]) -> Result<Vec<Candidate>, StoreError> {
        let mut candidates = Vec::new();
        for kind in self.kinds().await? {
            let needed: Vec<String> = of_json("labels", &kind)?;
            if needed.iter().all(|label| labels.contains(label)) {
                candidates.extend(self.candidates_of(&kind).await?);
            }
        }
        let held = match candidates.len() {
            0 | 1 => FxHashMap::default(),
            _ => self.held_by_project().await?,
        };
        let share = |project| held.get(&project).copied().unwrap_or(0);
        candidates.sort_by_key(|it| (-it.priority, share(it.project), it.id));
        Ok(candidates)
    }

    /// The different label lists of queued tasks.
    async fn kinds(&mut self) -> Result<Vec<String>, StoreError> {
        let hops = "WITH RECURSIVE kinds (labels) AS (
                 SELECT MIN(labels) FROM tasks WHERE state = 'queued'
                 UNION ALL
                 SELECT (SELECT MIN(t.labels) FROM tasks t WHERE t.state = 'queued' AND t.labels > kinds.labels)
                 FROM kinds WHERE kinds.labels IS NOT NULL)
             SELECT labels FROM kinds WHERE labels IS NOT NULL";
        let rows = sqlx::query(hops).fetch_all(self.sql()).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?)
    }

    async fn candidates_of(&mut self, kind: &str) -> Result<Vec<Candidate>, StoreError> {
        let hops = format!(
            "WITH RECURSIVE projects_here (id) AS (
                 SELECT MIN(project_id) FROM tasks WHERE state = 'queued' AND labels = $1
                 UNION ALL
                 SELECT (SELECT MIN(q.project_id) FROM tasks q
                         WHERE q.state = 'queued' AND q.labels = $1 AND q.project_id > projects_here.id)
                 FROM projects_here WHERE projects_here.id IS NOT NULL)
             SELECT b.id, b.project_id, b.priority FROM projects_here p JOIN tasks b ON b.id = (
                 SELECT t.id FROM tasks t WHERE {FREE} AND t.labels = $1 AND t.project_id = p.id
                 ORDER BY t.priority DESC, t.id LIMIT 1)"
        );
        let rows = sqlx::query(AssertSqlSafe(hops)).bind(kind.to_owned());
        let rows = rows.fetch_all(self.sql()).await?;
        let candidate = |row: &AnyRow| {
            Ok(Candidate {
                labels: kind.to_owned(),
                project: row.try_get("project_id")?,
                priority: row.try_get("priority")?,
                id: row.try_get("id")?,
            })
        };
        rows.iter().map(candidate).collect()
    }

    /// How many tasks of each project agents have.
    async fn held_by_project(&mut self) -> Result<FxHashMap<i64, i64>, StoreError> {
        let question =
            format!("SELECT project_id, COUNT(*) FROM tasks WHERE {HELD} GROUP BY project_id");
        let rows = sqlx::query(AssertSqlSafe(question));
        let rows = rows.fetch_all(self.sql()).await?;
        let pair = |row: &AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
        rows.iter().map(pair).collect()
    }

    /// The best task of a candidate's kind that nobody else is taking.
    async fn take(&mut self, candidate: &Candidate) -> Result<Option<TaskRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM tasks t WHERE {FREE} AND t.labels = $1 AND t.project_id = $2
             ORDER BY t.priority DESC, t.id LIMIT 1 {}",
            self.database().lock()
        );
        let row = sqlx::query(AssertSqlSafe(question)).bind(candidate.labels.clone());
        let row = row
            .bind(candidate.project)
            .fetch_optional(self.sql())
            .await?;
        row.map(|row| task(&row)).transpose()
    }

    async fn hand_out(
        &mut self,
        task: &TaskRow,
        asking: &Asking,
        ticket: Ticket,
        limits: &Limits,
    ) -> Result<Leased, StoreError> {
        let now = self.now().await?;
        let change =
            on(&task.fate, &Input::Lease, now, limits).map_err(|refused| StoreError::Content {
                what: "a queued task",
                why: refused.to_string(),
            })?;
        self.keep_past_token(task).await?;
        let fence = change.task.attempt;
        let update = "UPDATE tasks SET state = 'assigned', attempt = $1, expires_at = $2, agent_id = $3, \
             session = $4, request_id = $5, token_hash = $6, sealed_token = $7 WHERE id = $8 \
             RETURNING sealed, queued_at";
        let update = sqlx::query(update)
            .bind(i64::from(fence.0))
            .bind(change.task.expires_at.map(millis))
            .bind(asking.agent)
            .bind(asking.session.clone())
            .bind(asking.request.clone())
            .bind(ticket.hash.clone())
            .bind(ticket.sealed.clone())
            .bind(task.id.0);
        let row = update.fetch_one(self.sql()).await?;
        Ok(Leased {
            id: task.id,
            run: task.run,
            job: task.job,
            attempt: task.attempt,
            fence,
            class: task.fate.class,
            sealed: row.try_get("sealed")?,
            ticket,
            queued_at: time(row.try_get("queued_at")?),
        })
    }

    /// The attempt before is told by its token that it is over.
    async fn keep_past_token(&mut self, task: &TaskRow) -> Result<(), StoreError> {
        if task.fate.attempt == Fence(0) {
            return Ok(());
        }
        let kept = "INSERT INTO past_tokens (hash, task_id) \
             SELECT token_hash, id FROM tasks WHERE id = $1 AND token_hash IS NOT NULL ON CONFLICT DO NOTHING";
        sqlx::query(kept)
            .bind(task.id.0)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Which of these an agent has no right to (any more).
    pub async fn without_right(
        &mut self,
        agent: i64,
        held: &[(TaskId, Fence)],
    ) -> Result<Vec<(TaskId, Fence)>, StoreError> {
        let question = format!(
            "SELECT 1 FROM tasks WHERE id = $1 AND attempt = $2 AND agent_id = $3 AND {HELD}"
        );
        let mut without = Vec::new();
        for (task, fence) in held {
            let asked = sqlx::query(AssertSqlSafe(question.clone())).bind(task.0);
            let asked = asked.bind(i64::from(fence.0)).bind(agent);
            if asked.fetch_optional(self.sql()).await?.is_none() {
                without.push((*task, *fence));
            }
        }
        Ok(without)
    }
}

impl Store {
    /// Whether there may be work for a request: asked before a transaction is begun.
    pub async fn has_work(&self, agent: i64, request: &str) -> Result<bool, StoreError> {
        let question = "SELECT 1 WHERE EXISTS (SELECT 1 FROM tasks WHERE state = 'queued') \
             OR EXISTS (SELECT 1 FROM tasks WHERE request_id = $2 AND agent_id = $1)";
        let asked = sqlx::query(question).bind(agent).bind(request.to_owned());
        Ok(asked.fetch_optional(self.reads()).await?.is_some())
    }
}

fn leased(row: &AnyRow) -> Result<Leased, StoreError> {
    let class: &str = row.try_get("class")?;
    Ok(Leased {
        id: TaskId(row.try_get("id")?),
        run: row.try_get("run_id")?,
        job: JobId(number(row.try_get("job")?)),
        attempt: Attempt(number(row.try_get("try")?)),
        fence: Fence(number(row.try_get("attempt")?)),
        class: Class::named(class).unwrap_or(Class::Deploy),
        sealed: row.try_get("sealed")?,
        ticket: Ticket {
            hash: row.try_get("token_hash")?,
            sealed: row.try_get("sealed_token")?,
        },
        queued_at: time(row.try_get("queued_at")?),
    })
}

/// How long a wish to cancel may be waited for at most: what no clock's jump may exceed.
pub(crate) const LONGEST_CANCEL: Duration = Duration::from_hours(24);
