//! Webhooks: forges tell of pushes and merge requests.
//!
//! A webhook is believed when it is signed with the project's secret, heard once, and kept before it is answered;
//! what follows from it is done by [`crate::git`], which fetches and looks for itself: nothing is run that the
//! repository does not have.

mod gitea;
mod github;
mod gitlab;
mod hear;
mod signature;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::git::Heard;
use crate::http::Route;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    hear::routes()
}

/// What a webhook's secret is sealed for.
pub(crate) fn context(project: i64) -> String {
    format!("hook of project {project}")
}

/// A secret that every forge takes: also GitLab as a signing token.
pub(crate) fn new_secret(random: &[u8; 32]) -> String {
    format!("{}{}", signature::PREFIX, STANDARD.encode(random))
}

/// What a webhook means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// Something is to be done.
    Do(Box<Heard>),
    /// Nothing follows from it, and why.
    Nothing(&'static str),
}
