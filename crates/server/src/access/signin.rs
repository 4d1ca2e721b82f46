//! Signing in and out, and links that open once.

use axum::http::StatusCode;
use maillon_model::Secret;
use maillon_protocol::api::OnceLink;
use maillon_store::access::{NewUser, Purpose, UserRow};

use super::password::{Passwords, Verdict};
use super::session::{self, Cookie};
use super::throttle::Attempt;
use super::{Client, Person, accounts, keys, server_did};
use crate::http::Fault;
use crate::server::Server;

/// For how many hours a link opens.
const HOURS: u32 = 24;
const HOUR: i64 = 60 * 60 * 1000;

/// Somebody's login and password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Their login.
    pub login: String,
    /// Their password.
    pub password: Secret,
}

/// Who has this login and this password. Every failure has the same words and takes as long.
pub async fn prove(
    server: &Server,
    client: &Client,
    credentials: Credentials,
) -> Result<UserRow, Fault> {
    let Credentials { login, password } = credentials;
    let attempt = Attempt::begin(server, client, &login).await?;
    let user = server.store.user(&login).await?;
    let known = user.as_ref().filter(|user| !user.blocked);
    let hash = known.and_then(|user| user.password.clone());
    let verdict = server.passwords.verify(password.clone(), hash).await?;
    let Some(user) = user.filter(|_| verdict != Verdict::Wrong) else {
        return Err(failed(server, client, &login).await?);
    };
    attempt.succeeded(server).await?;
    if verdict == Verdict::Outdated {
        let hash = server.passwords.hash(password).await?;
        let mut tx = server.store.begin().await?;
        tx.set_password(user.id, &hash).await?;
        tx.commit().await?;
    }
    Ok(user)
}

async fn failed(server: &Server, client: &Client, login: &str) -> Result<Fault, Fault> {
    let login: String = login.chars().take(64).collect();
    let mut tx = server.store.begin().await?;
    tx.audit(&client.did("login.failed").on(login)).await?;
    tx.commit().await?;
    Ok(Fault::unauthorized("login or password is wrong"))
}

/// Begins a session for somebody who proved who they are. `earlier`: what the browser's cookie said before.
pub async fn sign_in(
    server: &Server,
    client: &Client,
    user: &UserRow,
    earlier: Option<&str>,
) -> Result<Cookie, Fault> {
    let begun = session::begin(client, user.id)?;
    let mut tx = server.store.begin().await?;
    if let Some(earlier) = earlier {
        tx.end_session(&keys::hash(earlier)).await?;
    }
    tx.new_session(&begun.row).await?;
    tx.user_seen(user.id).await?;
    let mut deed = client.did("login").on(&user.login);
    deed.actor.clone_from(&user.login);
    tx.audit(&deed).await?;
    tx.commit().await?;
    Ok(Cookie::new(&server.settings, &begun.text))
}

/// Ends a session.
pub async fn sign_out(server: &Server, person: &Person, session: &str) -> Result<Cookie, Fault> {
    let mut tx = server.store.begin().await?;
    tx.end_session(&keys::hash(session)).await?;
    tx.audit(&person.did("logout").on(&person.login)).await?;
    tx.commit().await?;
    Ok(Cookie::empty(&server.settings))
}

/// While there is no administrator: a new link that makes one. Earlier links open no more.
pub async fn setup_link(server: &Server) -> Result<Option<String>, Fault> {
    let mut tx = server.store.begin().await?;
    if tx.administrators().await? > 0 {
        return Ok(None);
    }
    let key = keys::make_plain()?;
    tx.invite(&key.hash, Purpose::Setup, None, i64::from(HOURS) * HOUR)
        .await?;
    tx.audit(&server_did("setup.link")).await?;
    tx.commit().await?;
    Ok(Some(address(server, &key.text)))
}

/// A link that sets somebody's password, for an administrator to hand on.
pub async fn password_link(
    server: &Server,
    person: &Person,
    login: &str,
) -> Result<OnceLink, Fault> {
    let user = accounts::find(server, login).await?;
    let key = keys::make_plain()?;
    let lasts = i64::from(HOURS) * HOUR;
    let mut tx = server.store.begin().await?;
    tx.invite(&key.hash, Purpose::Password, Some(user.id), lasts)
        .await?;
    tx.audit(&person.did("user.password_link").on(login))
        .await?;
    tx.commit().await?;
    Ok(OnceLink {
        login: user.login,
        url: address(server, &key.text),
        hours: HOURS,
    })
}

fn address(server: &Server, key: &Secret) -> String {
    format!("{}/setup/{}", server.settings.url, key.expose())
}

/// Whose password a link sets; None: it makes the first administrator.
pub async fn invited(server: &Server, key: &str) -> Result<Option<UserRow>, Fault> {
    match server.store.invitation(&keys::hash(key)).await? {
        Some((Purpose::Setup, _)) => Ok(None),
        Some((Purpose::Password, Some(user))) => {
            let user = server.store.user_by_id(user).await?;
            user.map(Some).ok_or_else(over)
        }
        _ => Err(over()),
    }
}

/// Uses a link up: makes the first administrator of `new`, or sets a password. Sessions and links of before
/// are over.
pub async fn accept(
    server: &Server,
    client: &Client,
    key: &str,
    new: NewUser,
    password: Secret,
) -> Result<UserRow, Fault> {
    let invited = invited(server, key).await?;
    let login = invited.as_ref().map_or(&new.login, |user| &user.login);
    Passwords::check(login, &password)?;
    let hash = server.passwords.hash(password).await?;
    let mut tx = server.store.begin().await?;
    if !tx.accept_invitation(&keys::hash(key)).await? {
        return Err(over());
    }
    let id = match invited {
        Some(user) => {
            tx.set_password(user.id, &hash).await?;
            tx.end_sessions_of(user.id).await?;
            let mut deed = client.did("user.password").on(&user.login);
            deed.actor = user.login;
            tx.audit(&deed).await?;
            user.id
        }
        None if tx.administrators().await? > 0 => return Err(over()),
        None => {
            accounts::check_login(&new.login)?;
            let mut deed = client.did("setup").on(&new.login);
            deed.actor.clone_from(&new.login);
            tx.audit(&deed).await?;
            let new = NewUser {
                password: Some(hash),
                administrator: true,
                ..new
            };
            accounts::insert(&mut tx, &new).await?
        }
    };
    tx.commit().await?;
    server.store.user_by_id(id).await?.ok_or_else(over)
}

fn over() -> Fault {
    Fault::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "this link was used already, or is older than a day: ask for a new one (`maillon serve` prints one at \
         its start while there is no administrator)",
    )
}
