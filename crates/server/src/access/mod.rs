//! Who is asking, and what they may do.

pub mod accounts;
mod api;
pub mod audit;
pub mod client;
pub mod credentials;
mod csrf;
mod guard;
mod identity;
pub mod keys;
pub mod members;
mod members_web;
pub mod oidc;
pub mod password;
mod people;
mod refusal;
mod session;
pub mod signin;
mod throttle;
pub mod tokens;
mod web;

use axum::middleware;
use axum::routing::MethodRouter;
use maillon_protocol::api::Role;
use maillon_store::access::Deed;

pub use client::Client;
pub use session::Cookie;
pub use signin::setup_link;

use crate::http::route::{Face, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

/// Who is asking. Handlers take it as an extension that the guard puts there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A stranger.
    Stranger,
    /// A person, by a session or a token.
    User(Person),
    /// An agent, by its token.
    Agent {
        /// Its number.
        id: i64,
        /// Its name.
        name: String,
    },
    /// A task that an agent has, by that task's token.
    Task {
        /// Its number.
        task: i64,
        /// Its run.
        run: i64,
        /// Its project.
        project: i64,
        /// The name of another project whose repository it reads.
        lent: Option<String>,
    },
}

/// A person who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: i64,
    /// Their login.
    pub login: String,
    /// Whether everything is allowed.
    pub administrator: bool,
    /// The CSRF token of their session; None: they came with a token.
    pub csrf: Option<String>,
    /// From which address.
    pub address: String,
}

/// The project of the path's `{project}`, and what the asking person may do there. An extension that the
/// guard puts before handlers of routes that need a role.
#[derive(Clone, Debug)]
pub struct InProject {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The role.
    pub role: Role,
}

impl Actor {
    /// The person, where it is one.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::User(person) => Some(person),
            _ => None,
        }
    }

    /// The person; a refusal where it is none.
    pub fn known(&self) -> Result<&Person, Fault> {
        self.person()
            .ok_or_else(|| Fault::unauthorized("this is for people who are signed in"))
    }

    /// The person's number, where it is one.
    pub fn user_id(&self) -> Option<i64> {
        self.person().map(|person| person.id)
    }
}

impl Person {
    /// Something that they do, for the audit log: `person.did("run.cancel").in_project(name).on("12")`.
    pub fn did(&self, action: &'static str) -> Deed {
        Deed {
            actor: self.login.clone(),
            address: self.address.clone(),
            action,
            project: None,
            target: String::new(),
        }
    }
}

/// Something that the server does by itself, for the audit log.
pub fn server_did(action: &'static str) -> Deed {
    Deed {
        actor: "the server".to_owned(),
        address: String::new(),
        action,
        project: None,
        target: String::new(),
    }
}

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    [
        api::routes(),
        web::routes(),
        people::routes(),
        members_web::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Puts a guard before a handler.
pub(crate) fn guard(
    server: &Server,
    needs: Needs,
    face: Face,
    handler: MethodRouter<Server>,
) -> MethodRouter<Server> {
    let guard = guard::Guard {
        server: server.clone(),
        needs,
        face,
    };
    handler.layer(middleware::from_fn_with_state(guard, guard::stand))
}
