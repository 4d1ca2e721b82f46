//! Between a client and git's http-backend: bytes go both ways as they come, nothing is kept.

use std::io::Write as _;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use futures_util::StreamExt as _;
use maillon_source::repository::bare::{Backend, BackendEnd, BackendRequest};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::commands::told;
use super::packets::{FLUSH, Packet, packet, put_band};
use crate::http::Fault;
use crate::server::Server;

/// The largest request of a fetch, in bytes: wishes and what the client has.
const LARGEST_FETCH: u64 = 64 << 20;
/// The largest push.
const LARGEST_PUSH: u64 = 16 << 30;
/// What is read of a push that is refused, so that the client hears why.
const LARGEST_REFUSED: u64 = 256 << 20;
/// How long a client may be silent in the middle of its request.
const SILENCE: Duration = Duration::from_mins(5);
/// Pieces of an answer on their way.
const PIECES: usize = 16;
/// The largest head of a CGI answer.
const LARGEST_HEAD: usize = 16 << 10;
/// What is kept of git's complaints.
const LARGEST_COMPLAINT: u64 = 8 << 10;

/// A call of a git client.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) query: String,
    pub(super) content_type: Option<String>,
    pub(super) protocol: Option<String>,
}

impl Call {
    /// As CGI has it.
    pub(super) fn request<'a>(&'a self, user: Option<&'a str>) -> BackendRequest<'a> {
        BackendRequest {
            method: self.method,
            path: self.path,
            query: &self.query,
            content_type: self.content_type.as_deref(),
            protocol: self.protocol.as_deref(),
            user,
        }
    }
}

/// The body of a request, uncompressed.
pub(super) struct Input {
    stream: Option<BodyDataStream>,
    unzip: Option<MultiGzDecoder<Vec<u8>>>,
    left: u64,
}

impl Input {
    pub(super) fn empty() -> Self {
        Self {
            stream: None,
            unzip: None,
            left: 0,
        }
    }

    pub(super) fn fetch(request: Request) -> Result<Self, Fault> {
        Self::of(request, LARGEST_FETCH)
    }

    pub(super) fn push(request: Request) -> Result<Self, Fault> {
        Self::of(request, LARGEST_PUSH)
    }

    fn of(request: Request, limit: u64) -> Result<Self, Fault> {
        let encoding = request.headers().get(CONTENT_ENCODING);
        let unzip = match encoding.map(HeaderValue::as_bytes) {
            None | Some(b"identity") => None,
            Some(b"gzip" | b"x-gzip") => Some(MultiGzDecoder::new(Vec::new())),
            Some(_) => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                return Err(Fault::new(
                    status,
                    "encoding",
                    "a body is plain or compressed by gzip",
                ));
            }
        };
        Ok(Self {
            stream: Some(request.into_body().into_data_stream()),
            unzip,
            left: limit,
        })
    }

    /// The next piece; None: that was all.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        let Some(stream) = &mut self.stream else {
            return Ok(None);
        };
        let piece = match tokio::time::timeout(SILENCE, stream.next()).await {
            Err(_) => return Err(broken("the client was silent for too long")),
            Ok(Some(Err(error))) => return Err(broken(&error.to_string())),
            Ok(Some(Ok(bytes))) => self.plain(Some(&bytes))?.unwrap_or(bytes),
            Ok(None) => {
                self.stream = None;
                self.plain(None)?.unwrap_or_default()
            }
        };
        let len = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(len).ok_or_else(too_large)?;
        Ok((self.stream.is_some() || !piece.is_empty()).then_some(piece))
    }

    /// What a compressed piece says; None: it is not compressed.
    fn plain(&mut self, piece: Option<&[u8]>) -> Result<Option<Bytes>, Fault> {
        let Some(unzip) = &mut self.unzip else {
            return Ok(None);
        };
        let done = match piece {
            Some(piece) => unzip.write_all(piece),
            None => unzip.try_finish(),
        };
        done.map_err(|error| broken(&format!("gzip: {error}")))?;
        Ok(Some(std::mem::take(unzip.get_mut()).into()))
    }
}

