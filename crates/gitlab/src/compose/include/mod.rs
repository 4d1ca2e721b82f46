//! `include`: which files a file names, whether they are wanted, and their texts.

mod component;
mod fetch;
mod parse;

use maillon_model::Diagnostic;
use maillon_source::yaml::{Map, Node};
use maillon_source::{SourceError, Span};

use super::loader::{Loader, Origin};
use super::report::Report;
use crate::rules::{self, Owner, Verdict};
pub(super) use fetch::{Target, targets};
pub(super) use parse::{Accepted, parse};

/// One entry of `include`.
#[derive(Clone, Debug)]
pub(super) struct Include {
    /// What it names.
    pub(super) kind: Kind,
    /// Values for the inputs of what it names.
    pub(super) inputs: Option<Node>,
    /// When it counts.
    pub(super) rules: Option<Node>,
    /// Where it stands.
    pub(super) span: Span,
    /// `include[2]`
    pub(super) breadcrumb: String,
}

/// What an entry names; variables are expanded.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A path or a pattern in the including file's repository.
    Local(String),
    /// Files of another project.
    Project {
        path: String,
        git_ref: Option<String>,
        files: Vec<String>,
    },
    /// An address, and the SHA-256 that its content must have.
    Remote {
        url: String,
        integrity: Option<String>,
    },
    /// A template that GitLab ships.
    Template(String),
    /// `host/path/name@version`
    Component(String),
    /// A file that a job of the parent pipeline left.
    Artifact { job: String, path: String },
}

impl Include {
    /// The values for inputs, where there are any.
    pub(super) fn given(&self) -> Option<&Map> {
        self.inputs.as_ref()?.as_map()
    }

    /// Where the values for inputs stand, or the entry itself.
    pub(super) fn inputs_span(&self) -> Span {
        self.inputs.as_ref().map_or(self.span, |inputs| inputs.span)
    }

    /// An error at this entry; it still has to be added.
    pub(super) fn error(
        &self,
        report: &Report,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        report
            .error_at(self.span, code, message)
            .under(self.breadcrumb.clone())
    }
}

/// Whether the rules of an entry let it in.
pub(super) fn is_wanted(loader: &mut Loader<'_>, include: &Include, origin: &Origin<'_>) -> bool {
    let Some(node) = &include.rules else {
        return true;
    };
    let breadcrumb = format!("{}.rules", include.breadcrumb);
    let report = &mut loader.report;
    let mut found = Vec::new();
    let parsed = rules::parse(Owner::Include, node, &report.files, &breadcrumb, &mut found);
    let source = match &origin.repository {
        Some(repository) => repository.source(),
        None => loader.request.source,
    };
    let context = rules::Context {
        scope: loader.request.scope,
        source,
        files: &report.files,
        breadcrumb: &breadcrumb,
        memo: &rules::Memo::default(),
    };
    let verdict = rules::evaluate(&parsed, &context, &mut found);
    report.extend(found);
    matches!(verdict, Verdict::In(_))
}

/// What to say when a source does not give a file.
pub(super) fn unavailable(report: &Report, include: &Include, error: &SourceError) -> Diagnostic {
    let (code, hint) = match error {
        SourceError::Missing { .. } => ("gitlab/include-not-found", include.missing_hint()),
        SourceError::Outside { .. } => (
            "gitlab/include-not-found",
            "name a file within the repository",
        ),
        SourceError::Unreachable { hint, .. } => ("gitlab/include-unreachable", hint.as_str()),
        SourceError::TooLarge { .. } => (
            "gitlab/include-too-large",
            "take apart the file, or include a smaller one",
        ),
        SourceError::Io { .. } => ("gitlab/include-unreachable", include.missing_hint()),
    };
    include
        .error(report, code, format!("can't include: {error}"))
        .hint(hint)
}

impl Include {
    fn missing_hint(&self) -> &'static str {
        match self.kind {
            Kind::Local(_) => "paths begin at the root of the repository; is the file there?",
            Kind::Artifact { .. } => "does the job leave this file in its `artifacts:paths`?",
            Kind::Project { .. } | Kind::Component(_) => {
                "check path and ref, or give a local copy of the project with `--override`"
            }
            Kind::Remote { .. } | Kind::Template(_) => {
                "check the name, or give a local copy with `--override`"
            }
        }
    }
}
