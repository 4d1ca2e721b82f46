//! What was done, by whom, from where.

use maillon_protocol::api::AuditEntry;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, time};

/// Something that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Who: a login, `agent NAME`, `the server`, or nothing for a stranger.
    pub actor: String,
    /// From which address.
    pub address: String,
    /// What: `run.cancel`, `secret.set`, `login.failed`, ...
    pub action: &'static str,
    /// In which project.
    pub project: Option<String>,
    /// To what: a run, a user, a secret's name.
    pub target: String,
}

impl Deed {
    /// Says in which project.
    #[must_use]
    pub fn in_project(self, project: impl Into<String>) -> Self {
        Self {
            project: Some(project.into()),
            ..self
        }
    }

    /// Says to what.
    #[must_use]
    pub fn on(self, target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            ..self
        }
    }
}

/// Which entries are asked for; None: any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of whom.
    pub actor: Option<String>,
    /// What, or the beginning of what: `login.` is all about signing in.
    pub action: Option<String>,
    /// In which project.
    pub project: Option<String>,
    /// Only entries before this number.
    pub before: Option<i64>,
}

impl Store {
    /// What was done, newest first; at most `limit`.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        limit: i64,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let question = "SELECT id, at, actor, address, action, project, target FROM audit WHERE \
             id < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR substr(action, 1, length($3)) = $3) \
             AND ($4 = '' OR project = $4) ORDER BY id DESC LIMIT $5";
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let asked = sqlx::query(AssertSqlSafe(question))
            .bind(filter.before.unwrap_or(i64::MAX))
            .bind(text(&filter.actor))
            .bind(text(&filter.action))
            .bind(text(&filter.project))
            .bind(limit);
        let rows = asked.fetch_all(self.reads()).await?;
        rows.iter().map(entry).collect()
    }
}

impl Tx {
    /// Writes down what is done, with the change itself.
    pub async fn audit(&mut self, deed: &Deed) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let written = sqlx::query(
            "INSERT INTO audit (at, actor, address, action, project, target) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(now)
        .bind(&deed.actor)
        .bind(&deed.address)
        .bind(deed.action)
        .bind(&deed.project)
        .bind(&deed.target);
        written.execute(self.sql()).await?;
        Ok(())
    }
}

fn entry(row: &AnyRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.try_get("id")?,
        at: time(row.try_get("at")?).0,
        actor: row.try_get("actor")?,
        address: row.try_get("address")?,
        action: row.try_get("action")?,
        project: row.try_get("project")?,
        target: row.try_get("target")?,
    })
}
