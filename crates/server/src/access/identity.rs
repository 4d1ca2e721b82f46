//! From what a call brings along to who is asking.

use axum::http::{HeaderMap, Method};
use maillon_model::Timestamp;
use maillon_protocol::api::Scope;
use maillon_store::access::UserRow;

use super::client::Client;
use super::credentials::{Authorization, authorization, cookie};
use super::guard::{forbidden, reads};
use super::keys::{self, KeyKind};
use super::refusal::Refusal;
use super::session::cookie_name;
use super::{Actor, Person};
use crate::http::Fault;
use crate::http::route::Face;
use crate::server::Server;

/// Who is asking, and by which means.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) actor: Actor,
    means: Means,
}

#[derive(Debug)]
enum Means {
    Nothing,
    /// A token that opens nothing.
    BadToken,
    /// A task's token that opens nothing any more.
    StaleTask,
    Session {
        last: Option<Timestamp>,
        now: Timestamp,
    },
    Token {
        id: i64,
        scopes: Vec<Scope>,
        last: Option<Timestamp>,
        now: Timestamp,
    },
    /// An agent's token, or that of a task that goes on.
    Machine,
    /// The token of a task that is over.
    Over,
}

/// How exactly it is remembered when somebody was here, in milliseconds.
const REMEMBERED: u64 = 5 * 60 * 1000;

/// Who is asking.
pub(super) async fn identify(
    server: &Server,
    face: Face,
    headers: &HeaderMap,
    client: Option<Client>,
) -> Result<Identity, Refusal> {
    let address = client.map(|client| client.address.to_string());
    let address = address.unwrap_or_default();
    let session = cookie(headers, cookie_name(&server.settings));
    match (face, authorization(headers), session) {
        (Face::Page, _, Some(session)) => by_session(server, session, address).await,
        (Face::Page, _, None) => Ok(Identity::stranger(Means::Nothing)),
        (_, Authorization::Token(token), _) => by_token(server, token.expose(), address).await,
        (_, Authorization::Strange, _) => Ok(Identity::stranger(Means::BadToken)),
        (Face::Api, Authorization::None, Some(session)) => {
            by_session(server, session, address).await
        }
        (_, Authorization::None, _) => Ok(Identity::stranger(Means::Nothing)),
    }
}

async fn by_session(server: &Server, text: &str, address: String) -> Result<Identity, Refusal> {
    let asking = server.store.session_asking(&keys::hash(text)).await;
    let Some(asking) = asking.map_err(Fault::from)? else {
        return Ok(Identity::stranger(Means::Nothing));
    };
    Ok(Identity {
        means: Means::Session {
            last: asking.user.seen_at,
            now: asking.asked_at,
        },
        actor: Actor::User(person(asking.user, Some(asking.csrf), address)),
    })
}

async fn by_token(server: &Server, text: &str, address: String) -> Result<Identity, Refusal> {
    let hash = keys::hash(text);
    let found = match KeyKind::of(text) {
        Some(KeyKind::User) => user(server, &hash, address).await?,
        Some(KeyKind::Agent) => agent(server, &hash).await?,
        Some(KeyKind::Task) => task(server, &hash).await?,
        None => None,
    };
    match found {
        Some(found) => Ok(found),
        None if server
            .store
            .is_past_token(&hash)
            .await
            .map_err(Fault::from)? =>
        {
            Ok(Identity::stranger(Means::StaleTask))
        }
        None => Ok(Identity::stranger(Means::BadToken)),
    }
}

async fn user(server: &Server, hash: &str, address: String) -> Result<Option<Identity>, Fault> {
    let found = server.store.token_asking(hash).await?;
    Ok(found.map(|asking| Identity {
        means: Means::Token {
            id: asking.token,
            scopes: asking.scopes,
            last: asking.used_at,
            now: asking.asked_at,
        },
        actor: Actor::User(person(asking.user, None, address)),
    }))
}

async fn agent(server: &Server, hash: &str) -> Result<Option<Identity>, Fault> {
    let found = server.store.agent_asking(hash).await?;
    Ok(found.map(|agent| {
        Identity::machine(Actor::Agent {
            id: agent.id,
            name: agent.name,
        })
    }))
}

async fn task(server: &Server, hash: &str) -> Result<Option<Identity>, Fault> {
    let found = server.store.task_asking(hash).await?;
    Ok(found.map(|task| Identity {
        means: if task.over {
            Means::Over
        } else {
            Means::Machine
        },
        actor: Actor::Task {
            task: task.task,
            run: task.run,
            project: task.project,
            lent: task.lent,
        },
    }))
}

fn person(user: UserRow, csrf: Option<String>, address: String) -> Person {
    Person {
        id: user.id,
        login: user.login,
        administrator: user.administrator,
        csrf,
        address,
    }
}

impl Identity {
    fn stranger(means: Means) -> Self {
        Self {
            actor: Actor::Stranger,
            means,
        }
    }

    fn machine(actor: Actor) -> Self {
        Self {
            actor,
            means: Means::Machine,
        }
    }

    /// What a stranger is told.
    pub(super) fn unknown(&self) -> Refusal {
        match self.means {
            Means::BadToken => Refusal::BadToken,
            Means::StaleTask => Refusal::StaleTask,
            _ => Refusal::Unknown,
        }
    }

    /// Refuses the token of a task that is over: it only ends its task again.
    pub(super) fn goes_on(&self) -> Result<(), Refusal> {
        match self.means {
            Means::Over => Err(Refusal::StaleTask),
            _ => Ok(()),
        }
    }

    /// Whether the means is enough for this kind of call.
    pub(super) fn allows(&self, face: Face, method: &Method) -> Result<(), Refusal> {
        match (&self.means, face) {
            (Means::BadToken | Means::StaleTask, _) => Err(self.unknown()),
            (Means::Session { .. }, Face::Api) if !reads(method) => Err(forbidden(
                "a session only reads through the API: send a token that may write",
            )),
            (Means::Token { scopes, .. }, face) => opens(scopes, face, method),
            _ => Ok(()),
        }
    }

    /// Remembers that an account or a token was used.
    pub(super) async fn remember(&self, server: &Server) -> Result<(), Fault> {
        let (Means::Session { last, now } | Means::Token { last, now, .. }) = &self.means else {
            return Ok(());
        };
        if last.is_some_and(|last| now.0.saturating_sub(last.0) < REMEMBERED) {
            return Ok(());
        }
        let mut tx = server.store.begin().await?;
        if let Means::Token { id, .. } = self.means {
            tx.token_used(id).await?;
        }
        if let Some(user) = self.actor.user_id() {
            tx.user_seen(user).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn opens(scopes: &[Scope], face: Face, method: &Method) -> Result<(), Refusal> {
    let (enough, wanted): (&[Scope], _) = match face {
        Face::Wire => (&[Scope::Git], "git"),
        _ if reads(method) => (&[Scope::Read, Scope::Write], "read"),
        _ => (&[Scope::Write], "write"),
    };
    if enough.iter().any(|scope| scopes.contains(scope)) {
        return Ok(());
    }
    Err(forbidden(&format!(
        "this needs a token with the scope `{wanted}`"
    )))
}
