//! Clones, fetches and pushes over HTTP.

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use maillon_protocol::api::{Role, Visibility};
use maillon_store::ProjectRow;

use super::commands::{Command, Commands, Reading, read};
use super::pump::{Call, Input, answer, drain, relay};
use super::pushed::{Push, Pusher, Update, pushed};
use super::{blocking, open};
use crate::access::{Actor, InProject};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::projects::is_protected;
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let seen = Needs::Role(Role::Guest);
    vec![
        Route::wire(Method::Get, "/git/{project}/info/refs", seen, refs)
            .does("git: what a repository has"),
        Route::wire(Method::Post, "/git/{project}/git-upload-pack", seen, fetch)
            .does("git: a clone or fetch"),
        Route::wire(Method::Post, "/git/{project}/git-receive-pack", seen, push)
            .does("git: a push"),
    ]
}

/// What somebody wants of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Read,
    Push,
}

/// Whether somebody may do that; the project, then.
async fn admit(
    server: &Server,
    actor: &Actor,
    place: &InProject,
    wish: Wish,
) -> Result<ProjectRow, Response> {
    let found = crate::projects::row(server, place).await;
    let project = found.map_err(Fault::into_response)?;
    let needed = match wish {
        Wish::Read if project.settings.visibility == Visibility::Public => Role::Guest,
        Wish::Read => Role::Reporter,
        Wish::Push => Role::Developer,
    };
    if place.role < needed {
        return Err(refuse(actor, needed));
    }
    match (&project.url, wish) {
        (Some(url), Wish::Push) => Err(plain(
            StatusCode::FORBIDDEN,
            &format!("this is a mirror of {url}: push there"),
        )),
        _ => Ok(project),
    }
}

