//! The guard before every handler: who is asking, and may they?
//!
//! | face | shown by | to change something |
//! |---|---|---|
//! | page | the session's cookie | the session's CSRF token, from this server's own pages |
//! | API | a token, or for reading the session's cookie | a token that may write |
//! | wire | a token | a token; of people: one for git |
//!
//! Who is not known is asked to sign in; what somebody can't see, is not there; what they see and may not
//! touch, is forbidden.

use axum::extract::{RawPathParams, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use maillon_protocol::api::{Role, Visibility};
use maillon_store::access::Place;

use super::identity::{Identity, identify};
use super::refusal::Refusal;
use super::{Actor, Client, InProject, csrf};
use crate::http::Fault;
use crate::http::route::{Face, Needs};
use crate::server::Server;

/// What stands before one handler.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) server: Server,
    pub(crate) needs: Needs,
    pub(crate) face: Face,
}

/// Whether a call changes nothing.
pub(super) fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Lets a call through with its [`Actor`] and [`InProject`], or answers it.
pub(crate) async fn stand(
    State(guard): State<Guard>,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let asked = if reads(request.method()) {
        request.uri().clone()
    } else {
        Uri::from_static("/")
    };
    let htmx = request.headers().contains_key("hx-request");
    match guard.admit(&params, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal
            .answer(guard.face, guard.needs, &asked, htmx)
            .into_response(),
    }
}

impl Guard {
    async fn admit(&self, params: &RawPathParams, request: Request) -> Result<Request, Refusal> {
        let method = request.method().clone();
        if self.face == Face::Page && !reads(&method) {
            csrf::same_origin(&self.server.settings, request.headers())?;
        }
        let client = request.extensions().get::<Client>().cloned();
        let identity = identify(&self.server, self.face, request.headers(), client).await?;
        let place = self.weigh(&identity, params, &method).await?;
        let mut request = match self.needs {
            Needs::Nobody => request,
            _ if self.face == Face::Page && !reads(&method) => {
                csrf::prove(&identity.actor, request).await?
            }
            _ => request,
        };
        identity.remember(&self.server).await?;
        if let Some(place) = place {
            request.extensions_mut().insert(place);
        }
        request.extensions_mut().insert(identity.actor);
        Ok(request)
    }

    async fn weigh(
        &self,
        identity: &Identity,
        params: &RawPathParams,
        method: &Method,
    ) -> Result<Option<InProject>, Refusal> {
        if self.needs != Needs::Nobody {
            identity.allows(self.face, method)?;
        }
        let actor = &identity.actor;
        match (self.needs, actor) {
            (Needs::Nobody, _)
            | (Needs::SignedIn, Actor::User(_))
            | (Needs::Agent, Actor::Agent { .. }) => Ok(None),
            (Needs::Administrator, Actor::User(person)) if person.administrator => Ok(None),
            (Needs::Task, Actor::Task { task, .. }) => {
                own_task(identity, *task, params).map(|()| None)
            }
            (Needs::Role(needed), _) => {
                identity.goes_on()?;
                self.place(needed, actor, params).await.map(Some)
            }
            (_, Actor::Stranger) => Err(identity.unknown()),
            (Needs::Administrator, _) => Err(forbidden("only administrators may do this")),
            (Needs::SignedIn, _) => Err(forbidden("this is for people, not for agents")),
            (Needs::Agent, _) => Err(forbidden("this is for agents: an agent's token opens it")),
            (Needs::Task, _) => Err(forbidden("this is for tasks: the task's token opens it")),
        }
    }

    async fn place(
        &self,
        needed: Role,
        actor: &Actor,
        params: &RawPathParams,
    ) -> Result<InProject, Refusal> {
        if matches!(
            (self.face, actor),
            (
                Face::Api | Face::Page,
                Actor::Agent { .. } | Actor::Task { .. }
            )
        ) {
            return Err(forbidden("this is for people, not for agents"));
        }
        let name = param(params, "project").unwrap_or_default();
        let place = self.server.store.place(name, actor.user_id()).await;
        let place = place.map_err(Fault::from)?;
        let role = place.as_ref().and_then(|place| role_in(place, actor));
        match (place, role) {
            (Some(place), Some(role)) if role >= needed => Ok(InProject {
                id: place.id,
                name: place.name,
                role,
            }),
            _ if *actor == Actor::Stranger => Err(Refusal::Unknown),
            (Some(_), Some(role)) => Err(too_small(role, needed)),
            _ => Err(Refusal::Fault(Fault::not_found("project"))),
        }
    }
}

/// What somebody may do in a project; None: they don't see it.
pub(super) fn role_in(place: &Place, actor: &Actor) -> Option<Role> {
    let guest = |seen: bool| seen.then_some(Role::Guest);
    match actor {
        Actor::Stranger => guest(place.visibility == Visibility::Public),
        Actor::User(person) if person.administrator => Some(Role::Maintainer),
        Actor::User(_) => place
            .role
            .max(guest(place.visibility != Visibility::Private)),
        Actor::Agent { .. } => None,
        Actor::Task { project, lent, .. } => {
            let is_lent = lent.as_deref() == Some(&*place.name);
            (*project == place.id || is_lent).then_some(Role::Reporter)
        }
    }
}

fn own_task(identity: &Identity, task: i64, params: &RawPathParams) -> Result<(), Refusal> {
    match param(params, "task") {
        Some(asked) if asked == task.to_string() => Ok(()),
        Some(_) => Err(forbidden("this token is of another task")),
        None => identity.goes_on(),
    }
}

fn param<'p>(params: &'p RawPathParams, name: &str) -> Option<&'p str> {
    params
        .iter()
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn too_small(role: Role, needed: Role) -> Refusal {
    let name = |role: Role| format!("{role:?}").to_lowercase();
    forbidden(&format!(
        "this needs the role {} in the project, and you have {}: ask one of its maintainers",
        name(needed),
        name(role)
    ))
}

pub(super) fn forbidden(message: &str) -> Refusal {
    Refusal::Fault(Fault::forbidden(message))
}
