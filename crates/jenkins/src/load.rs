//! A Jenkinsfile becomes a pipeline of one job.

mod concurrency;
mod fields;
mod inputs;

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_groovy::{Code, SyntaxError};
use maillon_model::job::{Body, Concurrency, Work};
use maillon_model::pipeline::{Dialect, OnJobFailure};
use maillon_model::{Diagnostic, Pipeline, Trigger};
use maillon_source::Source;
use serde::{Deserialize, Serialize};

use crate::build::BuildResult;
use crate::library;
use crate::validate::{self, Checked, FileKind, Names};

pub use fields::fields;

/// What is loaded.
pub struct LoadRequest<'a> {
    /// The repository.
    pub source: &'a dyn Source,
    /// The Jenkinsfile.
    pub file: &'a str,
    /// Why a pipeline is made. `inputs` are the parameters, and the answers to `input` by its id; `variables` that are masked are credentials.
    pub trigger: &'a Trigger,
    /// Which images the labels of agents mean, in order; `*` is every label.
    pub labels: &'a [(String, String)],
    /// Installed tools: kind (`maven`, `jdk`), name, home.
    pub tools: &'a [Tool],
    /// How the build before this one of the same branch ended.
    pub previous: Option<Previous>,
    /// Where to start again.
    pub restart: Option<Restart>,
    /// Names of the libraries that are loaded without being asked for.
    pub implicit_libraries: &'a [String],
}

/// An installed tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `maven`, `jdk`, `ant`, `gradle`, `nodejs`, ...
    pub kind: String,
    /// As `tools` names it: `M3`.
    pub name: String,
    /// Its folder, with `bin` in it, as nodes see it.
    pub home: String,
}

/// A build before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its number.
    pub number: u64,
    /// How it ended.
    pub result: BuildResult,
}

/// A restart from a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// A stage at the top of the declarative pipeline.
    pub stage: String,
    /// The build that is restarted.
    pub of: u64,
}

/// What came of it.
#[derive(Debug)]
pub struct Loaded {
    /// None where the definition is wrong.
    pub pipeline: Option<Pipeline>,
    /// All problems at once.
    pub diagnostics: Vec<Diagnostic>,
    /// What the pipeline consists of, as far as that is known before it runs: for `plan`.
    pub outline: Vec<Outline>,
    /// The group in which one build at a time goes on.
    pub concurrency: Option<Concurrency>,
    /// The labels that the machine must have where the whole build runs on an agent of one kind.
    pub labels: Vec<String>,
}

/// A stage, as a plan shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Its name; of a cell `Matrix - OS = 'linux'`.
    pub name: String,
    /// `parallel`, `matrix`, or empty for stages one after another.
    pub of: String,
    /// In words: `docker maven:3`, `label linux`, empty where it is that of the stage around.
    pub agent: String,
    /// Its conditions, as written.
    pub when: String,
    /// What is in it.
    pub stages: Vec<Outline>,
}

/// What the job's body holds: all that [`crate::run`] needs beside credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    /// The Jenkinsfile's name and text.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) trigger: Arc<Trigger>,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) previous: Option<Previous>,
    pub(crate) restart: Option<Restart>,
    pub(crate) implicit_libraries: Vec<String>,
    pub(crate) answers: BTreeMap<String, String>,
    pub(crate) outline: Vec<Outline>,
}

/// Reads and checks a Jenkinsfile.
pub fn load(request: &LoadRequest<'_>) -> Loaded {
    match request.source.read(request.file) {
        Ok(bytes) => loaded(request, &String::from_utf8_lossy(&bytes)),
        Err(error) => refused(vec![Diagnostic::error(
            "jenkins/unreadable",
            error.to_string(),
        )]),
    }
}

fn refused(diagnostics: Vec<Diagnostic>) -> Loaded {
    Loaded {
        pipeline: None,
        diagnostics,
        outline: Vec::new(),
        concurrency: None,
        labels: Vec::new(),
    }
}

fn loaded(request: &LoadRequest<'_>, text: &str) -> Loaded {
    let code = Code::new(request.file, text);
    let parsed = maillon_groovy::parse(&code);
    if !parsed.errors.is_empty() {
        return refused(
            parsed
                .errors
                .iter()
                .map(|error| syntax(&code, error))
                .collect(),
        );
    }
    let mut checked = validate::check(&parsed.script, request.tools, request.implicit_libraries);
    let mut diagnostics = std::mem::take(&mut checked.diagnostics);
    diagnostics.extend(library::problems(&parsed.script));
    diagnostics.extend(restart(request, &checked));
    let answers = inputs::answers(request, &checked, &mut diagnostics);
    let definition = checked.definition.as_ref();
    let outline = definition.map(|definition| validate::outline(definition, &code));
    let outline = outline.unwrap_or_default();
    let concurrency =
        definition.and_then(|definition| concurrency::group(definition, request.trigger));
    let wrong = diagnostics.iter().any(Diagnostic::is_error);
    let pipeline = (!wrong).then(|| pipeline(request, text, answers, outline.clone()));
    Loaded {
        pipeline,
        diagnostics,
        outline,
        concurrency,
        labels: definition.map(fields::labels).unwrap_or_default(),
    }
}

fn syntax(code: &Code, error: &SyntaxError) -> Diagnostic {
    let place = validate::place(code, error.span);
    let found = Diagnostic::error("jenkins/syntax", error.message.as_str()).at(place);
    match &error.hint {
        Some(hint) => found.hint(hint.as_str()),
        None => found,
    }
}

/// Where a build is to start again, there must be such a stage.
fn restart(request: &LoadRequest<'_>, checked: &Checked) -> Option<Diagnostic> {
    let stage = &request.restart.as_ref()?.stage;
    if checked.kind == FileKind::Scripted {
        // The function of a library may have a declarative pipeline.
        let message =
            "only declarative pipelines can be restarted from a stage, and this is a script";
        let known = matches!(checked.names, Names::These(_));
        return known.then(|| Diagnostic::error("jenkins/restart", message));
    }
    let stages = checked.definition.as_ref()?.stages.iter();
    let names: Vec<&str> = stages.map(|stage| &*stage.name).collect();
    if names.contains(&stage.as_str()) {
        return None;
    }
    let message = format!("Specified stage \"{stage}\" does not exist or cannot be restarted.");
    let hint = format!("the stages at the top are {}", names.join(", "));
    Some(Diagnostic::error("jenkins/restart", message).hint(hint))
}

fn pipeline(
    request: &LoadRequest<'_>,
    text: &str,
    answers: BTreeMap<String, String>,
    outline: Vec<Outline>,
) -> Pipeline {
    let body = Job {
        file: request.file.to_owned(),
        text: text.to_owned(),
        trigger: Arc::new(Trigger {
            variables: Vec::new(),
            ..request.trigger.clone()
        }),
        labels: request.labels.to_vec(),
        tools: request.tools.to_vec(),
        previous: request.previous.clone(),
        restart: request.restart.clone(),
        implicit_libraries: request.implicit_libraries.to_vec(),
        answers,
        outline,
    };
    let mut job = maillon_model::Job::new(request.file, Work::Body(body.into_body()));
    job.variables = request.trigger.variables.iter().cloned().collect();
    Pipeline {
        dialect: Dialect::Jenkins,
        name: None,
        stages: Vec::new(),
        jobs: vec![job],
        on_job_failure: OnJobFailure::Continue,
        shared: Body::default(),
    }
}

impl Job {
    /// As the job carries it: texts and lists only, so that it can always be written.
    fn into_body(self) -> Body {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(body)) => Body(Arc::new(body)),
            _ => Body::default(),
        }
    }
}
