//! Artifacts in the API.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maillon_protocol::api::{Artifact, ArtifactFolder, TestReport};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::download::{Download, Packing};
use super::{browse, download, tests_of};
use crate::access::InProject;
use crate::http::Fault;
use crate::logs::{JobPath, job_place};
use crate::server::Server;

pub(super) async fn list(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<Json<Vec<Artifact>>, Fault> {
    let job = job_place(&server, &project, &path).await?;
    Ok(Json(browse::files(&server, &job).await?))
}

#[derive(Debug, Deserialize)]
pub(super) struct InFolder {
    #[serde(default)]
    path: String,
}

pub(super) async fn folder(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(folder): Query<InFolder>,
) -> Result<Json<ArtifactFolder>, Fault> {
    let job = job_place(&server, &project, &path).await?;
    Ok(Json(browse::browse(&server, &job, &folder.path).await?))
}

#[derive(Debug, Deserialize)]
pub(super) struct FilePath {
    file: String,
}

pub(super) async fn file(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Path(FilePath { file }): Path<FilePath>,
) -> Result<Response, Fault> {
    let job = job_place(&server, &project, &path).await?;
    Ok(download::file(&server, &job, &file).await?.into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Packed {
    #[serde(default)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Zip,
    Tar,
}

pub(super) async fn all(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(packed): Query<Packed>,
) -> Result<Response, Fault> {
    let job = job_place(&server, &project, &path).await?;
    let packing = match packed.format {
        Format::Zip => Packing::Zip,
        Format::Tar => Packing::Tar,
    };
    Ok(download::all(&server, &job, packing).await?.into_response())
}

pub(super) async fn tests(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<Json<TestReport>, Fault> {
    let job = job_place(&server, &project, &path).await?;
    Ok(Json(tests_of::test_report(&server, &job).await?))
}

/// Nothing of what a job made is run by a browser in the name of this server.
impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let name = utf8_percent_encode(&self.name, NON_ALPHANUMERIC);
        let disposition = format!("attachment; filename*=UTF-8''{name}");
        let mut response = self.body.into_response();
        let headers = response.headers_mut();
        let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
        set(header::CONTENT_TYPE, "application/octet-stream");
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        );
        set(header::CACHE_CONTROL, "private, no-cache");
        if let Ok(disposition) = HeaderValue::try_from(disposition) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        if let Some(size) = self.size {
            headers.insert(header::CONTENT_LENGTH, size.into());
        }
        response
    }
}
