//! Archives and uploads on their way between agents and server.

use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maillon_protocol::agent::{Fence, TaskId, UPLOAD_HEADER, UploadInfo};
use maillon_store::artifacts::{ArchiveRow, UploadRow};
use maillon_store::logs::TaskPlace;
use serde::Deserialize;

use super::download::MapErrors;
use super::receive;
use crate::access::Actor;
use crate::http::Fault;
use crate::server::Server;

/// Which time the task was handed out.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    attempt: Option<u32>,
}

struct Asking {
    project: i64,
    place: TaskPlace,
}

/// Who is asking; a task that was handed out again is refused.
async fn asking(server: &Server, actor: &Actor, asked: &Asked) -> Result<Asking, Fault> {
    let Actor::Task { task, project, .. } = *actor else {
        return Err(Fault::forbidden("this is for tasks"));
    };
    let place = server.store.task_place(TaskId(task)).await?;
    let place = place.ok_or_else(|| Fault::not_found("task"))?;
    if asked
        .attempt
        .is_some_and(|attempt| Fence(attempt) != place.attempt)
    {
        let message = "the task was handed out again; end it and forget it";
        return Err(Fault::new(StatusCode::CONFLICT, "stale_attempt", message));
    }
    Ok(Asking { project, place })
}

/// `HEAD`: whether it need not be sent; the task's job uses it from then on. `GET`: its bytes.
pub(super) async fn get_archive(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    method: Method,
) -> Result<Response, Fault> {
    let asking = asking(&server, &actor, &asked).await?;
    let archive = server.store.archive_of_project(&id, asking.project).await?;
    let archive = archive.ok_or_else(|| Fault::not_found("archive"))?;
    let length = [(header::CONTENT_LENGTH, archive.size.to_string())];
    if method == Method::HEAD {
        let mut tx = server.store.begin().await?;
        let used = tx
            .use_archive(&id, asking.place.run, asking.place.job)
            .await?;
        tx.commit().await?;
        return if used {
            Ok((length, Body::empty()).into_response())
        } else {
            Err(Fault::not_found("archive"))
        };
    }
    let stream = server.artifacts.read(&archive.place).await?;
    Ok((length, Body::from_stream(stream.map_errors())).into_response())
}

/// Takes an archive by its content.
pub(super) async fn put_archive(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    body: Body,
) -> Result<StatusCode, Fault> {
    let asking = asking(&server, &actor, &asked).await?;
    let received = receive::archive(&server.artifacts, &id, body).await?;
    let archive = ArchiveRow {
        id: received.hash,
        place: received.place,
        size: received.size,
        files: received.files,
    };
    let mut tx = server.store.begin().await?;
    let is_new = tx.keep_archive(&archive).await?;
    let TaskPlace { run, job, .. } = asking.place;
    tx.use_archive(&archive.id, run, job).await?;
    tx.commit().await?;
    if !is_new {
        server.artifacts.remove(&archive.place).await?;
    }
    Ok(StatusCode::CREATED)
}

/// Lists what the actions of the task's run uploaded, and of the runs that it runs again.
pub(super) async fn uploads(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(_run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<UploadInfo>>, Fault> {
    let asking = asking(&server, &actor, &asked).await?;
    let mut infos = Vec::new();
    for run in server.store.runs_behind(asking.place.run).await? {
        let uploads = server.store.uploads(run).await?;
        infos.extend(uploads.into_iter().map(|upload| upload.info));
    }
    Ok(Json(infos))
}

/// The bytes of an upload.
pub(super) async fn get_upload(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path((run, number)): Path<(String, u64)>,
    Query(asked): Query<Asked>,
    method: Method,
) -> Result<Response, Fault> {
    let asking = asking(&server, &actor, &asked).await?;
    let upload = server
        .store
        .upload_of_project(&run, number, asking.project)
        .await?;
    let upload = upload.ok_or_else(|| Fault::not_found("upload"))?;
    let length = [(header::CONTENT_LENGTH, upload.info.size.to_string())];
    if method == Method::HEAD {
        return Ok((length, Body::empty()).into_response());
    }
    let stream = server.artifacts.read(&upload.place).await?;
    Ok((length, Body::from_stream(stream.map_errors())).into_response())
}

/// Takes what an action uploaded.
pub(super) async fn put_upload(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path((run, number)): Path<(String, u64)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Fault> {
    let asking = asking(&server, &actor, &asked).await?;
    let info = described(&headers)?;
    let fits = info.run.as_str() == run && info.id == number && info.job.0 == asking.place.job;
    let Some(sha256) = info.digest.strip_prefix("sha256:").filter(|_| fits) else {
        let message =
            format!("the header {UPLOAD_HEADER} describes another upload, or of another job");
        return Err(Fault::invalid(message));
    };
    let received = receive::upload(&server.artifacts, sha256, body).await?;
    let upload = UploadRow {
        run: asking.place.run,
        info: UploadInfo {
            size: received.size,
            ..info
        },
        place: received.place,
    };
    let mut tx = server.store.begin().await?;
    let is_new = tx.keep_upload(&upload).await?;
    tx.commit().await?;
    if is_new {
        return Ok(StatusCode::CREATED);
    }
    server.artifacts.remove(&upload.place).await?;
    same_again(&server, &run, asking.project, &upload).await
}

async fn same_again(
    server: &Server,
    run: &str,
    project: i64,
    upload: &UploadRow,
) -> Result<StatusCode, Fault> {
    let number = upload.info.id;
    let before = server.store.upload_of_project(run, number, project).await?;
    if before.is_some_and(|before| before.info.digest == upload.info.digest) {
        return Ok(StatusCode::CREATED);
    }
    let message = format!("there is another upload with the number {number} in this run");
    Err(Fault::conflict(message))
}

fn described(headers: &HeaderMap) -> Result<UploadInfo, Fault> {
    let missing = || Fault::invalid(format!("the header {UPLOAD_HEADER} is missing"));
    let text = headers.get(UPLOAD_HEADER).ok_or_else(missing)?;
    serde_json::from_slice(text.as_bytes())
        .map_err(|error| Fault::invalid(format!("the header {UPLOAD_HEADER}: {error}")))
}
