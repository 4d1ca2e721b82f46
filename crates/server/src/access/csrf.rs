//! Whether a form was sent by a page of this server.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq as _;

use super::Actor;
use super::refusal::Refusal;
use crate::http::Fault;
use crate::settings::Settings;

/// The largest form, in bytes.
const LARGEST_FORM: usize = 1 << 20;

/// Refuses what another site's page sent: browsers say from where a form comes.
pub(super) fn same_origin(settings: &Settings, headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(cross_site());
    }
    match text(ORIGIN.as_str()) {
        Some(origin) if !is_own(settings, origin, text(HOST.as_str())) => Err(cross_site()),
        _ => Ok(()),
    }
}

/// An attacker chooses neither the host that a browser asks for nor the origin that it names.
fn is_own(settings: &Settings, origin: &str, host: Option<&str>) -> bool {
    let named = origin.split_once("://").map(|(_, host)| host);
    origin.eq_ignore_ascii_case(&settings.url) || (named.is_some() && named == host)
}

/// Refuses a form without the session's CSRF token, in the field `csrf` or the header `X-CSRF-Token`.
pub(super) async fn prove(actor: &Actor, request: Request) -> Result<Request, Refusal> {
    let Actor::User(person) = actor else {
        return Ok(request);
    };
    let wanted = person.csrf.as_deref().unwrap_or_default();
    if let Some(header) = request.headers().get("x-csrf-token") {
        let same = matches(header.as_bytes(), wanted);
        return if same { Ok(request) } else { Err(no_proof()) };
    }
    let (request, form) = read_form(request).await?;
    let field = form.split(|byte| *byte == b'&');
    let mut field = field.filter_map(|pair| pair.strip_prefix(b"csrf="));
    match field.next() {
        Some(sent) if matches(sent, wanted) => Ok(request),
        _ => Err(no_proof()),
    }
}

fn matches(sent: &[u8], wanted: &str) -> bool {
    !wanted.is_empty() && bool::from(sent.ct_eq(wanted.as_bytes()))
}

async fn read_form(request: Request) -> Result<(Request, Vec<u8>), Refusal> {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(no_proof());
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, LARGEST_FORM)
        .await
        .map_err(|_| too_large())?;
    let form = bytes.to_vec();
    Ok((Request::from_parts(parts, Body::from(bytes)), form))
}

fn too_large() -> Refusal {
    Refusal::Fault(Fault::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "this form is larger than 1 MiB, or was cut off",
    ))
}

fn cross_site() -> Refusal {
    Refusal::Fault(Fault::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        "this form was not sent by a page of this server. Does the server's address (`--url`) say what \
         browsers show?",
    ))
}

fn no_proof() -> Refusal {
    Refusal::Fault(Fault::new(
        StatusCode::FORBIDDEN,
        "csrf",
        "this form is of another session: load the page again and repeat",
    ))
}
