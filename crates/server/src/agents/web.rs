//! The page of agents.

use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Form};
use maillon_pages::frame::Place;
use maillon_pages::views::AgentsPage;
use serde::Deserialize;

use crate::access::Actor;
use crate::http::html::{Around, go, page};
use crate::http::route::Method::{Get, Post};
use crate::http::route::Needs;
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let administrator = Needs::Administrator;
    let post =
        |path, summary: &'static str| Route::page(Post, path, administrator, act).does(summary);
    vec![
        Route::page(Get, "/agents", Needs::SignedIn, list).does("Every agent, and what it does"),
        Route::page(Post, "/agents", administrator, make)
            .does("Makes an agent and shows its token"),
        post(
            "/agents/{agent}/{what}",
            "Drains, resumes, blocks, unblocks or removes an agent",
        ),
    ]
}

async fn agents_page(
    server: &Server,
    around: Around,
    token: Option<String>,
) -> Result<Response, Fault> {
    page(&AgentsPage {
        frame: around.0.titled("Agents").at(Place::Agents),
        agents: super::agents(server).await?,
        token,
    })
}

async fn list(State(server): State<Server>, around: Around) -> Result<Response, Fault> {
    agents_page(&server, around, None).await
}

#[derive(Deserialize)]
struct AgentForm {
    name: String,
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    around: Around,
    Form(form): Form<AgentForm>,
) -> Result<Response, Fault> {
    let made = super::make(&server, actor.known()?, form.name.trim()).await?;
    agents_page(&server, around, Some(made.token)).await
}

async fn act(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path((agent, what)): Path<(i64, String)>,
) -> Result<Response, Fault> {
    let person = actor.known()?;
    match what.as_str() {
        "drain" => super::drain(&server, person, agent).await?,
        "resume" => super::resume(&server, person, agent).await?,
        "block" => super::block(&server, person, agent).await?,
        "unblock" => super::unblock(&server, person, agent).await?,
        "remove" => super::remove(&server, person, agent).await?,
        _ => return Err(Fault::not_found("action")),
    }
    Ok(go("/agents"))
}
