//! Headers that keep browsers from harm: on every answer.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::server::Server;

/// Nothing but what this server sends; no script or style within a page; in nobody's frame.
const OWN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Browsers name this server to itself alone. Not `no-referrer`: forms would be sent with the origin `null`.
const REFERRER: &str = "same-origin";

/// For a year.
const TLS_ONLY: &str = "max-age=31536000";

/// Puts the headers on an answer that are not there.
pub(crate) async fn secure(State(server): State<Server>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    put(headers, CONTENT_SECURITY_POLICY, OWN);
    put(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(headers, REFERRER_POLICY, REFERRER);
    put(headers, CACHE_CONTROL, "no-store");
    put(headers, HeaderName::from_static("x-frame-options"), "DENY");
    put(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    put(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if server.settings.is_secure() {
        put(headers, STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
