//! Loads a file with everything that it includes.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_source::yaml::{Map, Node};
use maillon_source::{FileId, Source, SourceError};
use rustc_hash::FxHashMap;

use super::document::{self, Document};
use super::include::{self, Accepted, Include, Target};
use super::inputs::{self, Provided};
use super::interpolation::{self, Context};
use super::merge::put_over;
use super::report::{Completeness, Report};
use super::{Entry, Request};

/// How many files may be included, each time counted anew
/// (<https://docs.gitlab.com/ci/yaml/includes/#use-nested-includes>).
const MAX_INCLUDES: usize = 150;

/// One load: what it reads, and what it found.
pub(super) struct Loader<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) report: Report,
    pub(super) completeness: Completeness,
    /// Files that were read, by the name that messages show: one that is included a hundred times is
    /// parsed once.
    read: FxHashMap<String, Option<Arc<Document>>>,
    included: usize,
}

/// Where a file comes from, and with it what `include:local` in it means.
#[derive(Clone)]
pub(super) struct Origin<'a> {
    /// None for what stands alone: a remote file, a template.
    pub(super) repository: Option<Repository<'a>>,
    /// What names the repository in messages: `group/templates@main:`; empty for the own one.
    pub(super) prefix: Arc<str>,
}

impl<'a> Origin<'a> {
    /// The repository that the definition is for.
    pub(super) fn own(source: &'a dyn Source) -> Self {
        Self {
            repository: Some(Repository::Own(source)),
            prefix: "".into(),
        }
    }
}

/// The own repository, or another project's.
#[derive(Clone)]
pub(super) enum Repository<'a> {
    Own(&'a dyn Source),
    Other(Arc<dyn Source>),
}

impl Repository<'_> {
    pub(super) fn source(&self) -> &dyn Source {
        match self {
            Self::Own(source) => *source,
            Self::Other(source) => &**source,
        }
    }
}

impl<'a> Loader<'a> {
    pub(super) fn new(request: &'a Request<'a>) -> Self {
        Self {
            request,
            report: Report::default(),
            completeness: Completeness::Whole,
            read: FxHashMap::default(),
            included: 0,
        }
    }

    pub(super) fn finish(self) -> (Report, Completeness) {
        (self.report, self.completeness)
    }

    /// Loads the file that the request names.
    pub(super) fn entry(&mut self) -> Option<Map> {
        let origin = Origin::own(self.request.source);
        let (name, text) = match self.request.entry {
            Entry::Text { name, text } => (name, text.to_owned()),
            Entry::File(path) => (path, self.entry_text(path)?),
        };
        let file = self.report.files.add(name, text);
        let document = document::read(file, &mut self.report);
        if document.is_none() && !self.report.has_errors() {
            self.nothing(name);
        }
        let provided = Provided::CommandLine(self.request.inputs);
        self.document(&document?, &provided, &origin, &Context::default())
    }

    fn entry_text(&mut self, path: &str) -> Option<String> {
        let path = path.strip_prefix("./").unwrap_or(path);
        let text = self
            .request
            .source
            .read(path)
            .map_err(|error| error.to_string());
        let text = text.and_then(|bytes| {
            String::from_utf8(bytes.to_vec()).map_err(|_| format!("file {path} is not UTF-8"))
        });
        text.map_err(|message| {
            let found = Diagnostic::error("gitlab/file-not-readable", message);
            self.report
                .add(found.hint("`--file PATH` names another definition"));
        })
        .ok()
    }

    fn nothing(&mut self, name: &str) {
        let message = format!("{name} holds no definition");
        let found = Diagnostic::error("gitlab/empty", message);
        self.report.add(found.hint("define at least one job"));
    }

    /// A document with its inputs and includes worked in. None where nothing could be made of it;
    /// that is reported.
    fn document(
        &mut self,
        document: &Document,
        provided: &Provided<'_>,
        origin: &Origin<'a>,
        context: &Context,
    ) -> Option<Map> {
        let root = self.interpolated(document, provided, origin, context)?;
        let Some(map) = root.as_map() else {
            let message = format!(
                "the definition must be a mapping of jobs and keywords, but it is {}",
                root.kind()
            );
            let found = self
                .report
                .error_at(root.span, "gitlab/not-a-mapping", message)
                .hint("begin with the name of a job: `build:`");
            self.report.add(found);
            return None;
        };
        Some(self.with_includes(map, origin))
    }

