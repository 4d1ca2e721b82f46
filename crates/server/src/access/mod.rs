//! Who is asking, and what they may do.

use axum::routing::MethodRouter;
use maillon_protocol::api::Role;

use crate::http::Route;
use crate::http::route::{Face, Needs};
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

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

/// Puts a guard before a handler.
pub(crate) fn guard(
    _server: &Server,
    _needs: Needs,
    _face: Face,
    handler: MethodRouter<Server>,
) -> MethodRouter<Server> {
    handler
}
