//! Sessions of browsers, and links that open once.

use sqlx::{AssertSqlSafe, Row as _};

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, of_word, word};

/// A session that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Of what the cookie says.
    pub hash: String,
    /// Whose.
    pub user: i64,
    /// Its CSRF token.
    pub csrf: String,
    /// From which address.
    pub address: String,
    /// With which program, by its own word.
    pub program: String,
    /// For how long, in milliseconds.
    pub lasts: i64,
}

/// What a link that opens once is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The first administrator's account.
    Setup,
    /// A new password.
    Password,
}

impl Store {
    /// What a link is for, and whose it is, if it still opens.
    pub async fn invitation(
        &self,
        hash: &str,
    ) -> Result<Option<(Purpose, Option<i64>)>, StoreError> {
        let question = AssertSqlSafe(format!(
            "SELECT purpose, user_id FROM invitations WHERE hash = $1 AND expires_at > {}",
            self.database().now()
        ));
        let asked = sqlx::query(question).bind(hash);
        let Some(row) = asked.fetch_optional(self.reads()).await? else {
            return Ok(None);
        };
        let purpose = of_word("a link's purpose", row.try_get("purpose")?)?;
        Ok(Some((purpose, row.try_get("user_id")?)))
    }
}

impl Tx {
    /// Begins a session; those that are over are forgotten.
    pub async fn new_session(&mut self, new: &NewSession) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let over = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1");
        over.bind(now).execute(self.sql()).await?;
        let made = sqlx::query(
            "INSERT INTO sessions (hash, user_id, csrf, address, program, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&new.hash)
        .bind(new.user)
        .bind(&new.csrf)
        .bind(&new.address)
        .bind(&new.program)
        .bind(now)
        .bind(now.saturating_add(new.lasts));
        made.execute(self.sql()).await?;
        Ok(())
    }

    /// Ends a session.
    pub async fn end_session(&mut self, hash: &str) -> Result<(), StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE hash = $1").bind(hash);
        ended.execute(self.sql()).await?;
        Ok(())
    }

    /// Ends all sessions of somebody.
    pub async fn end_sessions_of(&mut self, user: i64) -> Result<(), StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(user);
        ended.execute(self.sql()).await?;
        Ok(())
    }

    /// Makes a link that opens once; earlier ones for the same are forgotten.
    pub async fn invite(
        &mut self,
        hash: &str,
        purpose: Purpose,
        user: Option<i64>,
        lasts: i64,
    ) -> Result<(), StoreError> {
        let expires = millis(self.now().await?).saturating_add(lasts);
        let purpose = word(&purpose);
        let forgotten =
            sqlx::query("DELETE FROM invitations WHERE purpose = $1 AND COALESCE(user_id, 0) = $2");
        let forgotten = forgotten.bind(&purpose).bind(user.unwrap_or(0));
        forgotten.execute(self.sql()).await?;
        let made = sqlx::query(
            "INSERT INTO invitations (hash, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4)",
        );
        let made = made.bind(hash).bind(user).bind(purpose).bind(expires);
        made.execute(self.sql()).await?;
        Ok(())
    }

    /// Uses a link up. False: it does not open (any more).
    pub async fn accept_invitation(&mut self, hash: &str) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let used = sqlx::query("DELETE FROM invitations WHERE hash = $1 AND expires_at > $2");
        let used = used.bind(hash).bind(now).execute(self.sql()).await?;
        Ok(used.rows_affected() == 1)
    }
}
