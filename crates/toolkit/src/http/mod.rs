//! HTTP: connections, requests, replies, and which path leads where.

mod blobs;
mod call;
mod reply;
mod route;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::service::Shared;

pub(crate) use call::{Call, json as read_json};
pub(crate) use reply::Reply;
pub(crate) use route::caller;

/// How long requests under way may still take when the service closes.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait when the system has no file descriptors left for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers until it is told to stop.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, shared.clone(), stop.clone()));
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // What is still open after that is aborted with the set.
    let _ = tokio::time::timeout(GRACE, ended).await;
}

/// One connection, until either side ends it.
async fn converse(stream: TcpStream, shared: Arc<Shared>, stop: CancellationToken) {
    // Small answers should not wait for more.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(route::respond(shared, Call::of(request)).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new());
    let connection = http.serve_connection(TokioIo::new(stream), answer);
    tokio::pin!(connection);
    tokio::select! {
        // A broken connection is the client's to report.
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
