//! The table of routes: what there is, who may call it, and how it is described.
//!
//! Every area lists its own. The guard before each handler, the API's description, and the test of every
//! role against every route are made of the same table.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use maillon_protocol::api::Role;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::server::Server;

/// Something that can be called.
#[derive(Debug)]
pub struct Route {
    /// `GET`, `POST`, ...
    pub method: Method,
    /// With parameters: `/api/v1/projects/{project}`.
    pub path: &'static str,
    /// Who may call it.
    pub needs: Needs,
    /// Whom it is for.
    pub face: Face,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The JSON that it takes.
    pub takes: Option<Shape>,
    /// The JSON that it gives.
    pub gives: Option<Shape>,
    handler: MethodRouter<Server>,
}

/// How a JSON value looks.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// How a route is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or does something.
    Post,
    /// Sets something.
    Put,
    /// Removes something.
    Delete,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Needs {
    /// Everybody; the handler looks at its own credentials (sign-in, webhooks' signatures).
    Nobody,
    /// Who is signed in.
    SignedIn,
    /// Who has at least this role in the project of the path's `{project}`.
    Role(Role),
    /// An administrator.
    Administrator,
    /// An agent, by its token.
    Agent,
    /// An agent, by the token of the task of the path's `{task}`, or of any of its own tasks.
    Task,
}

/// Whom a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// A browser: a session's cookie, HTML; forms carry the session's CSRF token in the field `csrf`.
    Page,
    /// A program: a token (or a session's cookie for reading), JSON.
    Api,
    /// An agent, git, a forge: a protocol of its own.
    Wire,
}

impl Route {
    /// A page, or a form of a page.
    pub fn page<H, T>(method: Method, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        Self::new(method, path, needs, Face::Page, handler)
    }

    /// A call of the API.
    pub fn api<H, T>(method: Method, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        Self::new(method, path, needs, Face::Api, handler)
    }

    /// A call of a protocol of its own.
    pub fn wire<H, T>(method: Method, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        Self::new(method, path, needs, Face::Wire, handler)
    }

    fn new<H, T>(method: Method, path: &'static str, needs: Needs, face: Face, handler: H) -> Self
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        Self {
            method,
            path,
            needs,
            face,
            summary: "",
            takes: None,
            gives: None,
            handler: on(method.filter(), handler),
        }
    }

    /// Puts another handler behind the same guard: for tests of who may call what.
    #[must_use]
    pub fn answered_by<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, Server>,
        T: 'static,
    {
        let handler = on(self.method.filter(), handler);
        Self { handler, ..self }
    }

    /// Says what it does, in one sentence.
    #[must_use]
    pub fn does(self, summary: &'static str) -> Self {
        Self { summary, ..self }
    }

    /// Says which JSON it takes.
    #[must_use]
    pub fn takes<T: JsonSchema>(self) -> Self {
        Self {
            takes: Some(schemars::SchemaGenerator::subschema_for::<T>),
            ..self
        }
    }

    /// Says which JSON it gives.
    #[must_use]
    pub fn gives<T: JsonSchema>(self) -> Self {
        Self {
            gives: Some(schemars::SchemaGenerator::subschema_for::<T>),
            ..self
        }
    }

    /// The handler behind its guard.
    pub(crate) fn guarded(self, server: &Server) -> MethodRouter<Server> {
        crate::access::guard(server, self.needs, self.face, self.handler)
    }
}

impl Method {
    fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}
