//! The page of schedules.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use maillon_pages::frame::Tab;
use maillon_pages::views::SchedulesPage;
use maillon_protocol::api::{NewSchedule, Role};
use serde::Deserialize;

use crate::access::{Actor, InProject};
use crate::http::html::{Around, Fields, go, page};
use crate::http::route::Method::{Get, Post};
use crate::http::route::Needs;
use crate::http::{Fault, Route};
use crate::projects;
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let developer = Needs::Role(Role::Developer);
    let (all, one) = (
        "/projects/{project}/schedules",
        "/projects/{project}/schedules/{id}",
    );
    vec![
        Route::page(Get, all, developer, list).does("A project's schedules"),
        Route::page(Post, all, developer, make).does("Makes a schedule"),
        Route::page(Post, one, developer, change).does("Changes a schedule"),
        Route::page(
            Post,
            "/projects/{project}/schedules/{id}/play",
            developer,
            play,
        )
        .does("Starts a schedule's run now"),
        Route::page(
            Post,
            "/projects/{project}/schedules/{id}/remove",
            developer,
            remove,
        )
        .does("Removes a schedule"),
    ]
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
) -> Result<Response, Fault> {
    page(&SchedulesPage {
        frame: frame
            .titled(format!("Schedules of {}", place.name))
            .tab(Tab::Schedules),
        schedules: super::list(&server, &place).await?,
        default_branch: projects::get(&server, &place).await?.default_branch,
        project: place.name,
    })
}

fn schedule(fields: &Fields) -> Result<NewSchedule, Fault> {
    let text = |name: &str| {
        fields
            .get(name)
            .map(str::trim)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(NewSchedule {
        description: text("description"),
        cron: text("cron"),
        timezone: text("timezone"),
        git_ref: text("git_ref"),
        variables: fields.variables()?,
        active: fields.get("active") == Some("true"),
    })
}

fn back(place: &InProject) -> Response {
    go(&format!("/projects/{}/schedules", place.name))
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    fields: Fields,
) -> Result<Response, Fault> {
    super::make(&server, actor.known()?, &place, &schedule(&fields)?).await?;
    Ok(back(&place))
}

#[derive(Debug, Deserialize)]
struct Of {
    id: i64,
}

async fn change(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(of): Path<Of>,
    fields: Fields,
) -> Result<Response, Fault> {
    super::change(&server, actor.known()?, &place, of.id, &schedule(&fields)?).await?;
    Ok(back(&place))
}

async fn play(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(of): Path<Of>,
) -> Result<Response, Fault> {
    let run = super::play(&server, actor.known()?, &place, of.id).await?;
    Ok(go(&format!("/projects/{}/runs/{}", place.name, run.number)))
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(of): Path<Of>,
) -> Result<Response, Fault> {
    super::remove(&server, actor.known()?, &place, of.id).await?;
    Ok(back(&place))
}
