//! Blobs, as Azure's clients put and get them.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use hyper::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    LAST_MODIFIED,
};
use hyper::{Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::call::message;
use super::{Call, Reply};
use crate::auth::Store;
use crate::fault::Fault;
use crate::service::Shared;

/// The newest version of the protocol that answers claim to be.
const VERSION: &str = "2025-11-05";

/// No client looks at it, but Azure's want one.
const EPOCH: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

/// What stays as it is in a file's name.
const NAME: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// `Put Blob`, `Put Block`, `Put Block List`.
pub(crate) async fn upload(shared: &Arc<Shared>, id: u64, call: Call) -> Result<Reply, Fault> {
    if call.method != Method::PUT {
        return Err(Fault::Malformed(format!(
            "a blob is not uploaded by {}",
            call.method
        )));
    }
    match call.parameter("comp") {
        "block" => {
            let block = call.parameter("blockid").to_owned();
            shared.uploads.stage(id, block, call.body).await?;
        }
        "blocklist" => {
            let list = message(call.body).await?;
            let blocks = block_list(&String::from_utf8_lossy(&list));
            shared.uploads.assemble(id, &blocks).await?;
        }
        "" => shared.uploads.put(id, call.body).await?,
        other => return Err(Fault::Invalid(format!("blobs here have no {other:?}"))),
    }
    Ok(dress(Reply::empty(StatusCode::CREATED), &Store::Upload(id)))
}

/// `Get Blob` and `Get Blob Properties`.
pub(crate) async fn download(
    shared: &Arc<Shared>,
    store: Store,
    call: &Call,
) -> Result<Reply, Fault> {
    let blob = find(shared, &store)?;
    let size = tokio::fs::metadata(&blob.path).await?.len();
    let asked = [call.header("x-ms-range"), call.header("range")];
    let range = asked.into_iter().find(|range| !range.is_empty());
    let range = range
        .map(|text| parse_range(text, size))
        .transpose()?
        .flatten();
    let part = range.clone().unwrap_or(0..size);
    let status = if range.is_some() {
        StatusCode::PARTIAL_CONTENT
    } else {
        StatusCode::OK
    };
    let reply = if call.method == Method::HEAD {
        Reply::empty(status).header(CONTENT_LENGTH, &(part.end - part.start).to_string())
    } else {
        Reply::file(status, &blob.path, part.clone()).await?
    };
    let reply = dress(reply, &store)
        .header(ACCEPT_RANGES, "bytes")
        .header(CONTENT_TYPE, &blob.media_type)
        .header("x-ms-blob-type", "BlockBlob");
    let reply = match blob.name {
        Some(name) => reply.header(CONTENT_DISPOSITION, &disposition(&name)),
        None => reply,
    };
    Ok(match range {
        Some(part) => reply.header(CONTENT_RANGE, &content_range(&part, size)),
        None => reply,
    })
}

/// A refusal as Azure's clients read it.
pub(crate) fn refuse(fault: &Fault) -> Reply {
    let code = match fault {
        Fault::NotFound(_) => "BlobNotFound",
        Fault::Unauthenticated | Fault::Denied(_) => "AuthenticationFailed",
        Fault::Range(_) => "InvalidRange",
        Fault::TooLarge(_) => "RequestBodyTooLarge",
        Fault::Storage(_) => "InternalError",
        _ => "InvalidInput",
    };
    // Azure answers 403 where a signature is wrong; its clients would ask again for a token after 401.
    let status = match fault {
        Fault::Unauthenticated => StatusCode::FORBIDDEN,
        _ => fault.status(),
    };
    let message = fault.to_string().replace('&', "&amp;").replace('<', "&lt;");
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Reply::text(status, "application/xml", text).header("x-ms-error-code", code)
}

struct Blob {
    path: PathBuf,
    media_type: String,
    name: Option<String>,
}

fn find(shared: &Shared, store: &Store) -> Result<Blob, Fault> {
    match store {
        Store::Artifact(run, id) => {
            let (path, media_type, name) = shared.artifacts.download(run, *id)?;
            Ok(Blob {
                path,
                media_type,
                name: Some(name),
            })
        }
        Store::Cache(id) => Ok(Blob {
            path: shared.caches.download(*id)?,
            media_type: "application/octet-stream".into(),
            name: None,
        }),
        Store::Upload(_) => Err(Fault::NotFound("an upload is not read".into())),
    }
}

/// The headers that every answer of a blob storage has.
fn dress(reply: Reply, store: &Store) -> Reply {
    reply
        .header(ETAG, &format!("\"{store}\""))
        .header(LAST_MODIFIED, EPOCH)
        .header("x-ms-version", VERSION)
        .header("x-ms-request-id", "0")
}

fn disposition(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_graphic() && c != '"' || c == ' ' {
            c
        } else {
            '_'
        }
    };
    let ascii: String = name.chars().map(plain).collect();
    let encoded = utf8_percent_encode(name, NAME);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

fn content_range(part: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1))
}

