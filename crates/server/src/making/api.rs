//! What a definition asks of whoever starts a run, through the API.

use axum::extract::{Query, State};
use axum::{Extension, Json};
use maillon_protocol::api::{InputField, Role};
use serde::Deserialize;

use crate::access::InProject;
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let path = "/api/v1/projects/{project}/inputs";
    vec![
        Route::api(Method::Get, path, Needs::Role(Role::Developer), inputs)
            .does(
                "What the definition asks of whoever starts a run; `?ref=` names the branch or tag",
            )
            .gives::<Vec<InputField>>(),
    ]
}

#[derive(Deserialize)]
struct Which {
    r#ref: Option<String>,
}

async fn inputs(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<InputField>>, Fault> {
    let git_ref = which.r#ref.as_deref();
    super::form(&server, place.id, git_ref).await.map(Json)
}
