//! Why tasks wait.

use std::fmt;
use std::time::Duration;

use maillon_model::{Attempt, JobId, Timestamp};
use maillon_protocol::agent::TaskId;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{HELD, number};
use crate::agents::AgentRow;
use crate::error::StoreError;
use crate::store::Store;
use crate::words::{of_json, time};

/// A task that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its number.
    pub id: TaskId,
    /// Its run.
    pub run: i64,
    /// Its run's number in the project.
    pub number: u64,
    /// The project's number.
    pub project: i64,
    /// The project's name.
    pub project_name: String,
    /// The job.
    pub job: JobId,
    /// The job's name.
    pub name: String,
    /// Which try.
    pub attempt: Attempt,
    /// Since when.
    pub since: Timestamp,
    /// How many of its kind are before it, and one.
    pub position: u64,
    /// Why.
    pub why: Why,
}

/// Why a task waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A task of its resource group is at an agent.
    Group {
        /// The group.
        group: String,
        /// The number of the run that has it.
        number: u64,
    },
    /// There are no agents at all.
    NoAgents,
    /// No agent has all of its labels.
    NoLabels(Vec<String>),
    /// Those with its labels are not heard.
    Offline(Vec<String>),
    /// Those with its labels get nothing new.
    Draining(Vec<String>),
    /// Those with its labels take no work.
    Obstacle {
        /// Which agent.
        agent: String,
        /// In its own words.
        why: String,
    },
    /// Those with its labels are full.
    Busy {
        /// How many there are.
        agents: usize,
        /// How many tasks they take.
        capacity: u32,
    },
    /// An agent is about to take it.
    Soon,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group { group, number } => {
                write!(f, "resource group {group} is held by run {number}")
            }
            Self::NoAgents => f.write_str("there is no agent; start one with `maillon agent`"),
            Self::NoLabels(labels) => write!(f, "no agent with {}", of(labels)),
            Self::Offline(labels) => write!(f, "every agent with {} is offline", of(labels)),
            Self::Draining(labels) => write!(f, "every agent with {} is draining", of(labels)),
            Self::Obstacle { agent, why } => write!(f, "agent {agent} takes no work: {why}"),
            Self::Busy {
                agents: 1,
                capacity,
            } => {
                write!(f, "the agent for it is busy with {capacity} jobs")
            }
            Self::Busy { agents, capacity } => {
                write!(
                    f,
                    "all {agents} agents for it are busy with {capacity} jobs"
                )
            }
            Self::Soon => f.write_str("an agent is about to take it"),
        }
    }
}

fn of(labels: &[String]) -> String {
    match labels {
        [] => "a free place for jobs without labels".to_owned(),
        [label] => format!("label {label}"),
        labels => format!("labels {}", labels.join(", ")),
    }
}

/// Which queued tasks are asked about.
const QUEUED: &str = "SELECT t.id, t.run_id, t.project_id, t.job, t.try, t.labels, t.resource_group, t.queued_at, \
     t.priority, k.position, r.number, p.name AS project_name, COALESCE(j.name, '') AS job_name, \
     (SELECT hr.number FROM tasks h JOIN runs hr ON hr.id = h.run_id WHERE h.project_id = t.project_id \
      AND h.resource_group = t.resource_group AND h.resource_group IS NOT NULL \
      AND h.state IN ('assigned', 'running', 'cancelling', 'lost')) AS held_by \
     FROM tasks t JOIN (SELECT id, ROW_NUMBER() OVER (PARTITION BY labels ORDER BY priority DESC, id) AS position \
      FROM tasks WHERE state = 'queued') k ON k.id = t.id JOIN runs r ON r.id = t.run_id JOIN projects p ON p.id = t.project_id \
     LEFT JOIN jobs j ON j.run_id = t.run_id AND j.job = t.job WHERE t.state = 'queued'";

impl Store {
    /// The tasks that wait, in the order of the queue, each with its reason; at most `limit`. An agent that was
    /// not heard for `silence` is offline.
    pub async fn queue(&self, limit: i64, silence: Duration) -> Result<Vec<Queued>, StoreError> {
        let question = format!("{QUEUED} ORDER BY t.priority DESC, t.id LIMIT $1");
        let rows = sqlx::query(AssertSqlSafe(question)).bind(limit);
        let rows = rows.fetch_all(self.reads()).await?;
        self.explain(&rows, silence).await
    }