    fn interpolated(
        &mut self,
        document: &Document,
        provided: &Provided<'_>,
        origin: &Origin<'a>,
        context: &Context,
    ) -> Option<Node> {
        let Some(header) = &document.header else {
            inputs::refuse_without_header(provided, &mut self.report)?;
            return Some(document.content.clone());
        };
        let header = inputs::header(self, header, origin)?;
        let values = inputs::resolve(&header, provided, self)?;
        let context = context.with_inputs(values, &header);
        interpolation::interpolate(
            &document.content,
            &context,
            self.request.scope,
            &mut self.report,
        )
    }

    /// What a file includes, in that order, and the file itself over it.
    fn with_includes(&mut self, own: &Map, origin: &Origin<'a>) -> Map {
        let Some(listed) = own.get("include") else {
            return own.clone();
        };
        let mut merged = Map::default();
        for include in include::parse(self, listed, Accepted::Everything) {
            self.include(&include, origin, &mut merged);
        }
        put_over(&mut merged, own);
        merged.remove("include");
        merged
    }

    fn include(&mut self, include: &Include, origin: &Origin<'a>, merged: &mut Map) {
        if !include::is_wanted(self, include, origin) {
            return;
        }
        for target in include::targets(self, include, origin) {
            if !self.count(include) {
                return;
            }
            match self.included(&target, include) {
                Some(map) => put_over(merged, &map),
                None => self.completeness = Completeness::Partial,
            }
        }
    }

    /// Counts one more included file. False where it is one too many.
    fn count(&mut self, include: &Include) -> bool {
        self.included += 1;
        if self.included == MAX_INCLUDES + 1 {
            let message =
                format!("more than {MAX_INCLUDES} files are included, counting each time anew");
            let found = include
                .error(&self.report, "gitlab/include-too-many", message)
                .hint("does a file include itself, directly or by way of another one?");
            self.report.add(found);
        }
        if self.included > MAX_INCLUDES {
            self.completeness = Completeness::Partial;
        }
        self.included <= MAX_INCLUDES
    }

    fn included(&mut self, target: &Target<'a>, include: &Include) -> Option<Map> {
        let document = self.read(target, include)?;
        let provided = Provided::Include(include);
        self.document(&document, &provided, &target.origin, &target.context)
    }

    fn read(&mut self, target: &Target<'a>, include: &Include) -> Option<Arc<Document>> {
        if let Some(known) = self.read.get(&target.name) {
            return known.clone();
        }
        let document = self.parse(target, include).map(Arc::new);
        self.read.insert(target.name.clone(), document.clone());
        document
    }

    /// The text of an included file as a file of the report. None where there is nothing in it.
    pub(super) fn text(&mut self, target: &Target<'a>, include: &Include) -> Option<FileId> {
        let (code, problem) = match std::str::from_utf8(&target.content) {
            Err(_) => ("gitlab/include-not-utf8", "is not UTF-8"),
            Ok(text) if text.trim().is_empty() => ("gitlab/include-empty", "is empty"),
            Ok(text) => return Some(self.report.files.add(target.name.as_str(), text)),
        };
        let message = format!("included file `{}` {problem}", target.name);
        let found = include.error(&self.report, code, message);
        self.report.add(found);
        None
    }

    fn parse(&mut self, target: &Target<'a>, include: &Include) -> Option<Document> {
        let file = self.text(target, include)?;
        let before = self.report.diagnostics.len();
        let document = document::read(file, &mut self.report);
        if document.is_none() && self.report.diagnostics.len() == before {
            let message = format!("included file `{}` holds no definition", target.name);
            let found = include.error(&self.report, "gitlab/include-empty", message);
            self.report.add(found);
        }
        document
    }

    /// Reports that something can't be had, and remembers that the tree is not whole.
    pub(super) fn not_had(&mut self, include: &Include, error: &SourceError) {
        let found = include::unavailable(&self.report, include, error);
        self.partial(found);
    }

    /// Reports something that leaves a hole in the tree.
    pub(super) fn partial(&mut self, found: Diagnostic) {
        self.completeness = Completeness::Partial;
        self.report.add(found);
    }
}
