//! Projects through the API.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_protocol::api::{
    ChangeRemote, MadeHook, NewProject, NewRun, Project, ProjectSettings, Role, RunSummary,
};

use super::start::{Cause, Starter};
use crate::access::{Actor, InProject};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let maintainer = Needs::Role(Role::Maintainer);
    let developer = Needs::Role(Role::Developer);
    let one = "/api/v1/projects/{project}";
    let settings = "/api/v1/projects/{project}/settings";
    let hook = "/api/v1/projects/{project}/hook";
    vec![
        Route::api(Method::Get, "/api/v1/projects", Needs::SignedIn, list)
            .does("The projects that one may see")
            .gives::<Vec<Project>>(),
        Route::api(Method::Post, "/api/v1/projects", Needs::SignedIn, make)
            .does("Makes a project")
            .takes::<NewProject>()
            .gives::<Project>(),
        Route::api(Method::Get, one, Needs::Role(Role::Guest), get)
            .does("A project")
            .gives::<Project>(),
        Route::api(Method::Delete, one, maintainer, remove)
            .does("Removes a project with its runs and its repository"),
        Route::api(Method::Get, settings, maintainer, read_settings)
            .does("A project's settings")
            .gives::<ProjectSettings>(),
        Route::api(Method::Put, settings, maintainer, change)
            .does("Changes a project's settings")
            .takes::<ProjectSettings>()
            .gives::<ProjectSettings>(),
        Route::api(
            Method::Put,
            "/api/v1/projects/{project}/remote",
            Needs::Administrator,
            change_remote,
        )
        .does("Changes where a project's remote repository is, and what opens it")
        .takes::<ChangeRemote>(),
        Route::api(
            Method::Post,
            "/api/v1/projects/{project}/look",
            developer,
            look,
        )
        .does("Looks at a project's remote repository now"),
        Route::api(Method::Post, hook, maintainer, make_hook)
            .does("Makes a new secret for a project's webhooks")
            .gives::<MadeHook>(),
        Route::api(Method::Delete, hook, maintainer, remove_hook)
            .does("Hears no webhooks any more"),
        Route::api(
            Method::Post,
            "/api/v1/projects/{project}/runs",
            developer,
            start,
        )
        .does("Starts a run")
        .takes::<NewRun>()
        .gives::<RunSummary>(),
    ]
}

async fn list(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<Project>>, Fault> {
    super::list(&server, &actor).await.map(Json)
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Json(new): Json<NewProject>,
) -> Result<(StatusCode, Json<Project>), Fault> {
    let made = super::make(&server, actor.known()?, new).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn get(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
) -> Result<Json<Project>, Fault> {
    super::get(&server, &place).await.map(Json)
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
) -> Result<StatusCode, Fault> {
    super::remove(&server, actor.known()?, &place).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn read_settings(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
) -> Result<Json<ProjectSettings>, Fault> {
    super::settings(&server, &place).await.map(Json)
}

async fn change(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Json(settings): Json<ProjectSettings>,
) -> Result<Json<ProjectSettings>, Fault> {
    super::change(&server, actor.known()?, &place, settings)
        .await
        .map(Json)
}

async fn change_remote(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(project): Path<String>,
    Json(new): Json<ChangeRemote>,
) -> Result<StatusCode, Fault> {
    super::change_remote(&server, actor.known()?, &project, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn look(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
) -> Result<StatusCode, Fault> {
    super::look(&server, &place).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn make_hook(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
) -> Result<Json<MadeHook>, Fault> {
    super::make_hook(&server, actor.known()?, &place)
        .await
        .map(Json)
}

async fn remove_hook(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
) -> Result<StatusCode, Fault> {
    super::remove_hook(&server, actor.known()?, &place).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn start(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Json(new): Json<NewRun>,
) -> Result<(StatusCode, Json<RunSummary>), Fault> {
    let starter = Starter {
        person: actor.known()?,
        cause: Cause::Api,
    };
    let run = super::start(&server, starter, &place, new).await?;
    Ok((StatusCode::CREATED, Json(run)))
}
