//! Why maillon itself could not do what was asked: message, hint, exit code. A pipeline that failed
//! is not a failure in this sense.

use std::fmt::Display;
use std::io;
use std::path::Path;

use maillon_model::Diagnostic;
use maillon_source::SourceError;

/// Whose fault it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The definition or the usage is invalid.
    Invalid,
    /// The infrastructure failed.
    Infrastructure,
}

/// Why maillon could not do what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Whose fault it is.
    pub kind: Kind,
    /// What happened; empty where the diagnostics say it all.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// What is wrong with the definition.
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// The usage is invalid.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, message.into())
    }

    /// The infrastructure failed.
    pub(crate) fn infrastructure(message: impl Into<String>) -> Self {
        Self::new(Kind::Infrastructure, message.into())
    }

    /// The definition is invalid, as the diagnostics say.
    pub(crate) fn definition(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            diagnostics,
            ..Self::new(Kind::Invalid, String::new())
        }
    }

    /// A file could not be read or written.
    pub(crate) fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let failure = Self::infrastructure(format!("can't {doing} {}: {error}", path.display()));
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => failure
                .hint("make room on that disk (old runs are in .maillon/runs), then run again"),
            io::ErrorKind::PermissionDenied => failure.hint("check who owns it: ls -ld, id"),
            _ => failure,
        }
    }

    fn new(kind: Kind, message: String) -> Self {
        Self {
            kind,
            message,
            hint: None,
            diagnostics: Vec::new(),
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Invalid => 2,
            Kind::Infrastructure => 3,
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let message = error.to_string();
        match error {
            SourceError::Unreachable { hint, .. } => Self::infrastructure(message).hint(hint),
            SourceError::Io { .. } => Self::infrastructure(message),
            SourceError::Missing { .. }
            | SourceError::Outside { .. }
            | SourceError::TooLarge { .. } => Self::invalid(message),
        }
    }
}

/// `a, b or c`, for messages.
pub(crate) fn alternatives(items: impl IntoIterator<Item = impl Display>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_says_what_to_do() {
        let failure = Failure::io(
            "write",
            Path::new("report.json"),
            &io::Error::from(io::ErrorKind::StorageFull),
        );
        assert_eq!((failure.exit_code(), failure.hint.is_some()), (3, true));
    }

    #[test]
    fn alternatives_read_as_a_sentence() {
        assert_eq!(alternatives(["a"]), "a");
        assert_eq!(alternatives(["a", "b", "c"]), "a, b or c");
    }
}
