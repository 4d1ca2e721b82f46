//! Sessions of browsers, and their cookie.

use axum::http::header::{HeaderName, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponseParts, ResponseParts};
use maillon_model::Secret;
use maillon_store::access::NewSession;

use super::{Client, keys};
use crate::seal::SealError;
use crate::settings::Settings;

/// How long a session lasts, in seconds.
const LASTS: i64 = 14 * 24 * 60 * 60;

/// A session that begins.
pub(super) struct Begun {
    pub(super) row: NewSession,
    pub(super) text: Secret,
}

/// Makes a session.
pub(super) fn begin(client: &Client, user: i64) -> Result<Begun, SealError> {
    let (session, csrf) = (keys::make_plain()?, keys::make_plain()?);
    let row = NewSession {
        hash: session.hash,
        user,
        csrf: csrf.text.expose().to_owned(),
        address: client.address.to_string(),
        program: client.program.clone(),
        lasts: LASTS * 1000,
    };
    Ok(Begun {
        row,
        text: session.text,
    })
}

/// What the session's cookie is called. With TLS browsers hold to the rules of `__Host-`: no other host of
/// the domain can set it.
pub(crate) fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_secure() {
        "__Host-maillon"
    } else {
        "maillon"
    }
}

/// The header that gives a browser its session, or takes it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie(String);

impl Cookie {
    pub(super) fn new(settings: &Settings, session: &Secret) -> Self {
        Self::make(
            settings,
            cookie_name(settings),
            session.expose(),
            LASTS,
            "Lax",
        )
    }

    pub(super) fn empty(settings: &Settings) -> Self {
        Self::make(settings, cookie_name(settings), "", 0, "Lax")
    }

    pub(super) fn make(
        settings: &Settings,
        name: &str,
        value: &str,
        seconds: i64,
        same_site: &str,
    ) -> Self {
        let secure = if settings.is_secure() { "; Secure" } else { "" };
        Self(format!(
            "{name}={value}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={seconds}{secure}"
        ))
    }
}

impl IntoResponseParts for Cookie {
    type Error = <AppendHeaders<[(HeaderName, String); 1]> as IntoResponseParts>::Error;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        AppendHeaders([(SET_COOKIE, self.0)]).into_response_parts(parts)
    }
}
