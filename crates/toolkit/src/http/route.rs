//! Which path leads where, and who may go there.

use std::sync::Arc;

use hyper::header::CONTENT_TYPE;
use hyper::{Method, Response, StatusCode};
use serde_json::json;

use super::call::{json as read_json, message};
use super::reply::Body;
use super::{Call, Reply, blobs};
use crate::auth::{Access, Grant, Link, Store};
use crate::caches;
use crate::fault::Fault;
use crate::service::Shared;
use crate::twirp::{self, Caller, protobuf};
use crate::uploads::blocking;

/// Answers a request.
pub(crate) async fn respond(shared: Arc<Shared>, call: Call) -> Response<Body> {
    let path: Vec<_> = call.path.iter().map(String::as_str).collect();
    let reply = match path.as_slice() {
        ["twirp", service, method] => {
            let (service, method) = ((*service).to_owned(), (*method).to_owned());
            let done = twirp(shared, service, method, call).await;
            done.unwrap_or_else(|fault| twirp_fault(&fault))
        }
        ["_apis", "artifactcache", ..] => caches::respond(shared, call).await,
        ["blobs", ..] => match blob(&shared, call).await {
            Ok(reply) => reply,
            Err(fault) => blobs::refuse(&fault),
        },
        _ => unknown(&call),
    };
    reply.into_response()
}

/// Who calls, by the token.
pub(crate) fn caller(shared: Arc<Shared>, call: &Call) -> Result<Caller, Fault> {
    let grant = Grant::verify(call.token(), &shared.key).ok_or(Fault::Unauthenticated)?;
    Ok(Caller {
        shared,
        grant,
        host: call.host(),
    })
}

async fn twirp(
    shared: Arc<Shared>,
    service: String,
    method: String,
    call: Call,
) -> Result<Reply, Fault> {
    let caller = caller(shared, &call)?;
    if call.method != Method::POST {
        return Err(Fault::Malformed(format!("{method} is called by POST")));
    }
    if call
        .header("content-type")
        .starts_with(protobuf::MEDIA_TYPE)
    {
        let missing = || Fault::Malformed(format!("{method} is called in JSON"));
        let format = protobuf::method(&method).ok_or_else(missing)?;
        let request = format.read(&message(call.body).await?)?;
        let answer = blocking(move || twirp::call(&service, &method, request, &caller)).await?;
        let reply = Reply::bytes(StatusCode::OK, format.write(&answer));
        return Ok(reply.header(CONTENT_TYPE, protobuf::MEDIA_TYPE));
    }
    let request = read_json(call.body).await?;
    let answer = blocking(move || twirp::call(&service, &method, request, &caller)).await?;
    Ok(Reply::json(StatusCode::OK, &answer))
}

fn twirp_fault(fault: &Fault) -> Reply {
    let text = json!({"code": fault.code(), "msg": fault.to_string()});
    Reply::json(fault.status(), &text)
}

/// What a signed link leads to.
async fn blob(shared: &Arc<Shared>, call: Call) -> Result<Reply, Fault> {
    let path: Vec<_> = call.path.iter().map(String::as_str).collect();
    let missing = || Fault::NotFound("there is no such blob".into());
    let store = Store::parse(&path).ok_or_else(missing)?;
    let access = match call.method {
        Method::GET | Method::HEAD => Access::Read,
        _ => Access::Write,
    };
    let link = Link {
        store: &store,
        access,
    };
    let (expires, signature) = (call.parameter("se"), call.parameter("sig"));
    if !link.allows(expires, signature, &shared.key, shared.now()) {
        return Err(Fault::Unauthenticated);
    }
    match (store, access) {
        (Store::Upload(id), Access::Write) => blobs::upload(shared, id, call).await,
        (store, _) => blobs::download(shared, store, &call).await,
    }
}

/// Old protocols get a sentence that their clients show.
fn unknown(call: &Call) -> Reply {
    let message = match call.path.first().map(String::as_str) {
        Some("_apis") => {
            "artifacts of version 3 and before have ended: use version 4 of \
             actions/upload-artifact and actions/download-artifact"
        }
        _ => "this service has artifacts and caches only",
    };
    Reply::json(StatusCode::NOT_FOUND, &json!({"message": message}))
}
