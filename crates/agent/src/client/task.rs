//! The calls of one task, with its own token.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use maillon_model::RunId;
use maillon_protocol::agent::{
    Asked, BeatReply, BeatRequest, LogReply, StartRequest, UPLOAD_HEADER, UploadInfo,
};
use reqwest::{Method, RequestBuilder, Response};
use tokio::io::AsyncWriteExt;

use super::{CallError, Client, answer, json, raw_json, refused, success};
use crate::assignment::Assignment;

/// A download in which nothing moves for this long has failed.
const SILENCE: Duration = Duration::from_mins(1);
/// An upload that is slower than so many bytes in a second has failed.
const SLOWEST: u64 = 16 << 10;

/// Calls of one task.
#[derive(Clone, Debug)]
pub(crate) struct TaskClient {
    client: Client,
    task: i64,
    attempt: u32,
    token: maillon_model::Secret,
    /// How long one call may take.
    within: Duration,
}

/// What the server says to a piece of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogAnswer {
    /// It is durable up to here.
    Taken(u64),
    /// It wants to go on from here.
    Rewind(u64),
}

/// What the server says to the end of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FinishAnswer {
    /// It knows.
    Known,
    /// The log is short: it goes on from here.
    LogShort(u64),
}

impl TaskClient {
    pub(crate) fn new(client: Client, assignment: &Assignment, within: Duration) -> Self {
        let lease = &assignment.lease;
        Self {
            client,
            task: lease.task.0,
            attempt: lease.attempt.0,
            token: lease.token.clone(),
            within,
        }
    }

    /// Asks whether the job may be begun.
    pub(crate) async fn start(&self) -> Result<(), CallError> {
        let body = StartRequest {
            attempt: self.fence(),
        };
        let call = self.task_call(Method::POST, "start");
        success(json(call, &body)?.timeout(self.within))
            .await
            .map(drop)
    }

    /// Says that the job goes on.
    pub(crate) async fn beat(&self, within: Duration) -> Result<BeatReply, CallError> {
        let body = BeatRequest {
            attempt: self.fence(),
        };
        let call = self.task_call(Method::POST, "beat");
        answer(json(call, &body)?.timeout(within)).await
    }

    /// Asks a person.
    pub(crate) async fn ask(&self, asked: &Asked) -> Result<(), CallError> {
        let call = self.task_call(Method::POST, "questions");
        success(json(call, asked)?.timeout(self.within))
            .await
            .map(drop)
    }

    /// Brings a piece of the log, compressed.
    pub(crate) async fn log(&self, offset: u64, piece: Vec<u8>) -> Result<LogAnswer, CallError> {
        let call = self
            .task_call(Method::PUT, "log")
            .query(&[("attempt", u64::from(self.attempt)), ("offset", offset)])
            .body(piece)
            .timeout(self.within);
        let response = call.send().await.map_err(CallError::transport)?;
        match response.status().as_u16() {
            200..300 => Ok(LogAnswer::Taken(acknowledged(response).await?)),
            416 => Ok(LogAnswer::Rewind(acknowledged(response).await?)),
            _ => Err(refused(response).await),
        }
    }

    /// Tells the end, always in the same words.
    pub(crate) async fn finish(&self, body: Vec<u8>) -> Result<FinishAnswer, CallError> {
        let call = raw_json(self.task_call(Method::POST, "finish"), body).timeout(self.within);
        let response = call.send().await.map_err(CallError::transport)?;
        match response.status().as_u16() {
            200..300 => Ok(FinishAnswer::Known),
            412 => Ok(FinishAnswer::LogShort(acknowledged(response).await?)),
            _ => Err(refused(response).await),
        }
    }