fn broken(why: &str) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "broken", why)
}

fn too_large() -> Fault {
    Fault::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "the request is too large",
    )
}

/// Reads the rest of a request that is refused: a client hears an answer only when it has sent everything.
pub(super) async fn drain(mut input: Input) {
    input.left = input.left.min(LARGEST_REFUSED);
    while let Ok(Some(_)) = input.next().await {}
}

/// Sends a request to git.
async fn feed(mut stdin: ChildStdin, start: Vec<u8>, mut input: Input) -> Result<(), Fault> {
    let written = |error: std::io::Error| broken(&error.to_string());
    stdin.write_all(&start).await.map_err(written)?;
    while let Some(piece) = input.next().await? {
        stdin.write_all(&piece).await.map_err(written)?;
    }
    stdin.shutdown().await.map_err(written)
}

/// git's http-backend at work.
struct Running {
    stdout: ChildStdout,
    complaints: tokio::task::JoinHandle<String>,
    end: BackendEnd,
    _place: Option<tokio::sync::OwnedSemaphorePermit>,
}

impl Running {
    async fn begin(
        server: &Server,
        backend: Backend,
        input: Input,
        start: Vec<u8>,
    ) -> Result<Self, Fault> {
        let place = server.git.place().await;
        let (stdin, stdout, stderr, end) = backend.into_parts();
        let pipes = |error: std::io::Error| Fault::internal(format!("git http-backend: {error}"));
        let stdin = ChildStdin::from_std(stdin).map_err(pipes)?;
        let stderr = ChildStderr::from_std(stderr).map_err(pipes)?;
        // A request that breaks off ends git's input; git then changes nothing.
        tokio::spawn(feed(stdin, start, input));
        Ok(Self {
            stdout: ChildStdout::from_std(stdout).map_err(pipes)?,
            complaints: tokio::spawn(complaints(stderr)),
            end,
            _place: place,
        })
    }

    async fn finish(self, server: &Server) {
        let complaints = self.complaints.await.unwrap_or_default();
        let end = self.end;
        let ended = tokio::task::spawn_blocking(move || end.wait()).await;
        let failed = ended.is_ok_and(|ended| ended.is_err());
        if failed && !complaints.trim().is_empty() {
            let line = complaints.lines().last().unwrap_or_default();
            server.note(&format!("git http-backend: {line}"));
        }
    }
}

async fn complaints(stderr: ChildStderr) -> String {
    let mut text = Vec::new();
    let mut start = stderr.take(LARGEST_COMPLAINT);
    // What was read before an error is still of use.
    let _ = start.read_to_end(&mut text).await;
    let mut rest = start.into_inner();
    let _ = tokio::io::copy(&mut rest, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&text).into_owned()
}

/// Hands git's answer to the client.
pub(super) async fn answer(
    server: &Server,
    backend: Backend,
    input: Input,
    start: Vec<u8>,
) -> Result<Response, Fault> {
    let mut running = Running::begin(server, backend, input, start).await?;
    let (response, rest) = head(&mut running.stdout).await?;
    let (to_client, body) = mpsc::channel(PIECES);
    let server = server.clone();
    tokio::spawn(async move {
        let mut client = Some(to_client);
        send(&mut client, rest).await;
        while let Some(piece) = piece(&mut running.stdout).await {
            send(&mut client, piece).await;
        }
        drop(client);
        running.finish(&server).await;
    });
    Ok(with_body(response, body))
}

/// Hands git's answer to a push to the client, and before its end what `after` has to say. What `after` does, it
/// does even where the client is gone.
pub(super) async fn relay(
    server: &Server,
    backend: Backend,
    input: Input,
    start: Vec<u8>,
    banded: bool,
    after: impl Future<Output = Vec<String>> + Send + 'static,
) -> Result<Response, Fault> {
    let mut running = Running::begin(server, backend, input, start).await?;
    let (response, rest) = head(&mut running.stdout).await?;
    let (to_client, body) = mpsc::channel(PIECES);
    let server = server.clone();
    tokio::spawn(async move {
        let mut client = Some(to_client);
        let mut kept = Kept {
            banded,
            bytes: rest,
        };
        send(&mut client, kept.ready()).await;
        while let Some(piece) = piece(&mut running.stdout).await {
            kept.bytes.extend(piece);
            send(&mut client, kept.ready()).await;
        }
        let lines = after.await;
        send(&mut client, kept.end(&lines)).await;
        drop(client);
        running.finish(&server).await;
    });
    Ok(with_body(response, body))
}

