//! Answers that go on: server-sent events, with a sign of life while nothing happens.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Proxies close what is silent for longer.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// After this time the client has to ask again, and who may not see it any more is refused.
const LONGEST: Duration = Duration::from_hours(1);

type Events = Pin<Box<dyn Stream<Item = Result<Bytes, Infallible>> + Send>>;

/// An answer of server-sent events. It ends with the server.
pub(super) fn answer(
    events: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static,
    stop: &CancellationToken,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        ("x-accel-buffering", "no"),
    ];
    let events: Events = Box::pin(events);
    let until = Instant::now() + LONGEST;
    let state = (events, stop.clone(), until);
    let alive = unfold(state, |(mut events, stop, until)| async move {
        let next = next(&mut events, &stop, until).await?;
        Some((next, (events, stop, until)))
    });
    (headers, Body::from_stream(alive)).into_response()
}

async fn next(
    events: &mut Events,
    stop: &CancellationToken,
    until: Instant,
) -> Option<Result<Bytes, Infallible>> {
    tokio::select! {
        biased;
        () = stop.cancelled() => None,
        () = tokio::time::sleep_until(until) => None,
        event = events.next() => event,
        () = tokio::time::sleep(SIGN_OF_LIFE) => Some(Ok(Bytes::from_static(b": still here\n\n"))),
    }
}

/// Where a client that comes again goes on: the id of the last event that it got.
pub(super) fn last_event(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}
