//! From values to pages: what surrounds a page, how it is sent, how refusals look in a browser.

use std::time::{Duration, SystemTime};

use axum::Form;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method as Verb, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maillon_pages::frame::{ProjectFrame, Tab, Theme, Viewer};
use maillon_pages::views::ErrorPage;
use maillon_pages::{Frame, Page};
use serde::Deserialize;

pub(crate) use super::fields::Fields;
use super::route::{Method, Needs};
use super::{Fault, Route};
use crate::access::{Actor, InProject};
use crate::server::Server;

/// What surrounds the page that a handler makes: who looks, in which project, when. Handlers of pages take it
/// and add the title and the tab.
pub(crate) struct Around(pub(crate) Frame);

impl FromRequestParts<Server> for Around {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Fault> {
        let now = server.store.now().await?.0;
        let mut frame = bare(&parts.headers, now);
        frame.viewer = parts.extensions.get::<Actor>().and_then(viewer);
        frame.project = parts.extensions.get::<InProject>().map(project);
        Ok(Self(frame))
    }
}

fn bare(headers: &HeaderMap, now: u64) -> Frame {
    let theme = cookie(headers, "theme").map_or(Theme::System, Theme::parse);
    Frame {
        theme,
        ..Frame::new("", now)
    }
}

fn viewer(actor: &Actor) -> Option<Viewer> {
    let Actor::User(person) = actor else {
        return None;
    };
    Some(Viewer {
        login: person.login.clone(),
        administrator: person.administrator,
        csrf: person.csrf.clone().unwrap_or_default(),
    })
}

fn project(place: &InProject) -> ProjectFrame {
    ProjectFrame {
        name: place.name.clone(),
        role: place.role,
        tab: Tab::default(),
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A page as an answer.
pub(crate) fn page(page: &impl Page) -> Result<Response, Fault> {
    page_with(StatusCode::OK, page)
}

/// A page as an answer with a status.
pub(crate) fn page_with(status: StatusCode, page: &impl Page) -> Result<Response, Fault> {
    let html = maillon_pages::render(page)
        .map_err(|error| Fault::internal(format!("the page can't be made: {error}")))?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((status, headers, html).into_response())
}

/// Goes to another page after a form did its work.
pub(crate) fn go(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// What a field says; None: nothing.
pub(crate) fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The number that a field says; None: nothing.
pub(crate) fn number<T: std::str::FromStr>(what: &str, text: &str) -> Result<Option<T>, Fault> {
    let read = |text: String| text.parse().ok();
    match given(text) {
        None => Ok(None),
        Some(text) => match read(text.clone()) {
            Some(number) => Ok(Some(number)),
            None => Err(Fault::invalid(format!(
                "{what}: {text} is no number that fits"
            ))),
        },
    }
}

/// Makes pages of refusals, and leads strangers to the sign-in. A layer around every page.
pub(crate) async fn refusals(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let response = next.run(request).await;
    match response.extensions().get::<Fault>() {
        Some(fault) => asked.refuse(fault),
        None => response,
    }
}

/// What there is no route for.
pub(crate) async fn nothing(request: Request) -> Response {
    let fault = Fault::not_found("page");
    let path = request.uri().path();
    if ["/api/", "/agent/", "/git/", "/hooks/"]
        .iter()
        .any(|start| path.starts_with(start))
    {
        return fault.into_response();
    }
    Asked::of(&request).refuse(&fault)
}

/// What of a request matters for its refusal.
struct Asked {
    verb: Verb,
    uri: Uri,
    headers: HeaderMap,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            verb: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
        }
    }

    fn refuse(&self, fault: &Fault) -> Response {
        if fault.status == StatusCode::UNAUTHORIZED && self.verb == Verb::GET {
            let next = self.uri.path_and_query().map_or("/", |path| path.as_str());
            return go(&format!("/login?next={}", encoded(next)));
        }
        let frame = bare(&self.headers, now());
        let mut refusal = ErrorPage::new(frame, fault.status.as_u16(), fault.message.clone());
        refusal.back = self.back();
        page_with(fault.status, &refusal).unwrap_or_else(IntoResponse::into_response)
    }

    /// The page with the form that was refused.
    fn back(&self) -> Option<String> {
        if self.verb == Verb::GET {
            return None;
        }
        let from: Uri = self.headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
        from.path_and_query().map(ToString::to_string)
    }
}

fn now() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "a refusal may be about the database, whose clock is the usual one"
    )]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap_or(Duration::ZERO).as_millis()).unwrap_or(u64::MAX)
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The routes of what surrounds pages.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(Method::Post, "/theme", Needs::Nobody, theme)
            .does("Chooses light or dark, for browsers without scripts"),
    ]
}

#[derive(Deserialize)]
struct Choice {
    theme: String,
}

async fn theme(headers: HeaderMap, Form(choice): Form<Choice>) -> Response {
    let theme = Theme::parse(&choice.theme).as_str();
    let kept = format!("theme={theme}; Path=/; Max-Age=31536000; SameSite=Lax");
    let from = headers.get(REFERER).and_then(|from| from.to_str().ok());
    let from = from.and_then(|from| from.parse::<Uri>().ok());
    let back = from.as_ref().and_then(Uri::path_and_query);
    let back = back.map_or("/", |path| path.as_str());
    ([(SET_COOKIE, kept)], go(back)).into_response()
}