/// `bytes=0-99`, `bytes=100-`, `bytes=-10`. None: no single range of bytes, so all is sent, as HTTP allows.
fn parse_range(text: &str, size: u64) -> Result<Option<Range<u64>>, Fault> {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Ok(None);
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(length)) if first.trim().is_empty() => size.saturating_sub(length)..size,
        _ => return Ok(None),
    };
    if range.start >= size {
        // The clients read an empty blob from byte 0.
        return if size == 0 && range.start == 0 {
            Ok(None)
        } else {
            Err(Fault::Range(size))
        };
    }
    Ok(Some(range))
}

/// The names in `<BlockList><Latest>a</Latest><Uncommitted>b</Uncommitted></BlockList>`: base64, so that no
/// character in them is written as an entity.
fn block_list(xml: &str) -> Vec<String> {
    let (_, list) = xml.split_once("<BlockList>").unwrap_or_default();
    let elements = list.split('<').filter(|element| !element.starts_with('/'));
    let names = elements.filter_map(|element| element.split_once('>'));
    names
        .map(|(_, name)| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str, size: u64) -> Option<Range<u64>> {
        parse_range(text, size).unwrap()
    }

    #[test]
    fn ranges_end_with_the_blob() {
        assert_eq!(range("bytes=0-3", 10), Some(0..4));
        assert_eq!(range("bytes=4-", 10), Some(4..10));
        assert_eq!(range("bytes=-3", 10), Some(7..10));
        assert_eq!(range("bytes=4-99", 10), Some(4..10));
        assert_eq!(range("bytes=-99", 10), Some(0..10));
    }

    #[test]
    fn what_is_no_range_means_all() {
        for text in [
            "bytes=3-1",
            "bytes=a-b",
            "lines=1-2",
            "bytes=0-1,3-4",
            "bytes=-",
        ] {
            assert_eq!(range(text, 10), None, "{text}");
        }
        assert_eq!(range("bytes=0-", 0), None);
        assert_eq!(range("bytes=0-1048576", 0), None);
    }

    #[test]
    fn a_range_behind_the_end_is_refused() {
        assert!(matches!(
            parse_range("bytes=10-", 10),
            Err(Fault::Range(10))
        ));
        assert!(matches!(parse_range("bytes=1-", 0), Err(Fault::Range(0))));
    }

    #[test]
    fn block_lists_keep_their_order() {
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BlockList><Latest>Yg==</Latest>\n<Uncommitted>YQ==</Uncommitted></BlockList>";
        assert_eq!(block_list(xml), ["Yg==", "YQ=="]);
        assert_eq!(block_list("<BlockList/>"), Vec::<String>::new());
    }

    #[test]
    fn names_survive_as_ascii_and_as_they_are() {
        assert_eq!(
            disposition("é\"a.zip"),
            "attachment; filename=\"__a.zip\"; filename*=UTF-8''%C3%A9%22a.zip"
        );
    }
}