/// The end of an answer, which is kept back until there is more to say.
struct Kept {
    banded: bool,
    bytes: Vec<u8>,
}

impl Kept {
    /// All but a flush packet at the end, and what is not whole.
    fn ready(&mut self) -> Vec<u8> {
        if !self.banded {
            return std::mem::take(&mut self.bytes);
        }
        let mut at = 0;
        loop {
            match packet(&self.bytes[at..]) {
                Packet::Data(_, len) => at += len,
                Packet::Flush if self.bytes.len() > at + FLUSH.len() => at += FLUSH.len(),
                _ => break,
            }
        }
        self.bytes.drain(..at).collect()
    }

    /// What is left, with lines for the pusher before it.
    fn end(mut self, lines: &[String]) -> Vec<u8> {
        if !self.banded || self.bytes != FLUSH {
            return self.bytes;
        }
        let mut out = Vec::new();
        put_band(&mut out, 2, told(lines).as_bytes());
        out.append(&mut self.bytes);
        out
    }
}

fn with_body(
    response: axum::http::response::Builder,
    body: mpsc::Receiver<Result<Bytes, std::io::Error>>,
) -> Response {
    let built = response.body(Body::from_stream(ReceiverStream::new(body)));
    built.unwrap_or_else(|error| Fault::internal(error.to_string()).into_response())
}

type Client = Option<mpsc::Sender<Result<Bytes, std::io::Error>>>;

/// Sends to the client; one that is gone is forgotten.
async fn send(client: &mut Client, piece: Vec<u8>) {
    if let (false, Some(sender)) = (piece.is_empty(), client.as_ref())
        && sender.send(Ok(piece.into())).await.is_err()
    {
        *client = None;
    }
}

async fn piece(from: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut piece = Vec::with_capacity(32 << 10);
    match from.read_buf(&mut piece).await {
        Ok(1..) => Some(piece),
        _ => None,
    }
}

/// Reads the head of a CGI answer; what came behind it is the beginning of the body.
async fn head(
    from: &mut (impl AsyncRead + Unpin),
) -> Result<(axum::http::response::Builder, Vec<u8>), Fault> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        match piece(from).await {
            Some(piece) if bytes.len() < LARGEST_HEAD => bytes.extend(piece),
            _ => return Err(Fault::internal("git http-backend gave no answer")),
        }
    };
    let rest = bytes.split_off(end + 4);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut response = Response::builder().status(StatusCode::OK);
    for (name, value) in text.lines().filter_map(|line| line.split_once(": ")) {
        response = if name.eq_ignore_ascii_case("status") {
            response.status(value.split(' ').next().unwrap_or("500"))
        } else if name.eq_ignore_ascii_case("content-type") {
            response.header(CONTENT_TYPE, value)
        } else if name.eq_ignore_ascii_case("cache-control") {
            response.header(axum::http::header::CACHE_CONTROL, value)
        } else {
            response
        };
    }
    Ok((response, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_answer_waits_for_lines() {
        let mut kept = Kept {
            banded: true,
            bytes: b"0006ab0000".to_vec(),
        };
        assert_eq!(kept.ready(), b"0006ab");
        assert_eq!(kept.end(&["run 1".to_owned()]), b"000b\x02run 1\n0000");
        let mut kept = Kept {
            banded: true,
            bytes: b"00000006ab00".to_vec(),
        };
        assert_eq!(kept.ready(), b"00000006ab");
        kept.bytes.extend(b"00");
        assert_eq!(kept.ready(), b"");
        let mut kept = Kept {
            banded: false,
            bytes: b"0000".to_vec(),
        };
        assert_eq!(kept.ready(), b"0000");
    }
}
