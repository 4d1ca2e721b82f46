//! What whoever runs the server does on its own machine, without signing in: who can read the data can do
//! all of it anyway. The audit log calls them `the operator`.

use maillon_model::Secret;
use maillon_protocol::api::Scope;
use maillon_store::access::{Deed, NewUser, Purpose};

use crate::access::keys::{self, KeyKind, MadeKey};
use crate::http::Fault;
use crate::server::Server;

/// What happens where an agent of that name is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Its token stays, and nothing is made.
    Refuse,
    /// Its token ends, and a new one is made.
    Replace,
}

/// For how long a link works, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Makes an agent, and gives its token.
pub async fn agent_token(server: &Server, name: &str, existing: Existing) -> Result<Secret, Fault> {
    let MadeKey { text, hash } = KeyKind::Agent.make()?;
    let mut tx = server.store.begin().await?;
    match existing {
        Existing::Replace => tx.put_agent(name, &hash).await.map_err(Fault::from)?,
        Existing::Refuse => tx.make_agent(name, &hash).await.map_err(|error| {
            if error.is_duplicate() {
                return Fault::conflict(format!("there is an agent named {name} already"));
            }
            error.into()
        })?,
    };
    tx.audit(&did("agent.token", name)).await?;
    tx.commit().await?;
    Ok(text)
}

/// A link by which an administrator sets a new password. Where nobody has that login, an administrator is made.
pub async fn link(server: &Server, login: &str) -> Result<String, Fault> {
    let user = user(server, login).await?;
    let key = keys::make_plain()?;
    let mut tx = server.store.begin().await?;
    tx.invite(&key.hash, Purpose::Password, Some(user), DAY)
        .await?;
    tx.audit(&did("user.password_link", login)).await?;
    tx.commit().await?;
    let url = &server.settings.url;
    Ok(format!("{url}/setup/{}", key.text.expose()))
}

/// A token of somebody for programs. Where nobody has that login, an administrator is made.
pub async fn user_token(server: &Server, login: &str) -> Result<Secret, Fault> {
    let user = user(server, login).await?;
    let MadeKey { text, hash } = KeyKind::User.make()?;
    let scopes = [Scope::Read, Scope::Write, Scope::Git];
    let mut tx = server.store.begin().await?;
    tx.new_token(user, &hash, "made on the server's machine", &scopes, None)
        .await?;
    tx.audit(&did("token.make", login)).await?;
    tx.commit().await?;
    Ok(text)
}

async fn user(server: &Server, login: &str) -> Result<i64, Fault> {
    if let Some(user) = server.store.user(login).await? {
        return Ok(user.id);
    }
    let mut tx = server.store.begin().await?;
    let new = NewUser {
        login: login.to_owned(),
        name: login.to_owned(),
        administrator: true,
        ..NewUser::default()
    };
    let id = tx.new_user(&new).await?;
    tx.audit(&did("user.make", login)).await?;
    tx.commit().await?;
    Ok(id)
}

fn did(action: &'static str, target: &str) -> Deed {
    Deed {
        actor: "the operator".to_owned(),
        address: String::new(),
        action,
        project: None,
        target: target.to_owned(),
    }
}
