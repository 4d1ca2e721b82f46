//! How calls fail.

use std::path::PathBuf;

/// Why there is no way to the server.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The file of certificates.
    #[error("certificates in {file}: {why}")]
    Certificates {
        /// Which.
        file: PathBuf,
        /// The reason.
        why: String,
    },
    /// TLS or the address.
    #[error("the HTTP client can't be made: {0}")]
    Build(reqwest::Error),
}

/// How a call failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// The server said no.
    #[error("{message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// A stable word; empty where something before the server answered.
        code: String,
        /// For a person.
        message: String,
    },
    /// No answer. Whether the server did it is not known.
    #[error("{0}")]
    Transport(String),
    /// The answer can't be understood.
    #[error("an answer that makes no sense: {0}")]
    Nonsense(String),
}

impl CallError {
    pub(super) fn transport(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::Transport(text)
    }

    /// Whether it may go well later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Refused { status, .. } => *status >= 500 || matches!(status, 408 | 425 | 429),
            Self::Transport(_) | Self::Nonsense(_) => true,
        }
    }

    /// The HTTP status of a refusal.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Transport(_) | Self::Nonsense(_) => None,
        }
    }

    /// Whether the task is not this agent's any more: somebody else has it, or it is gone.
    pub(crate) fn is_over(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => {
                *status == 409 || (matches!(status, 404 | 410) && !code.is_empty())
            }
            Self::Transport(_) | Self::Nonsense(_) => false,
        }
    }

    /// Whether the server itself said that this will never do.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            Self::Refused { status, code, .. } => {
                (400..500).contains(status)
                    && !matches!(status, 401 | 403 | 408 | 425 | 429)
                    && !code.is_empty()
            }
            Self::Transport(_) | Self::Nonsense(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, code: &str, over: bool, last: bool) {
        let error = CallError::Refused {
            status,
            code: code.to_owned(),
            message: String::new(),
        };
        assert_eq!(
            (error.is_over(), error.is_final()),
            (over, last),
            "{status} {code}"
        );
    }

    #[test]
    fn only_the_server_itself_ends_a_task() {
        check(409, "stale_attempt", true, true);
        check(409, "", true, false);
        check(404, "not_found", true, true);
        check(404, "", false, false);
        check(422, "invalid", false, true);
        check(401, "unauthorized", false, false);
        check(503, "database", false, false);
        check(502, "", false, false);
    }
}
