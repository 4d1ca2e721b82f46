//! A server of sample pages: every page with something in it, and a log of a million lines.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maillon_pages::samples::{self, Sample};
use maillon_pages::views::LogRows;
use serde_json::json;
use tokio::net::TcpListener;

use super::POLICY;

/// How many lines the log of every job has that has one.
pub(crate) const LINES: u64 = 1_000_000;

/// Starts it; its address.
pub(crate) async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/assets/{name}", get(asset))
        .route("/sample/{name}", get(sample))
        .route(
            "/projects/{project}/runs/{number}/jobs/{job}/lines",
            get(lines),
        )
        .route(
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/log/search",
            get(search),
        )
        .fallback(nothing);
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    address
}

/// The names of all pages.
pub(crate) fn names() -> Vec<&'static str> {
    samples::pages().iter().map(|sample| sample.name).collect()
}

async fn asset(Path(name): Path<String>) -> Response {
    let asset = maillon_pages::assets::find(&name).unwrap();
    ([(CONTENT_TYPE, asset.mime)], asset.body.to_vec()).into_response()
}

async fn sample(Path(name): Path<String>) -> Response {
    let page = samples::pages()
        .into_iter()
        .find(|sample| sample.name == name);
    let Some(Sample { html, .. }) = page else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, html).into_response()
}

/// What pages ask for while they are open (streams of events) is not there.
async fn nothing(uri: Uri) -> Response {
    let status = if uri.path().starts_with("/api/") {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    };
    status.into_response()
}

async fn lines(Query(query): Query<HashMap<String, u64>>) -> Response {
    let rows = LogRows(samples::log(query["first"], query["count"], LINES));
    (
        [(CONTENT_TYPE, "text/html; charset=utf-8")],
        rows.html().into_string(),
    )
        .into_response()
}

/// Every 100,000th line has every text.
async fn search(Query(query): Query<HashMap<String, String>>) -> Response {
    let from: u64 = query["from"].parse().unwrap();
    let lines: Vec<u64> = (1..=LINES / 100_000)
        .map(|part| part * 100_000 - 7)
        .filter(|line| *line >= from)
        .collect();
    let matches: Vec<_> = lines
        .iter()
        .map(|line| json!({ "number": line, "text": "" }))
        .collect();
    axum::Json(json!({ "matches": matches, "next": null })).into_response()
}
