//! The workflow files that are read on the way to a pipeline, each once.

use std::sync::Arc;

use maillon_model::{Diagnostic, Place, Trigger};
use maillon_source::{FileId, Files, Source, SourceError, Span};
use rustc_hash::FxHashMap;

use crate::calls::Address;
use crate::workflow::{self, Workflow};

/// Where repositories are looked for, when the own one does not say.
const HOST: &str = "github.com";

/// The workflow files that were read, and what is wrong with them.
pub(crate) struct Library<'a> {
    source: &'a dyn Source,
    host: String,
    files: Files,
    names: FxHashMap<String, FileId>,
    read: FxHashMap<String, Option<Arc<Workflow>>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Library<'a> {
    pub(crate) fn new(source: &'a dyn Source, trigger: &Trigger) -> Self {
        let project = &trigger.project;
        let elsewhere = project.remote_url.is_empty() || project.host == "gitlab.com";
        let host = if elsewhere { HOST } else { &project.host };
        Self {
            source,
            host: host.to_owned(),
            files: Files::default(),
            names: FxHashMap::default(),
            read: FxHashMap::default(),
            diagnostics: Vec::new(),
        }
    }

    /// A workflow; None where the file is wrong, which is among the diagnostics then.
    pub(crate) fn get(&mut self, address: &Address) -> Result<Option<Arc<Workflow>>, SourceError> {
        let key = address.to_string();
        if let Some(known) = self.read.get(&key) {
            return Ok(known.clone());
        }
        let bytes = match &address.repository {
            None => self.source.read(&address.path)?,
            Some(other) => {
                let (host, git_ref) = (Some(&*self.host), Some(&*other.git_ref));
                let source = self.source.project(host, &other.name, git_ref)?;
                source.read(&address.path)?
            }
        };
        let mut workflow = self.parse(&key, &bytes);
        if let (Some(workflow), Some(other)) = (&mut workflow, &address.repository) {
            workflow.name_own_actions(&other.name, &other.git_ref);
        }
        let workflow = workflow.map(Arc::new);
        self.read.insert(key, workflow.clone());
        Ok(workflow)
    }

    fn parse(&mut self, name: &str, bytes: &[u8]) -> Option<Workflow> {
        let file = match self.files.decode(name, bytes) {
            Ok(file) => file,
            Err(problem) => {
                self.diagnostics.push(*problem);
                return None;
            }
        };
        self.names.insert(name.to_owned(), file);
        let (workflow, found) = workflow::parse(&mut self.files, file);
        let wrong = found.iter().any(Diagnostic::is_error);
        self.diagnostics.extend(found);
        workflow.filter(|_| !wrong)
    }

    /// A line of a file that was read.
    pub(crate) fn line(&self, key: &str, line: u32) -> Option<Place> {
        let file = *self.names.get(key)?;
        let span = |column, length| Span {
            file,
            line,
            column,
            length,
        };
        let source = self.files.place(span(1, 1)).source;
        let text = source.trim();
        let indent = source.len() - source.trim_start().len();
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        let span = span(count(indent + 1), count(text.chars().count()));
        (!text.is_empty()).then(|| self.files.place(span))
    }
}
