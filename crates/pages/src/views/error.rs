//! Refusals and failures.

use askama::Template;

use crate::Frame;

/// A refusal or a failure.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a few words.
    pub heading: &'static str,
    /// What happened and what to do.
    pub message: String,
    /// Where to go back to.
    pub back: Option<String>,
}

impl ErrorPage {
    /// The page of a status.
    pub fn new(frame: Frame, status: u16, message: impl Into<String>) -> Self {
        let heading = match status {
            400 | 422 => "That makes no sense here",
            401 => "Please sign in",
            403 => "You may not do that",
            404 => "Nothing is here",
            409 => "That does not fit any more",
            429 => "Too many attempts",
            503 => "Not possible right now",
            _ => "Something went wrong on the server",
        };
        let frame = frame.titled(heading);
        Self {
            frame,
            status,
            heading,
            message: message.into(),
            back: None,
        }
    }
}
