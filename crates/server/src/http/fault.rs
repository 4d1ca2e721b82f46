//! Refusals and failures, as their readers want them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maillon_protocol::agent::Refusal;
use maillon_store::StoreError;

use crate::seal::SealError;

/// Why a call did not go.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable word.
    pub code: &'static str,
    /// What happened and what to do, for a person.
    pub message: String,
}

impl Fault {
    /// Nobody knows who is asking.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    /// Who is asking may not.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// It is not there, or not for who is asking.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no such {what}"),
        )
    }

    /// What was sent makes no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
    }

    /// It does not fit what is there.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// The server itself failed.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// Any other refusal.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if error.is_full() {
            let message = "the database's disk is full: nothing new before there is room";
            return Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage_full", message);
        }
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database",
            error.to_string(),
        )
    }
}

impl From<SealError> for Fault {
    fn from(error: SealError) -> Self {
        Self::internal(error.to_string())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let refusal = Refusal {
            code: self.code.to_owned(),
            message: self.message.clone(),
        };
        let mut response = (self.status, Json(refusal)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
