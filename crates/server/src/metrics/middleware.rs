//! How long calls take.

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

use super::Called;
use crate::server::Server;

/// Measures a call until its answer begins.
pub(crate) async fn measured(
    State(server): State<Server>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = known(request.method());
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let called = Called {
        method: method.to_owned(),
        route,
        status: response.status().as_u16(),
    };
    let histogram = server.metrics.http.get_or_create(&called);
    histogram.observe(begun.elapsed().as_secs_f64());
    response
}

/// A client may invent methods: they are counted together.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
