//! An answer in the making.

use std::io;
use std::ops::Range;
use std::path::Path;

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, Take};

/// How much of a file is read at once.
const CHUNK: usize = 1 << 18;

pub(crate) type Body = BoxBody<Bytes, io::Error>;

/// An answer in the making.
pub(crate) struct Reply(Response<Body>);

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self::bytes(status, Vec::new())
    }

    pub(crate) fn json<T: Serialize>(status: StatusCode, value: &T) -> Self {
        // All values here are maps with texts as keys, which always serialise.
        let text = serde_json::to_string(value).unwrap_or_default();
        Self::text(status, "application/json", text)
    }

    pub(crate) fn bytes(status: StatusCode, bytes: Vec<u8>) -> Self {
        let body = Full::new(Bytes::from(bytes)).map_err(|never| match never {});
        let mut response = Response::new(body.boxed());
        *response.status_mut() = status;
        Self(response)
    }

    pub(crate) fn text(status: StatusCode, kind: &'static str, text: String) -> Self {
        Self::bytes(status, text.into_bytes()).header(CONTENT_TYPE, kind)
    }

    /// A part of a file, read while it is sent.
    pub(crate) async fn file(
        status: StatusCode,
        path: &Path,
        part: Range<u64>,
    ) -> io::Result<Self> {
        let mut file = File::open(path).await?;
        file.seek(io::SeekFrom::Start(part.start)).await?;
        let size = part.end - part.start;
        let frames = stream::try_unfold(file.take(size), read_frame);
        let mut response = Response::new(BodyExt::boxed(StreamBody::new(frames)));
        *response.status_mut() = status;
        Ok(Self(response).header(CONTENT_LENGTH, &size.to_string()))
    }

    /// The same with a header. A value that can't be one is left out.
    #[must_use]
    pub(crate) fn header(mut self, name: impl TryInto<HeaderName>, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.try_into(), HeaderValue::from_str(value)) {
            self.0.headers_mut().insert(name, value);
        }
        self
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        self.0
    }
}

async fn read_frame(mut file: Take<File>) -> io::Result<Option<(Frame<Bytes>, Take<File>)>> {
    let mut chunk = BytesMut::with_capacity(CHUNK);
    let read = file.read_buf(&mut chunk).await?;
    Ok((read > 0).then(|| (Frame::data(chunk.freeze()), file)))
}
