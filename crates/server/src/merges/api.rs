//! Merge requests through the API.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_protocol::api::{
    ApproveMerge, ChangeMergeRequest, MergeDiff, MergeOrder, MergeRequest, NewMergeRequest, Page,
    Role,
};
use maillon_store::MergesShown;
use serde::Deserialize;

use crate::access::{Actor, InProject};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let (reporter, developer) = (Needs::Role(Role::Reporter), Needs::Role(Role::Developer));
    let all = "/api/v1/projects/{project}/merges";
    let one = "/api/v1/projects/{project}/merges/{merge}";
    let approve_path = "/api/v1/projects/{project}/merges/{merge}/approve";
    let merge_path = "/api/v1/projects/{project}/merges/{merge}/merge";
    let close_path = "/api/v1/projects/{project}/merges/{merge}/close";
    vec![
        Route::api(Method::Get, all, reporter, list)
            .does("A project's merge requests, newest first; `?all=true` shows also those that have ended")
            .gives::<Page<MergeRequest>>(),
        Route::api(Method::Post, all, developer, propose).does("Proposes a branch for merge").gives::<MergeRequest>()
            .takes::<NewMergeRequest>(),
        Route::api(Method::Get, one, reporter, get).does("A merge request").gives::<MergeRequest>(),
        Route::api(Method::Put, one, developer, change).does("Changes the words of a merge request").gives::<MergeRequest>()
            .takes::<ChangeMergeRequest>(),
        Route::api(Method::Get, "/api/v1/projects/{project}/merges/{merge}/diff", reporter, diff)
            .does("What a merge request changes")
            .gives::<MergeDiff>(),
        Route::api(Method::Post, approve_path, developer, approve).does("Approves the newest commit").gives::<MergeRequest>()
            .takes::<ApproveMerge>(),
        Route::api(Method::Delete, approve_path, developer, disapprove).does("Takes one's approval back").gives::<MergeRequest>(),
        Route::api(Method::Post, merge_path, developer, merge).does("Merges now, or as soon as it is green").gives::<MergeRequest>()
            .takes::<MergeOrder>(),
        Route::api(Method::Delete, merge_path, developer, unwish).does("Does not merge it as soon as it is green").gives::<MergeRequest>(),
        Route::api(Method::Post, close_path, developer, close).does("Gives a merge request up").gives::<MergeRequest>(),
    ]
}

type One = Path<(String, u64)>;

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    all: bool,
    before: Option<u64>,
    limit: Option<u32>,
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Query(which): Query<Which>,
) -> Result<Json<Page<MergeRequest>>, Fault> {
    let shown = if which.all {
        MergesShown::All
    } else {
        MergesShown::Open
    };
    super::list(&server, &place, shown, which.before, which.limit)
        .await
        .map(Json)
}

async fn propose(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Json(new): Json<NewMergeRequest>,
) -> Result<(StatusCode, Json<MergeRequest>), Fault> {
    let made = super::propose(&server, actor.known()?, &place, new).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn get(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
) -> Result<Json<MergeRequest>, Fault> {
    super::get(&server, &place, number).await.map(Json)
}

async fn change(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
    Json(new): Json<ChangeMergeRequest>,
) -> Result<Json<MergeRequest>, Fault> {
    super::change(&server, actor.known()?, &place, number, &new)
        .await
        .map(Json)
}

async fn diff(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
) -> Result<Json<MergeDiff>, Fault> {
    super::diff(&server, &place, number).await.map(Json)
}

async fn approve(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
    Json(what): Json<ApproveMerge>,
) -> Result<Json<MergeRequest>, Fault> {
    let person = actor.known()?;
    super::approve(&server, person, &place, number, what.sha.as_deref())
        .await
        .map(Json)
}

async fn disapprove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
) -> Result<Json<MergeRequest>, Fault> {
    super::disapprove(&server, actor.known()?, &place, number)
        .await
        .map(Json)
}

async fn merge(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
    Json(order): Json<MergeOrder>,
) -> Result<Json<MergeRequest>, Fault> {
    super::merge(&server, actor.known()?, &place, number, &order)
        .await
        .map(Json)
}

async fn unwish(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
) -> Result<Json<MergeRequest>, Fault> {
    super::unwish(&server, actor.known()?, &place, number)
        .await
        .map(Json)
}

async fn close(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, number)): One,
) -> Result<Json<MergeRequest>, Fault> {
    super::close(&server, actor.known()?, &place, number)
        .await
        .map(Json)
}