fn refuse(actor: &Actor, needed: Role) -> Response {
    let needed = format!("{needed:?}").to_lowercase();
    if *actor != Actor::Stranger {
        return plain(
            StatusCode::FORBIDDEN,
            &format!("this needs the role {needed} in the project"),
        );
    }
    let mut response = plain(StatusCode::UNAUTHORIZED, "say who you are");
    let asked =
        HeaderValue::from_static("Basic realm=\"maillon: a token with the scope git as password\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, asked);
    response
}

/// git shows plain text to its user.
pub(super) fn plain(status: StatusCode, text: &str) -> Response {
    (
        status,
        [(CONTENT_TYPE, "text/plain; charset=utf-8")],
        format!("{text}\n"),
    )
        .into_response()
}

async fn refs(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let wish = match query.as_deref() {
        Some("service=git-upload-pack") => Wish::Read,
        Some("service=git-receive-pack") => Wish::Push,
        _ => {
            let text =
                "this git is too old, or asks for what is not there: the smart protocol is needed";
            return plain(StatusCode::FORBIDDEN, text);
        }
    };
    let call = Call {
        method: "GET",
        path: "/info/refs",
        query: query.unwrap_or_default(),
        content_type: None,
        protocol: protocol(&headers),
    };
    let project = match admit(&server, &actor, &place, wish).await {
        Ok(project) => project,
        Err(refusal) => return refusal,
    };
    let backend = match begin(&server, &project, &actor, call).await {
        Ok(backend) => backend,
        Err(fault) => return fault.into_response(),
    };
    answer(&server, backend, Input::empty(), Vec::new())
        .await
        .into_response()
}

async fn fetch(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    request: Request,
) -> Response {
    let project = match admit(&server, &actor, &place, Wish::Read).await {
        Ok(project) => project,
        Err(refusal) => return refusal,
    };
    let call = posted("/git-upload-pack", &request);
    let input = match Input::fetch(request) {
        Ok(input) => input,
        Err(fault) => return fault.into_response(),
    };
    match begin(&server, &project, &actor, call).await {
        Ok(backend) => answer(&server, backend, input, Vec::new())
            .await
            .into_response(),
        Err(fault) => fault.into_response(),
    }
}

async fn push(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    request: Request,
) -> Response {
    let project = match admit(&server, &actor, &place, Wish::Push).await {
        Ok(project) => project,
        Err(refusal) => return refusal,
    };
    let call = posted("/git-receive-pack", &request);
    let pushing = Pushing {
        server,
        actor,
        place,
        project,
    };
    match pushing.go(call, request).await {
        Ok(response) => response,
        Err(fault) => plain(fault.status, &fault.message),
    }
}

fn posted(path: &'static str, request: &Request) -> Call {
    let content = request.headers().get(CONTENT_TYPE);
    Call {
        method: "POST",
        path,
        query: String::new(),
        content_type: content
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        protocol: protocol(request.headers()),
    }
}

fn protocol(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("git-protocol")?.to_str().ok()?;
    Some(value.to_owned())
}

async fn begin(
    server: &Server,
    project: &ProjectRow,
    actor: &Actor,
    call: Call,
) -> Result<maillon_source::repository::bare::Backend, Fault> {
    let bare = open(server, project)?;
    let user = actor.person().map(|person| person.login.clone());
    blocking(move || bare.backend(&call.request(user.as_deref()))).await
}

/// One push.
struct Pushing {
    server: Server,
    actor: Actor,
    place: InProject,
    project: ProjectRow,
}

impl Pushing {
    async fn go(self, call: Call, request: Request) -> Result<Response, Fault> {
        let mut input = Input::push(request)?;
        let (start, commands) = beginning(&mut input).await?;
        if let Some(refused) = commands
            .list
            .iter()
            .find_map(|command| self.refusal(command))
        {
            return self.refuse(&commands, input, refused).await;
        }
        let held = self.server.git.hold(self.project.id);
        let backend = begin(&self.server, &self.project, &self.actor, call).await?;
        if commands.list.is_empty() {
            return answer(&self.server, backend, input, start).await;
        }
        let server = self.server.clone();
        let banded = commands.has_band();
        let after = async move {
            let lines = self.finish(&commands).await;
            drop(held);
            lines
        };
        relay(&server, backend, input, start, banded, after).await
    }

    /// Why a command is refused; None: it is not.
    fn refusal(&self, command: &Command) -> Option<String> {
        let known = ["refs/heads/", "refs/tags/"]
            .iter()
            .any(|top| command.name.starts_with(top));
        if !known {
            return Some(format!("{} is neither a branch nor a tag", command.name));
        }
        let protected = is_protected(&self.project.settings, &command.name);
        (protected && self.place.role < Role::Maintainer).then(|| {
            format!(
                "{} is protected: only maintainers push to it",
                short(&command.name)
            )
        })
    }

    async fn refuse(
        &self,
        commands: &Commands,
        input: Input,
        why: String,
    ) -> Result<Response, Fault> {
        drain(input).await;
        let of = |command: &Command| match self.refusal(command) {
            Some(_) => "protected".to_owned(),
            None => "refused with the others".to_owned(),
        };
        let Some(report) = commands.refusal(of, std::slice::from_ref(&why)) else {
            return Ok(plain(StatusCode::FORBIDDEN, &why));
        };
        let kind = [(CONTENT_TYPE, "application/x-git-receive-pack-result")];
        Ok((kind, Body::from(report)).into_response())
    }

    /// git is done: what was pushed gets its runs. Lines for the pusher.
    async fn finish(&self, commands: &Commands) -> Vec<String> {
        let done = self.record(commands).await;
        done.unwrap_or_else(|fault| {
            self.server
                .note(&format!("push to {}: {}", self.project.name, fault.message));
            vec![
                "the push is in, but its run could not be made yet:".to_owned(),
                format!("  {}", fault.message),
                "the server tries again by itself".to_owned(),
            ]
        })
    }

    async fn record(&self, commands: &Commands) -> Result<Vec<String>, Fault> {
        let bare = open(&self.server, &self.project)?;
        let names: Vec<String> = commands.list.iter().map(|c| c.name.clone()).collect();
        let now = blocking(move || {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            bare.refs_named(&names)
        })
        .await?;
        let stands = |command: &&Command| {
            let found = now.iter().find(|at| at.name == command.name);
            found.map(|at| at.sha.as_str()) == command.new.as_deref()
        };
        let done = commands.list.iter().filter(stands);
        let updates: Vec<Update> = done.map(update).collect();
        let by = self
            .actor
            .person()
            .map_or(Pusher::Author, |person| Pusher::Person(person.clone()));
        let push = Push::of_options(by, &commands.options)?;
        pushed(&self.server, &self.project, &push, &updates).await
    }
}

fn update(command: &Command) -> Update {
    Update {
        name: command.name.clone(),
        old: command.old.clone(),
        new: command.new.clone(),
    }
}

fn short(name: &str) -> &str {
    name.splitn(3, '/').nth(2).unwrap_or(name)
}

/// Reads until all commands are there.
async fn beginning(input: &mut Input) -> Result<(Vec<u8>, Commands), Fault> {
    let mut start = Vec::new();
    loop {
        match read(&start) {
            Reading::Done(commands) => return Ok((start, commands)),
            Reading::Bad(why) => return Err(Fault::invalid(why)),
            Reading::Partial => match input.next().await? {
                Some(bytes) => start.extend_from_slice(&bytes),
                None => {
                    return Err(Fault::invalid(
                        "the push ended in the middle of its commands",
                    ));
                }
            },
        }
    }
}
