//! The questions before every call: who has this hash, and what are they in this project?

use maillon_model::Timestamp;
use maillon_protocol::api::{Role, Scope, Visibility};
use maillon_protocol::lease::State;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::users::{USER, UserRow, user};
use crate::error::StoreError;
use crate::store::Store;
use crate::words::{of_word, time};

/// Somebody with a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionAsking {
    /// Who.
    pub user: UserRow,
    /// The session's CSRF token.
    pub csrf: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The present, by the database's clock.
    pub asked_at: Timestamp,
}

/// Somebody with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenAsking {
    /// Who.
    pub user: UserRow,
    /// Which token.
    pub token: i64,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
    /// The present, by the database's clock.
    pub asked_at: Timestamp,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentAsking {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// A task that an agent has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskAsking {
    /// Its number.
    pub task: i64,
    /// Its run.
    pub run: i64,
    /// Its project.
    pub project: i64,
    /// The name of another project whose repository it reads.
    pub lent: Option<String>,
    /// Whether it ended.
    pub over: bool,
}

/// A project as somebody meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Who sees it without being a member.
    pub visibility: Visibility,
    /// What the person is there.
    pub role: Option<Role>,
}

impl Store {
    /// Whose session has this hash, unless it is over or they are blocked.
    pub async fn session_asking(&self, hash: &str) -> Result<Option<SessionAsking>, StoreError> {
        let question = format!(
            "SELECT {USER}, s.csrf, s.expires_at, {now} AS asked_at FROM sessions s \
             JOIN users u ON u.id = s.user_id \
             WHERE s.hash = $1 AND u.blocked = 0 AND s.expires_at > {now}",
            now = self.database().now()
        );
        let row = self.ask(question, hash).await?;
        row.map(|row| session(&row)).transpose()
    }

    /// Whose token has this hash, unless it is over or they are blocked.
    pub async fn token_asking(&self, hash: &str) -> Result<Option<TokenAsking>, StoreError> {
        let question = format!(
            "SELECT {USER}, t.id AS token_id, t.scopes, t.used_at, {now} AS asked_at FROM tokens t \
             JOIN users u ON u.id = t.user_id \
             WHERE t.hash = $1 AND u.blocked = 0 AND (t.expires_at IS NULL OR t.expires_at > {now})",
            now = self.database().now()
        );
        let row = self.ask(question, hash).await?;
        row.map(|row| token(&row)).transpose()
    }

    /// Which agent's token has this hash, unless it is blocked.
    pub async fn agent_asking(&self, hash: &str) -> Result<Option<AgentAsking>, StoreError> {
        let question = "SELECT id, name FROM agents WHERE hash = $1 AND blocked = 0";
        let row = self.ask(question.to_owned(), hash).await?;
        row.map(|row| {
            Ok(AgentAsking {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
            })
        })
        .transpose()
    }

    /// Which task's token has this hash.
    pub async fn task_asking(&self, hash: &str) -> Result<Option<TaskAsking>, StoreError> {
        let question =
            "SELECT id, run_id, project_id, state, lent FROM tasks WHERE token_hash = $1";
        let row = self.ask(question.to_owned(), hash).await?;
        row.map(|row| {
            Ok(TaskAsking {
                task: row.try_get("id")?,
                run: row.try_get("run_id")?,
                project: row.try_get("project_id")?,
                lent: row.try_get("lent")?,
                over: of_word::<State>("a task's state", row.try_get("state")?)?.is_over(),
            })
        })
        .transpose()
    }

    /// A project by its name, as somebody meets it; None for `user`: a stranger.
    pub async fn place(&self, name: &str, user: Option<i64>) -> Result<Option<Place>, StoreError> {
        let question = "SELECT p.id, p.name, p.visibility, m.role FROM projects p \
             LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $2 WHERE p.name = $1";
        let asked = sqlx::query(question).bind(name).bind(user.unwrap_or(0));
        let row = asked.fetch_optional(self.reads()).await?;
        row.map(|row| place(&row)).transpose()
    }

    async fn ask(&self, question: String, hash: &str) -> Result<Option<AnyRow>, StoreError> {
        let asked = sqlx::query(AssertSqlSafe(question)).bind(hash);
        Ok(asked.fetch_optional(self.reads()).await?)
    }
}

fn session(row: &AnyRow) -> Result<SessionAsking, StoreError> {
    Ok(SessionAsking {
        user: user(row)?,
        csrf: row.try_get("csrf")?,
        expires_at: time(row.try_get("expires_at")?),
        asked_at: time(row.try_get("asked_at")?),
    })
}

fn token(row: &AnyRow) -> Result<TokenAsking, StoreError> {
    let scopes: String = row.try_get("scopes")?;
    Ok(TokenAsking {
        user: user(row)?,
        token: row.try_get("token_id")?,
        scopes: serde_json::from_str(&scopes).map_err(StoreError::content("scopes"))?,
        used_at: row.try_get::<Option<i64>, _>("used_at")?.map(time),
        asked_at: time(row.try_get("asked_at")?),
    })
}

fn place(row: &AnyRow) -> Result<Place, StoreError> {
    let role: Option<&str> = row.try_get("role")?;
    Ok(Place {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        visibility: of_word("a visibility", row.try_get("visibility")?)?,
        role: role.map(|role| of_word("a role", role)).transpose()?,
    })
}
