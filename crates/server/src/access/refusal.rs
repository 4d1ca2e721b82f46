//! How a guard says no.

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::Fault;
use crate::http::route::{Face, Needs};

/// Why a guard says no.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Nobody knows who is asking.
    Unknown,
    /// A token opens nothing (any more).
    BadToken,
    /// A task's token opens nothing any more: the task was handed out again, or is over.
    StaleTask,
    /// Anything else.
    Fault(Fault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Refusal {
    /// In the words of the route's face.
    pub(crate) fn answer(self, face: Face, needs: Needs, asked: &Uri, htmx: bool) -> Response {
        match self {
            Self::Unknown if face == Face::Page => sign_in(asked, htmx),
            Self::Unknown => challenge(face, needs, "say who you are: send a token"),
            Self::BadToken => challenge(face, needs, "this token is unknown, expired or revoked"),
            Self::StaleTask => Fault::new(
                StatusCode::CONFLICT,
                "stale_attempt",
                "this task was handed out again or is over: forget it",
            )
            .into_response(),
            Self::Fault(fault) => fault.into_response(),
        }
    }
}

fn sign_in(asked: &Uri, htmx: bool) -> Response {
    let next = asked.path_and_query().map_or("/", |path| path.as_str());
    let login = format!(
        "/login?next={}",
        utf8_percent_encode(next, NON_ALPHANUMERIC)
    );
    if htmx {
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        if let Ok(login) = HeaderValue::from_str(&login) {
            response.headers_mut().insert("hx-redirect", login);
        }
        return response;
    }
    Redirect::to(&login).into_response()
}

/// git asks for a name and a password when it hears `Basic`.
fn challenge(face: Face, needs: Needs, message: &str) -> Response {
    let scheme = match (face, needs) {
        (Face::Wire, Needs::Role(_)) => {
            "Basic realm=\"maillon: a token with the scope git as password\""
        }
        _ => "Bearer",
    };
    let mut response = Fault::unauthorized(message).into_response();
    let scheme = HeaderValue::from_static(scheme);
    response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    response
}
