//! Agents: the queue that they are served from, the calls of the protocol, and what becomes of silence.
//!
//! What may become of a task is decided by [`maillon_protocol::lease`]. Every call reads the task under a lock,
//! asks that, and writes the answer in one transaction; a task's end is told to its run in the same one.

mod admin;
mod api;
mod finish;
mod lease;
mod questions;
mod reaper;
mod room;
mod task;
mod web;

use axum::http::StatusCode;
use maillon_protocol::lease::{Limits, Refused};

pub use admin::{agents, block, drain, make, remove, resume, unblock};
pub use questions::answer;

use crate::duties::Duty;
use crate::http::{Fault, Route};
use crate::settings::Settings;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = api::routes();
    routes.extend(web::routes());
    routes.extend(lease::routes());
    routes.extend(task::routes());
    routes.extend(finish::routes());
    routes.extend(questions::routes());
    routes
}

/// The duties of this area.
pub(crate) fn duties() -> Vec<Duty> {
    vec![Duty {
        name: "lost agents",
        run: |server| Box::pin(reaper::reap(server)),
    }]
}

/// How long what of a task may take.
pub(crate) fn limits(settings: &Settings) -> Limits {
    Limits::new(settings.ttl, settings.grace)
}

/// 409: the agent kills that attempt and forgets it.
fn refused(refused: &Refused) -> Fault {
    let code = match refused {
        Refused::Stale { .. } => "stale_attempt",
        Refused::Withdrawn | Refused::NotQueued(_) => "withdrawn",
        Refused::NotStarted => "not_started",
        Refused::Over(_) => "over",
        Refused::GivenUp => "given_up",
        Refused::OtherEnd(_) => "other_end",
    };
    Fault::new(StatusCode::CONFLICT, code, refused.to_string())
}
