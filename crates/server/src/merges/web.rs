//! The pages of merge requests.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use maillon_pages::frame::Tab;
use maillon_pages::views::{MergePage, MergesPage, NewMergePage};
use maillon_protocol::api::{MergeOrder, MergeWhen, NewMergeRequest, Role};
use maillon_store::MergesShown;
use serde::Deserialize;

use crate::access::{Actor, InProject};
use crate::http::html::{Around, Fields, go, page};
use crate::http::route::Method::{Get, Post};
use crate::http::route::Needs;
use crate::http::{Fault, Route};
use crate::projects;
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let (guest, developer) = (Needs::Role(Role::Guest), Needs::Role(Role::Developer));
    let (all, one) = (
        "/projects/{project}/merges",
        "/projects/{project}/merges/{number}",
    );
    vec![
        Route::page(Get, all, guest, list).does("A project's merge requests"),
        Route::page(Post, all, developer, propose).does("Proposes a branch for merge"),
        Route::page(Get, "/projects/{project}/new-merge", developer, new)
            .does("The form of a new merge request"),
        Route::page(Get, one, Needs::Role(Role::Reporter), show)
            .does("A merge request with its changes"),
        Route::page(
            Post,
            "/projects/{project}/merges/{number}/{what}",
            developer,
            act,
        )
        .does("Merges, approves or closes a merge request"),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Shown {
    #[serde(default)]
    state: String,
    before: Option<u64>,
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Query(shown): Query<Shown>,
) -> Result<Response, Fault> {
    let (state, which) = match shown.state.as_str() {
        "all" => ("all", MergesShown::All),
        _ => ("open", MergesShown::Open),
    };
    page(&MergesPage {
        frame: frame
            .titled(format!("Merge requests of {}", place.name))
            .tab(Tab::Merges),
        merges: super::list(&server, &place, which, shown.before, None).await?,
        project: place.name,
        state: state.to_owned(),
    })
}

#[derive(Debug, Default, Deserialize)]
struct From {
    #[serde(default)]
    source: String,
}

async fn new(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Query(from): Query<From>,
) -> Result<Response, Fault> {
    page(&NewMergePage {
        frame: frame.titled("New merge request").tab(Tab::Merges),
        target: projects::get(&server, &place).await?.default_branch,
        branches: projects::branches(&server, place.id).await?,
        project: place.name,
        source: from.source,
    })
}

async fn propose(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    fields: Fields,
) -> Result<Response, Fault> {
    let text = |name: &str| {
        fields
            .get(name)
            .map(str::trim)
            .unwrap_or_default()
            .to_owned()
    };
    let given = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let new = NewMergeRequest {
        title: given("title"),
        description: text("description"),
        source_branch: text("source_branch"),
        target_branch: given("target_branch"),
    };
    let made = super::propose(&server, actor.known()?, &place, new).await?;
    Ok(go(&address(&place, made.number)))
}

fn address(place: &InProject, number: u64) -> String {
    format!("/projects/{}/merges/{number}", place.name)
}

#[derive(Debug, Deserialize)]
struct MergePath {
    number: u64,
}

async fn show(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Path(path): Path<MergePath>,
) -> Result<Response, Fault> {
    let merge = super::get(&server, &place, path.number).await?;
    // A branch may be gone: the rest of the page is still of use.
    let diff = super::diff(&server, &place, path.number).await.ok();
    page(&MergePage {
        frame: frame
            .titled(format!("!{} {}", merge.number, merge.title))
            .tab(Tab::Merges),
        project: place.name,
        merge,
        diff,
    })
}

#[derive(Debug, Deserialize)]
struct Act {
    number: u64,
    what: String,
}

async fn act(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(act): Path<Act>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (person, number) = (actor.known()?, act.number);
    let sha = fields.get("sha");
    match act.what.as_str() {
        "merge" => {
            let order = MergeOrder {
                when: if fields.get("when") == Some("green") {
                    MergeWhen::Green
                } else {
                    MergeWhen::Now
                },
                sha: sha.map(str::to_owned),
                ..MergeOrder::default()
            };
            super::merge(&server, person, &place, number, &order).await?;
        }
        "wait" => drop(super::unwish(&server, person, &place, number).await?),
        "approve" => drop(super::approve(&server, person, &place, number, sha).await?),
        "disapprove" => drop(super::disapprove(&server, person, &place, number).await?),
        "close" => drop(super::close(&server, person, &place, number).await?),
        _ => return Err(Fault::not_found("action")),
    }
    Ok(go(&address(&place, number)))
}
