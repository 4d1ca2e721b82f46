//! Why a request is refused, in words that each protocol dresses its own way.

use hyper::StatusCode;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The request isn't what the protocol asks for.
    #[error("{0}")]
    Malformed(String),
    /// It is, but can't be done.
    #[error("{0}")]
    Invalid(String),
    /// Neither a token nor a link that this service signed.
    #[error("the request carries no valid token or signature of this service")]
    Unauthenticated,
    /// Signed, but for something else.
    #[error("{0}")]
    Denied(String),
    #[error("{0}")]
    NotFound(String),
    #[error("{0}")]
    AlreadyExists(String),
    /// A limit of this service.
    #[error("{0}")]
    TooLarge(String),
    /// The range lies outside of the blob.
    #[error("the range lies outside of the {0} bytes that there are")]
    Range(u64),
    /// A disk's fault, not the caller's.
    #[error("can't keep or read the data: {0}")]
    Storage(#[from] std::io::Error),
}

impl Fault {
    /// The status for protocols without an opinion of their own.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) | Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Denied(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::AlreadyExists(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Range(_) => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::Storage(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Twirp's code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Invalid(_) | Self::Range(_) => "invalid_argument",
            Self::Unauthenticated => "unauthenticated",
            Self::Denied(_) => "permission_denied",
            Self::NotFound(_) => "not_found",
            Self::AlreadyExists(_) => "already_exists",
            Self::TooLarge(_) => "resource_exhausted",
            Self::Storage(_) => "internal",
        }
    }
}