    /// The tasks of a run that wait, each with its reason.
    pub async fn queue_of_run(
        &self,
        run: i64,
        silence: Duration,
    ) -> Result<Vec<Queued>, StoreError> {
        let question = format!("{QUEUED} AND t.run_id = $1 ORDER BY t.priority DESC, t.id");
        let rows = sqlx::query(AssertSqlSafe(question)).bind(run);
        let rows = rows.fetch_all(self.reads()).await?;
        self.explain(&rows, silence).await
    }

    async fn explain(&self, rows: &[AnyRow], silence: Duration) -> Result<Vec<Queued>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.now().await?;
        let agents = self.agents().await?;
        rows.iter()
            .map(|row| queued(row, &agents, now, silence))
            .collect()
    }

    /// How many tasks wait, and how many are at agents.
    pub async fn queue_length(&self) -> Result<(u64, u64), StoreError> {
        let question = AssertSqlSafe(format!(
            "SELECT (SELECT COUNT(*) FROM tasks WHERE state = 'queued'), (SELECT COUNT(*) FROM tasks WHERE {HELD})"
        ));
        let row = sqlx::query(question).fetch_one(self.reads()).await?;
        let count = |at: usize| {
            Ok::<_, sqlx::Error>(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or(0))
        };
        Ok((count(0)?, count(1)?))
    }
}

fn queued(
    row: &AnyRow,
    agents: &[AgentRow],
    now: Timestamp,
    silence: Duration,
) -> Result<Queued, StoreError> {
    let labels: Vec<String> = of_json("labels", row.try_get("labels")?)?;
    let held_by: Option<i64> = row.try_get("held_by")?;
    let group: Option<String> = row.try_get("resource_group")?;
    let why = match (group, held_by) {
        (Some(group), Some(number)) => Why::Group {
            group,
            number: u64::try_from(number).unwrap_or(0),
        },
        _ => why(&labels, agents, now, silence),
    };
    Ok(Queued {
        id: TaskId(row.try_get("id")?),
        run: row.try_get("run_id")?,
        number: count(row, "number")?,
        project: row.try_get("project_id")?,
        project_name: row.try_get("project_name")?,
        job: JobId(number(row.try_get("job")?)),
        name: row.try_get("job_name")?,
        attempt: Attempt(number(row.try_get("try")?)),
        since: time(row.try_get("queued_at")?),
        position: count(row, "position")?,
        why,
    })
}

fn count(row: &AnyRow, column: &str) -> Result<u64, StoreError> {
    let count: i64 = row.try_get(column)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Which agents stand in the way: each question narrows them down.
fn why(labels: &[String], agents: &[AgentRow], now: Timestamp, silence: Duration) -> Why {
    let named = || labels.to_vec();
    let mut left: Vec<&AgentRow> = agents.iter().filter(|agent| !agent.blocked).collect();
    if left.is_empty() {
        return Why::NoAgents;
    }
    left.retain(|agent| labels.iter().all(|label| agent.labels.contains(label)));
    if left.is_empty() {
        return missing(labels, agents);
    }
    left.retain(|agent| agent.seen_at.is_some_and(|at| now.since(at) < silence));
    if left.is_empty() {
        return Why::Offline(named());
    }
    left.retain(|agent| !agent.draining);
    let Some(first) = left.first() else {
        return Why::Draining(named());
    };
    if left.iter().all(|agent| agent.obstacle.is_some()) {
        let why = first.obstacle.clone().unwrap_or_default();
        return Why::Obstacle {
            agent: first.name.clone(),
            why,
        };
    }
    left.retain(|agent| agent.obstacle.is_none());
    if left.iter().all(|agent| agent.busy >= agent.capacity) {
        let capacity = left.iter().map(|agent| agent.capacity).sum();
        return Why::Busy {
            agents: left.len(),
            capacity,
        };
    }
    Why::Soon
}

/// The labels that nobody has; where each is had by somebody, all of them.
fn missing(labels: &[String], agents: &[AgentRow]) -> Why {
    let nobody = |label: &&String| !agents.iter().any(|agent| agent.labels.contains(label));
    let lacking: Vec<String> = labels.iter().filter(nobody).cloned().collect();
    Why::NoLabels(if lacking.is_empty() {
        labels.to_vec()
    } else {
        lacking
    })
}
