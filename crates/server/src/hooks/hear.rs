//! The endpoint that forges call.

use std::sync::Arc;

use axum::Extension;
use axum::Json;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use maillon_model::Secret;
use maillon_protocol::api::Forge;
use maillon_store::{Noted, ProjectRow};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::signature::{Believed, Doubt, check};
use super::{Meaning, context, gitea, github, gitlab};
use crate::access::Client;
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

/// The largest webhook, in bytes: GitHub's own limit.
const LARGEST: usize = 25 << 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::wire(Method::Post, "/hooks/{project}", Needs::Nobody, hear)
            .does("A forge tells of a push or a merge request; signed with the project's secret"),
    ]
}

/// What a forge is answered.
#[derive(Debug, Serialize)]
struct Answer {
    message: String,
}

async fn hear(
    State(server): State<Server>,
    Path(project): Path<String>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<(StatusCode, Json<Answer>), Fault> {
    let (parts, body) = request.into_parts();
    let project = server.store.project(&project).await?;
    // Whoever does not know the secret learns nothing about which projects there are.
    let Some((project, secret)) = with_secret(&server, project)? else {
        return Err(unbelieved(Doubt::Wrong));
    };
    let body = to_bytes(body, LARGEST).await;
    let body = body.map_err(|_| {
        Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the webhook is too large",
        )
    })?;
    let now = server.store.now().await?;
    match check(&parts.headers, &body, &secret, now) {
        Ok(believed) => heard(&server, &project, &believed, &parts.headers, &body).await,
        Err(doubt) => {
            let mut tx = server.store.begin().await?;
            tx.audit(&client.did("hook.refused").in_project(&project.name))
                .await?;
            tx.commit().await?;
            Err(unbelieved(doubt))
        }
    }
}

fn with_secret(
    server: &Server,
    project: Option<ProjectRow>,
) -> Result<Option<(ProjectRow, Secret)>, Fault> {
    let Some(project) = project.filter(|project| project.url.is_some()) else {
        return Ok(None);
    };
    let Some(sealed) = &project.hook else {
        return Ok(None);
    };
    let opened = server.sealer.open(&context(project.id), sealed)?;
    let secret = Secret::new(String::from_utf8_lossy(&opened));
    Ok(Some((project, secret)))
}

fn unbelieved(doubt: Doubt) -> Fault {
    Fault::unauthorized(match doubt {
        Doubt::Unsigned => "the webhook is not signed: enter the project's secret at the forge",
        Doubt::Wrong => {
            "the webhook is not signed with this project's secret, or there is no such project with webhooks"
        }
        Doubt::Stale => "the webhook was sent too long ago, or the sender's clock is wrong",
    })
}

async fn heard(
    server: &Server,
    project: &ProjectRow,
    believed: &Believed,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(StatusCode, Json<Answer>), Fault> {
    let payload = Arc::new(payload(headers, body)?);
    let meaning = match believed.forge {
        Forge::Gitlab => gitlab::meaning(&believed.event, payload),
        Forge::Github => github::meaning(&believed.event, payload),
        Forge::Gitea => gitea::meaning(&believed.event, payload),
    };
    let what = match meaning {
        Meaning::Nothing(why) => return Ok(said(StatusCode::OK, why)),
        Meaning::Do(heard) => serde_json::to_string(&*heard),
    };
    let what = what.map_err(|error| Fault::internal(error.to_string()))?;
    let mut tx = server.store.begin().await?;
    // The id is not signed by all forges, so the body must be new as well.
    let mut noted = Noted::News;
    if let Some(delivery) = &believed.delivery {
        noted = tx
            .hear_delivery(project.id, &format!("id {delivery}"), None)
            .await?;
    }
    let digest = format!("body {}", crate::seal::hex(&Sha256::digest(body)));
    if noted == Noted::Known
        || tx.hear_delivery(project.id, &digest, Some(&what)).await? == Noted::Known
    {
        return Ok(said(StatusCode::OK, "this was heard before"));
    }
    tx.commit().await?;
    server.git.wake();
    Ok(said(StatusCode::ACCEPTED, "heard"))
}

fn said(status: StatusCode, message: &str) -> (StatusCode, Json<Answer>) {
    let message = message.to_owned();
    (status, Json(Answer { message }))
}

/// The JSON of a webhook; GitHub and Gitea may send it as a form.
fn payload(headers: &HeaderMap, body: &Bytes) -> Result<Value, Fault> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let read = if form {
        let text = String::from_utf8_lossy(body);
        let field = text
            .split('&')
            .find_map(|field| field.strip_prefix("payload="));
        let field = field.unwrap_or_default().replace('+', " ");
        let text = percent_encoding::percent_decode_str(&field).collect::<Vec<u8>>();
        serde_json::from_slice(&text)
    } else {
        serde_json::from_slice(body)
    };
    read.map_err(|error| Fault::invalid(format!("the webhook's body is no JSON: {error}")))
}
