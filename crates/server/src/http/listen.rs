//! From a socket to the router: connections, their limits, TLS.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_stream::StreamExt as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::tls::Tls;

/// How slow the other end may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long a request's head, or the next request of a connection, may take.
    pub head: Duration,
    /// How long a body may give nothing.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            pause: Duration::from_mins(1),
        }
    }
}

/// How long TLS may take to begin.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long requests may take that are under way when the server ends.
const LAST: Duration = Duration::from_secs(20);
/// Connections at a time; more of them wait.
const CONNECTIONS: usize = 4096;
/// How long it waits when the system has no more sockets.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// Answers connections until `stop`, and then those that are under way.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<Tls>,
    patience: Patience,
    stop: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let tls = tls.map(Arc::new);
    let tasks = TaskTracker::new();
    while let Some((stream, peer, permit)) = next(&listener, &room, &stop).await {
        let connection = Connection {
            router: router.clone(),
            peer,
            patience,
            stop: stop.clone(),
        };
        let tls = tls.clone();
        tasks.spawn(async move {
            connection.serve(stream, tls).await;
            drop(permit);
        });
    }
    tasks.close();
    // Whoever is slower is cut off.
    let _ = timeout(LAST, tasks.wait()).await;
}

async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let accept = async {
        let permit = Arc::clone(room).acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, permit)),
                Err(error) if is_of_connection(&error) => {}
                Err(_) => sleep(EXHAUSTED).await,
            }
        }
    };
    stop.run_until_cancelled(accept).await.flatten()
}

/// Whether an error is of one connection, and says nothing about the next one.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

struct Connection {
    router: Router,
    peer: SocketAddr,
    patience: Patience,
    stop: CancellationToken,
}

impl Connection {
    async fn serve(self, stream: TcpStream, tls: Option<Arc<Tls>>) {
        // Small answers leave at once; a system that can't do that does without.
        let _ = stream.set_nodelay(true);
        match tls {
            None => self.talk(stream).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(HANDSHAKE, tls.accept(stream)).await {
                    self.talk(stream).await;
                }
            }
        }
    }

    async fn talk(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self {
            router,
            peer,
            patience,
            stop,
        } = self;
        let service = service_fn(move |request: Request<Incoming>| {
            let request = request.map(|body| unhurried(body, patience.pause));
            answer(router.clone(), peer, request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(patience.head);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        tokio::select! {
            // An error is the other end's: there is nobody to tell.
            _ = connection.as_mut() => return,
            () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    mut request: Request<Body>,
) -> Result<Response<Body>, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

/// A body that ends with an error when nothing of it comes for too long.
fn unhurried(body: Incoming, pause: Duration) -> Body {
    if hyper::body::Body::is_end_stream(&body) {
        return Body::empty();
    }
    let pieces = Body::new(body).into_data_stream().timeout(pause);
    Body::from_stream(pieces.map(|piece| match piece {
        Ok(piece) => piece.map_err(io::Error::other),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "nothing of the body came for too long",
        )),
    }))
}
