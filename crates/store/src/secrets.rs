//! Secrets of projects: sealed before they come here.

use maillon_model::Timestamp;
use maillon_protocol::api::SecretKind;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, of_word, time, word};

/// A secret of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    /// The variable's name.
    pub name: String,
    /// The environment that it is for, perhaps with `*`; None: every job.
    pub environment: Option<String>,
    /// Whether only runs of protected branches and tags get it.
    pub protected: bool,
    /// How jobs receive it.
    pub kind: SecretKind,
    /// Its value.
    pub sealed: Vec<u8>,
    /// When it was set; [`Tx::set_secret`] doesn't look at it.
    pub updated_at: Timestamp,
}

impl Store {
    /// A few sealed values, newest first, to see whether the server has the right keys.
    pub async fn some_sealed(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let secrets = "SELECT sealed FROM secrets ORDER BY updated_at DESC LIMIT 1";
        let runs = "SELECT sealed FROM runs WHERE sealed IS NOT NULL ORDER BY id DESC LIMIT 1";
        let mut found = Vec::new();
        for question in [secrets, runs] {
            let row = sqlx::query(question).fetch_optional(self.reads()).await?;
            found.extend(row.map(|row| row.try_get(0)).transpose()?);
        }
        Ok(found)
    }

    /// A project's secrets, by name and environment.
    pub async fn secrets(&self, project: i64) -> Result<Vec<SecretRow>, StoreError> {
        let question = "SELECT name, environment, protected, kind, sealed, updated_at FROM secrets \
             WHERE project_id = $1 ORDER BY name, environment";
        let rows = sqlx::query(question).bind(project);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(secret).collect()
    }
}

impl Tx {
    /// Sets a secret: a new one, or another value.
    pub async fn set_secret(&mut self, project: i64, secret: &SecretRow) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let set = sqlx::query(
            "INSERT INTO secrets (project_id, name, environment, protected, kind, sealed, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (project_id, name, environment) DO UPDATE SET protected = excluded.protected, \
             kind = excluded.kind, sealed = excluded.sealed, updated_at = excluded.updated_at",
        )
        .bind(project)
        .bind(&secret.name)
        .bind(secret.environment.as_deref().unwrap_or_default())
        .bind(i64::from(secret.protected))
        .bind(word(&secret.kind))
        .bind(secret.sealed.as_slice())
        .bind(now);
        set.execute(self.sql()).await?;
        Ok(())
    }

    /// Removes a secret. False: there was none.
    pub async fn remove_secret(
        &mut self,
        project: i64,
        name: &str,
        environment: Option<&str>,
    ) -> Result<bool, StoreError> {
        let removed = sqlx::query(
            "DELETE FROM secrets WHERE project_id = $1 AND name = $2 AND environment = $3",
        );
        let removed = removed
            .bind(project)
            .bind(name)
            .bind(environment.unwrap_or_default());
        Ok(removed.execute(self.sql()).await?.rows_affected() == 1)
    }
}

fn secret(row: &AnyRow) -> Result<SecretRow, StoreError> {
    let environment: String = row.try_get("environment")?;
    Ok(SecretRow {
        name: row.try_get("name")?,
        environment: Some(environment).filter(|name| !name.is_empty()),
        protected: row.try_get::<i64, _>("protected")? != 0,
        kind: of_word("a secret's kind", row.try_get("kind")?)?,
        sealed: row.try_get("sealed")?,
        updated_at: time(row.try_get("updated_at")?),
    })
}
