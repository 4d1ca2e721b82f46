//! The page of a project's members.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use maillon_pages::Frame;
use maillon_pages::frame::Tab;
use maillon_pages::views::MembersPage;
use maillon_protocol::api::Role;
use serde::Deserialize;

use super::{Actor, InProject, members};
use crate::http::html::{Around, go, page, page_with};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let maintainer = Needs::Role(Role::Maintainer);
    let all = "/projects/{project}/members";
    let one = "/projects/{project}/members/{login}/remove";
    vec![
        Route::page(Method::Get, all, maintainer, list).does("A project's members"),
        Route::page(Method::Post, all, maintainer, set)
            .does("Makes somebody a member, or gives them another role"),
        Route::page(Method::Post, one, maintainer, remove).does("Ends a membership"),
    ]
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
) -> Result<Response, Fault> {
    page(&members_page(&server, &place, frame).await?)
}

async fn members_page(
    server: &Server,
    place: &InProject,
    frame: Frame,
) -> Result<MembersPage, Fault> {
    Ok(MembersPage {
        frame: frame.titled("Members").tab(Tab::Members),
        project: place.name.clone(),
        members: members::list(server, place).await?,
    })
}

#[derive(Deserialize)]
struct MemberForm {
    login: String,
    role: Role,
}

async fn set(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Form(form): Form<MemberForm>,
) -> Result<Response, Fault> {
    let set = members::set(
        &server,
        actor.known()?,
        &place,
        form.login.trim(),
        form.role,
    )
    .await;
    match set {
        Ok(()) => Ok(go(&format!("/projects/{}/members", place.name))),
        Err(fault) if fault.status.is_client_error() => {
            let frame = frame.failing(Some(fault.message));
            let shown = members_page(&server, &place, frame).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(fault) => Err(fault),
    }
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, login)): Path<(String, String)>,
) -> Result<Response, Fault> {
    members::remove(&server, actor.known()?, &place, &login).await?;
    Ok(go(&format!("/projects/{}/members", place.name)))
}
