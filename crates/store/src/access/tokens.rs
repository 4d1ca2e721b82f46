//! Tokens of people for programs.

use maillon_protocol::api::{Scope, Token};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, time};

impl Store {
    /// Somebody's tokens, newest first.
    pub async fn tokens(&self, user: i64) -> Result<Vec<Token>, StoreError> {
        let question = "SELECT id, name, scopes, created_at, expires_at, used_at FROM tokens \
             WHERE user_id = $1 ORDER BY id DESC";
        let rows = sqlx::query(question).bind(user);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(token).collect()
    }
}

impl Tx {
    /// Keeps a token's hash. `lasts`: milliseconds; None: for ever.
    pub async fn new_token(
        &mut self,
        user: i64,
        hash: &str,
        name: &str,
        scopes: &[Scope],
        lasts: Option<i64>,
    ) -> Result<Token, StoreError> {
        let now = millis(self.now().await?);
        let written = serde_json::to_string(scopes).map_err(StoreError::content("scopes"))?;
        let made = sqlx::query(
            "INSERT INTO tokens (hash, user_id, name, scopes, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             RETURNING id, name, scopes, created_at, expires_at, used_at",
        )
        .bind(hash)
        .bind(user)
        .bind(name)
        .bind(written)
        .bind(now)
        .bind(lasts.map(|lasts| now.saturating_add(lasts)));
        token(&made.fetch_one(self.sql()).await?)
    }

    /// Ends a token of somebody; its name, where there was one.
    pub async fn end_token(&mut self, user: i64, id: i64) -> Result<Option<String>, StoreError> {
        let ended = sqlx::query("DELETE FROM tokens WHERE id = $1 AND user_id = $2 RETURNING name");
        let row = ended.bind(id).bind(user).fetch_optional(self.sql()).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Ends all tokens of somebody.
    pub async fn end_tokens_of(&mut self, user: i64) -> Result<(), StoreError> {
        let ended = sqlx::query("DELETE FROM tokens WHERE user_id = $1").bind(user);
        ended.execute(self.sql()).await?;
        Ok(())
    }

    /// Remembers that a token was used.
    pub async fn token_used(&mut self, id: i64) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let changed = sqlx::query("UPDATE tokens SET used_at = $1 WHERE id = $2");
        changed.bind(now).bind(id).execute(self.sql()).await?;
        Ok(())
    }
}

fn token(row: &AnyRow) -> Result<Token, StoreError> {
    let scopes: String = row.try_get("scopes")?;
    let created: i64 = row.try_get("created_at")?;
    let expires: Option<i64> = row.try_get("expires_at")?;
    let used: Option<i64> = row.try_get("used_at")?;
    Ok(Token {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        scopes: serde_json::from_str(&scopes).map_err(StoreError::content("scopes"))?,
        created_at: time(created).0,
        expires_at: expires.map(|at| time(at).0),
        used_at: used.map(|at| time(at).0),
    })
}
