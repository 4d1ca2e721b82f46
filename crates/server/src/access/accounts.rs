//! People's accounts: made and changed by administrators.

use axum::http::StatusCode;
use maillon_model::Secret;
use maillon_protocol::api::{ChangeAccount, NewAccount, Page, User};
use maillon_store::access::{NewUser, UserRow};
use maillon_store::{StoreError, Tx};

use super::password::Passwords;
use super::signin::{self, Credentials};
use super::{Client, Person, keys};
use crate::http::Fault;
use crate::server::Server;

/// Accounts in one answer, at most.
const LIMIT: u32 = 100;

/// What everybody who may see accounts sees of one.
pub(super) fn shown(row: UserRow) -> User {
    User {
        login: row.login,
        name: row.name,
        email: row.email,
        administrator: row.administrator,
        blocked: row.blocked,
        created_at: row.created_at.0,
        seen_at: row.seen_at.map(|at| at.0),
    }
}

/// Accounts by login; `after`: the last login of the page before.
pub async fn list(server: &Server, after: &str, limit: Option<u32>) -> Result<Page<User>, Fault> {
    let limit = limit.unwrap_or(LIMIT).clamp(1, LIMIT);
    let mut rows = server.store.users(after, i64::from(limit) + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().map(|row| row.login.clone()).filter(|_| more);
    let items = rows.into_iter().map(shown).collect();
    Ok(Page { items, next })
}

/// Somebody's account.
pub async fn find(server: &Server, login: &str) -> Result<UserRow, Fault> {
    let found = server.store.user(login).await?;
    found.ok_or_else(|| Fault::not_found("account"))
}

/// Makes an account without a password: a link sets it ([`super::signin::password_link`]).
pub async fn make(server: &Server, person: &Person, new: NewAccount) -> Result<User, Fault> {
    check_login(&new.login)?;
    let deed = person.did("user.make").on(&new.login);
    let mut tx = server.store.begin().await?;
    let user = NewUser {
        login: new.login.clone(),
        name: new.name,
        email: new.email,
        administrator: new.administrator,
        ..NewUser::default()
    };
    insert(&mut tx, &user).await?;
    tx.audit(&deed).await?;
    tx.commit().await?;
    find(server, &new.login).await.map(shown)
}

/// Changes an account. Somebody who is blocked loses their sessions; the last administrator stays one.
pub async fn change(
    server: &Server,
    person: &Person,
    login: &str,
    change: ChangeAccount,
) -> Result<User, Fault> {
    let mut user = find(server, login).await?;
    let deed = person.did("user.change").on(told(login, &change));
    user.name = change.name.unwrap_or(user.name);
    user.email = change.email.unwrap_or(user.email);
    user.administrator = change.administrator.unwrap_or(user.administrator);
    user.blocked = change.blocked.unwrap_or(user.blocked);
    let mut tx = server.store.begin().await?;
    let before = tx.administrators().await?;
    tx.set_user(&user).await?;
    if before > 0 && tx.administrators().await? == 0 {
        return Err(Fault::conflict(
            "this is the last administrator: make another one first",
        ));
    }
    if user.blocked {
        tx.end_sessions_of(user.id).await?;
    }
    tx.audit(&deed).await?;
    tx.commit().await?;
    Ok(shown(user))
}

/// `jane administrator=true blocked=false`
fn told(login: &str, change: &ChangeAccount) -> String {
    let flag = |name, value: Option<bool>| value.map(|value| format!(" {name}={value}"));
    let flags = [
        flag("administrator", change.administrator),
        flag("blocked", change.blocked),
    ];
    let flags: String = flags.into_iter().flatten().collect();
    format!("{login}{flags}")
}

/// Changes one's own password; guessing the current one is throttled as signing in is. Every session is over;
/// tokens stay.
pub async fn change_password(
    server: &Server,
    client: &Client,
    person: &Person,
    current: Secret,
    new: Secret,
) -> Result<UserRow, Fault> {
    let credentials = Credentials {
        login: person.login.clone(),
        password: current,
    };
    let proven = signin::prove(server, client, credentials).await;
    let user = proven.map_err(|fault| match fault.status {
        StatusCode::UNAUTHORIZED => Fault::invalid("the current password is another one"),
        _ => fault,
    })?;
    Passwords::check(&user.login, &new)?;
    let hash = server.passwords.hash(new).await?;
    let mut tx = server.store.begin().await?;
    tx.set_password(user.id, &hash).await?;
    tx.end_sessions_of(user.id).await?;
    tx.audit(&person.did("user.password").on(&user.login))
        .await?;
    tx.commit().await?;
    Ok(user)
}

/// Makes an account; a login that is taken is refused.
pub(super) async fn insert(tx: &mut Tx, new: &NewUser) -> Result<i64, Fault> {
    let mut new = new.clone();
    if new.name.is_empty() {
        new.name.clone_from(&new.login);
    }
    let made = tx.new_user(&new).await;
    made.map_err(|error| match error {
        error if StoreError::is_duplicate(&error) => {
            Fault::conflict(format!("there is a `{}` already", new.login))
        }
        error => error.into(),
    })
}

/// Refuses what is no login.
pub(super) fn check_login(login: &str) -> Result<(), Fault> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let more = |c: char| letter(c) || matches!(c, '.' | '_' | '-');
    let begins = login.chars().next().is_some_and(letter);
    if begins && login.len() <= 64 && login.chars().all(more) && keys::KeyKind::of(login).is_none()
    {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "`{login}` is no login: lower-case letters, digits, `.`, `_` and `-`, at most 64"
    )))
}
