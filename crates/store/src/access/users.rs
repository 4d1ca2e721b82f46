//! People.

use maillon_model::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, time};

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Their number.
    pub id: i64,
    /// `jane`
    pub login: String,
    /// `Jane Doe`
    pub name: String,
    /// `jane@example.com`
    pub email: String,
    /// As argon2 writes it; None: they sign in elsewhere.
    pub password: Option<String>,
    /// Issuer and subject of OpenID Connect.
    pub subject: Option<String>,
    /// Whether everything is allowed.
    pub administrator: bool,
    /// Whether signing in is refused.
    pub blocked: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was used last.
    pub seen_at: Option<Timestamp>,
}

/// Somebody new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewUser {
    /// `jane`
    pub login: String,
    /// `Jane Doe`
    pub name: String,
    /// `jane@example.com`
    pub email: String,
    /// As argon2 writes it.
    pub password: Option<String>,
    /// Issuer and subject of OpenID Connect.
    pub subject: Option<String>,
    /// Whether everything is allowed.
    pub administrator: bool,
}

/// The columns of a person; the table is called `u`.
pub(super) const USER: &str = "u.id, u.login, u.name, u.email, u.password, u.subject, u.administrator, \
     u.blocked, u.created_at, u.seen_at";

impl Store {
    /// Somebody, by their login.
    pub async fn user(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        self.user_where("u.login", login).await
    }

    /// Somebody, by issuer and subject of OpenID Connect.
    pub async fn user_of_subject(&self, subject: &str) -> Result<Option<UserRow>, StoreError> {
        self.user_where("u.subject", subject).await
    }

    /// Somebody, by their number.
    pub async fn user_by_id(&self, id: i64) -> Result<Option<UserRow>, StoreError> {
        let question = AssertSqlSafe(format!("SELECT {USER} FROM users u WHERE u.id = $1"));
        let asked = sqlx::query(question).bind(id);
        let row = asked.fetch_optional(self.reads()).await?;
        row.map(|row| user(&row)).transpose()
    }

    /// Everybody whose login comes after `after`, by login; at most `limit`.
    pub async fn users(&self, after: &str, limit: i64) -> Result<Vec<UserRow>, StoreError> {
        let question = AssertSqlSafe(format!(
            "SELECT {USER} FROM users u WHERE u.login > $1 ORDER BY u.login LIMIT $2"
        ));
        let asked = sqlx::query(question).bind(after).bind(limit);
        let rows = asked.fetch_all(self.reads()).await?;
        rows.iter().map(user).collect()
    }

    /// How many administrators can sign in.
    pub async fn administrators(&self) -> Result<i64, StoreError> {
        let question = "SELECT COUNT(*) FROM users WHERE administrator = 1 AND blocked = 0";
        let row = sqlx::query(question).fetch_one(self.reads()).await?;
        Ok(row.try_get(0)?)
    }

    async fn user_where(
        &self,
        column: &'static str,
        value: &str,
    ) -> Result<Option<UserRow>, StoreError> {
        let question = AssertSqlSafe(format!("SELECT {USER} FROM users u WHERE {column} = $1"));
        let asked = sqlx::query(question).bind(value);
        let row = asked.fetch_optional(self.reads()).await?;
        row.map(|row| user(&row)).transpose()
    }
}

impl Tx {
    /// Makes an account; its number.
    pub async fn new_user(&mut self, new: &NewUser) -> Result<i64, StoreError> {
        let now = self.now().await?;
        let made = sqlx::query(
            "INSERT INTO users (login, name, email, password, subject, administrator, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        )
        .bind(&new.login)
        .bind(&new.name)
        .bind(&new.email)
        .bind(&new.password)
        .bind(&new.subject)
        .bind(i64::from(new.administrator))
        .bind(millis(now));
        Ok(made.fetch_one(self.sql()).await?.try_get(0)?)
    }

    /// A login that nobody has: `jane`, or else `jane-2`, `jane-3`, ...
    pub async fn free_login(&mut self, wanted: &str) -> Result<String, StoreError> {
        let mut login = wanted.to_owned();
        let mut number = 1;
        loop {
            let taken = sqlx::query("SELECT 1 FROM users WHERE login = $1").bind(&login);
            if taken.fetch_optional(self.sql()).await?.is_none() {
                return Ok(login);
            }
            number += 1;
            login = format!("{wanted}-{number}");
        }
    }

    /// Changes name, address and rights of an account.
    pub async fn set_user(&mut self, user: &UserRow) -> Result<(), StoreError> {
        let changed = sqlx::query(
            "UPDATE users SET name = $1, email = $2, subject = $3, administrator = $4, blocked = $5 WHERE id = $6",
        )
        .bind(&user.name)
        .bind(&user.email)
        .bind(&user.subject)
        .bind(i64::from(user.administrator))
        .bind(i64::from(user.blocked))
        .bind(user.id);
        changed.execute(self.sql()).await?;
        Ok(())
    }

    /// Sets a password, as argon2 writes it.
    pub async fn set_password(&mut self, user: i64, password: &str) -> Result<(), StoreError> {
        let changed = sqlx::query("UPDATE users SET password = $1 WHERE id = $2");
        let changed = changed.bind(password).bind(user);
        changed.execute(self.sql()).await?;
        Ok(())
    }

    /// Remembers that an account was used.
    pub async fn user_seen(&mut self, user: i64) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let changed = sqlx::query("UPDATE users SET seen_at = $1 WHERE id = $2");
        changed.bind(now).bind(user).execute(self.sql()).await?;
        Ok(())
    }

    /// How many administrators can sign in, seen from this transaction.
    pub async fn administrators(&mut self) -> Result<i64, StoreError> {
        let question = "SELECT COUNT(*) FROM users WHERE administrator = 1 AND blocked = 0";
        Ok(sqlx::query(question)
            .fetch_one(self.sql())
            .await?
            .try_get(0)?)
    }
}

/// Reads the columns of [`USER`].
pub(super) fn user(row: &AnyRow) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: row.try_get("id")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        password: row.try_get("password")?,
        subject: row.try_get("subject")?,
        administrator: row.try_get::<i64, _>("administrator")? != 0,
        blocked: row.try_get::<i64, _>("blocked")? != 0,
        created_at: time(row.try_get("created_at")?),
        seen_at: row.try_get::<Option<i64>, _>("seen_at")?.map(time),
    })
}