    /// Whether the server has an archive already; it then belongs to this task as well.
    pub(crate) async fn has_archive(&self, id: &str) -> Result<bool, CallError> {
        let call = self.fenced_call(Method::HEAD, &format!("archives/{id}"));
        match success(call.timeout(self.within)).await {
            Ok(_) => Ok(true),
            Err(error) if error.status() == Some(404) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Brings an archive.
    pub(crate) async fn put_archive(&self, id: &str, file: &Path) -> Result<(), CallError> {
        let call = self.fenced_call(Method::PUT, &format!("archives/{id}"));
        success(with_file(call, file).await?).await.map(drop)
    }

    /// Gets an archive.
    pub(crate) async fn get_archive(&self, id: &str, into: &Path) -> Result<(), CallError> {
        let call = self.fenced_call(Method::GET, &format!("archives/{id}"));
        save(self.begun(call).await?, into).await
    }

    /// Brings what an action uploaded.
    pub(crate) async fn put_upload(&self, info: &UploadInfo, file: &Path) -> Result<(), CallError> {
        let path = format!("uploads/{}/{}", info.run, info.id);
        let call = self
            .fenced_call(Method::PUT, &path)
            .header(UPLOAD_HEADER, ascii_json(info)?);
        success(with_file(call, file).await?).await.map(drop)
    }

    /// What actions uploaded in a run and in those that it builds on.
    pub(crate) async fn uploads(&self, run: &RunId) -> Result<Vec<UploadInfo>, CallError> {
        let call = self.fenced_call(Method::GET, &format!("uploads/{run}"));
        answer(call.timeout(self.within)).await
    }

    /// Gets what an action uploaded.
    pub(crate) async fn get_upload(&self, info: &UploadInfo, path: &Path) -> Result<(), CallError> {
        let asked = format!("uploads/{}/{}", info.run, info.id);
        let call = self.fenced_call(Method::GET, &asked);
        save(self.begun(call).await?, path).await
    }

    /// An answer that may be long: only its beginning has a limit here.
    async fn begun(&self, call: RequestBuilder) -> Result<Response, CallError> {
        let begun = tokio::time::timeout(self.within, success(call)).await;
        begun.unwrap_or_else(|_| Err(silent()))
    }

    /// Whether git would find a repository of the server.
    pub(crate) async fn look_at_repository(&self, repository: &str) -> Result<(), CallError> {
        let url = format!("{}/{repository}/info/refs", self.client.url);
        let call = self
            .client
            .http
            .get(url)
            .query(&[("service", "git-upload-pack")])
            .basic_auth("task", Some(self.token.expose()))
            .timeout(self.within);
        success(call).await.map(drop)
    }

    fn fence(&self) -> maillon_protocol::agent::Fence {
        maillon_protocol::agent::Fence(self.attempt)
    }

    fn task_call(&self, method: Method, what: &str) -> RequestBuilder {
        self.call(method, &format!("tasks/{}/{what}", self.task))
    }

    fn fenced_call(&self, method: Method, path: &str) -> RequestBuilder {
        let call = self.call(method, path);
        call.query(&[("attempt", self.attempt)])
    }

    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let call = self.client.http.request(method, self.client.url(path));
        call.bearer_auth(self.token.expose())
    }
}

fn silent() -> CallError {
    CallError::Transport("no answer in time".to_owned())
}

async fn acknowledged(response: Response) -> Result<u64, CallError> {
    let body = response.bytes().await.map_err(CallError::transport)?;
    let reply: LogReply =
        serde_json::from_slice(&body).map_err(|error| CallError::Nonsense(error.to_string()))?;
    Ok(reply.acknowledged)
}

/// Values of headers are ASCII.
fn ascii_json(info: &UploadInfo) -> Result<String, CallError> {
    let text = serde_json::to_string(info).map_err(|e| CallError::Nonsense(e.to_string()))?;
    let mut ascii = String::with_capacity(text.len());
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => ascii.push(char::from(byte)),
            // Writing to a text can't fail.
            _ => drop(write!(ascii, "\\u{unit:04x}")),
        }
    }
    Ok(ascii)
}

async fn with_file(call: RequestBuilder, file: &Path) -> Result<RequestBuilder, CallError> {
    let failed =
        |error: std::io::Error| CallError::Nonsense(format!("{}: {error}", file.display()));
    let file = tokio::fs::File::open(file).await.map_err(failed)?;
    let len = file.metadata().await.map_err(failed)?.len();
    let pieces = futures_util::stream::try_unfold(file, |mut file| async move {
        use tokio::io::AsyncReadExt;
        let mut piece = vec![0; 64 << 10];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        std::io::Result::Ok((read > 0).then(|| (Bytes::from(piece), file)))
    });
    Ok(call
        .header("content-length", len)
        .timeout(SILENCE * 10 + Duration::from_secs(len / SLOWEST))
        .body(reqwest::Body::wrap_stream(pieces)))
}

async fn save(response: Response, into: &Path) -> Result<(), CallError> {
    let failed =
        |error: std::io::Error| CallError::Transport(format!("{}: {error}", into.display()));
    let mut file = tokio::fs::File::create(into).await.map_err(failed)?;
    let mut pieces = response.bytes_stream();
    while let Some(piece) = tokio::time::timeout(SILENCE, pieces.next())
        .await
        .map_err(|_| silent())?
    {
        let piece = piece.map_err(CallError::transport)?;
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.sync_all().await.map_err(failed)
}

#[cfg(test)]
mod tests {
    use maillon_model::{JobId, Timestamp};

    use super::*;

    #[test]
    fn what_a_header_carries_is_ascii_and_stays_the_same() {
        let info = UploadInfo {
            run: RunId::new("r1"),
            id: 7,
            name: "größe 🎉 \"x\"".to_owned(),
            job: JobId(3),
            media_type: "application/zip".to_owned(),
            size: 1,
            digest: "sha256:0".to_owned(),
            created: Timestamp(5),
        };
        let text = ascii_json(&info).unwrap();
        assert!(text.is_ascii());
        assert_eq!(serde_json::from_str::<UploadInfo>(&text).unwrap(), info);
    }
}
