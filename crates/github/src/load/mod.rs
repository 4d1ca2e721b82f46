//! Workflow files become a pipeline.

mod inputs;
mod trace;

use std::sync::Arc;

use maillon_model::job::Concurrency;
use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};
use maillon_model::trace::JobTrace;
use maillon_model::{Diagnostic, Pipeline, Trigger, Variables};
use maillon_source::Source;

use crate::calls::{self, Address};
use crate::checkout;
use crate::events::{self, Event};
use crate::labels::Labels;
use crate::library::Library;
use crate::lower::evaluate::{Evaluated, Evaluator};
use crate::lower::{Graph, Lowering, concurrency, contexts};
use crate::plan::{self, Shared, SharedWorkflow};
use crate::workflow::{JobKind, Workflow};

/// What is loaded.
pub struct LoadRequest<'a> {
    /// The repository.
    pub source: &'a dyn Source,
    /// The workflow files in it, sorted, or the one that somebody named.
    pub files: &'a [String],
    /// Why a pipeline is made.
    pub trigger: &'a Trigger,
    /// What `runs-on` means here.
    pub labels: &'a Labels,
    /// Whether the filters of `on` count.
    pub filters: Filters,
    /// The name of the job or workflow that is traced.
    pub explain: Option<&'a str>,
}

/// Whether the filters of `on` count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filters {
    /// The event must be one that starts the workflow.
    #[default]
    Apply,
    /// Every workflow is started, so that all of it is looked at.
    Ignore,
}

/// What came of it.
#[derive(Debug)]
pub struct Loaded {
    /// None where a definition is wrong; also, then without an error among the diagnostics, where
    /// the event triggers no workflow.
    pub pipeline: Option<Pipeline>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Why the job or workflow that was asked for runs, or does not.
    pub traces: Vec<JobTrace>,
    /// The groups in which the workflows run, each with one run at a time.
    pub concurrency: Vec<Concurrency>,
}

/// Makes the pipeline of the workflows that a trigger starts.
pub fn load(request: &LoadRequest<'_>) -> Loaded {
    let mut loading = Loading {
        request,
        event: Event::of(request.trigger),
        library: Library::new(request.source, request.trigger),
        variables: request.trigger.variables.iter().cloned().collect(),
        concurrency: Vec::new(),
        problems: Vec::new(),
    };
    let read = loading.read();
    let (pipeline, traces) = loading.pipeline(&read);
    let mut diagnostics = loading.library.diagnostics;
    diagnostics.extend(loading.problems);
    let wrong = diagnostics.iter().any(Diagnostic::is_error);
    Loaded {
        pipeline: pipeline.filter(|_| !wrong),
        diagnostics,
        traces,
        concurrency: loading.concurrency,
    }
}

struct Loading<'a> {
    request: &'a LoadRequest<'a>,
    event: Event,
    library: Library<'a>,
    /// Secrets and variables, for all jobs.
    variables: Variables,
    concurrency: Vec<Concurrency>,
    problems: Vec<Diagnostic>,
}

/// A workflow that was read, and whether the event starts it: else why not.
struct Read {
    file: String,
    workflow: Arc<Workflow>,
    started: Result<(), String>,
}

impl Read {
    /// As GitHub shows it: a workflow without a name has that of its file.
    fn name(&self) -> &str {
        self.workflow.name.as_deref().unwrap_or(&self.file)
    }
}

/// A workflow that the event starts, with what its jobs share.
struct Started<'a> {
    read: &'a Read,
    shared: SharedWorkflow,
}

impl Loading<'_> {
    fn read(&mut self) -> Vec<Read> {
        let mut all = Vec::new();
        for file in self.request.files {
            match self.library.get(&Address::own(file)) {
                Ok(Some(workflow)) => all.push(Read {
                    file: file.clone(),
                    started: match self.request.filters {
                        Filters::Apply => self.event.matches(&workflow.on, self.request.source),
                        Filters::Ignore => Ok(()),
                    },
                    workflow,
                }),
                Ok(None) => {}
                Err(error) => {
                    let message = format!("the workflow can't be read: {error}");
                    self.problems
                        .push(Diagnostic::error("github/unreadable", message));
                }
            }
        }
        all
    }

    fn pipeline(&mut self, read: &[Read]) -> (Option<Pipeline>, Vec<JobTrace>) {
        let started: Vec<Started<'_>> = read
            .iter()
            .filter(|read| read.started.is_ok())
            .filter_map(|read| self.start(read))
            .collect();
        let traces = self.traces(read, &started);
        if started.is_empty() {
            let reasons = read.iter().filter_map(|read| self.not_started(read));
            let reasons: Vec<Diagnostic> = reasons.collect();
            self.problems.extend(reasons);
            return (None, traces);
        }
        (Some(self.made_of(&started)), traces)
    }

    fn not_started(&self, read: &Read) -> Option<Diagnostic> {
        let why = read.started.as_ref().err()?;
        let message = format!(
            "`{}` is not started by `{}`: {why}",
            read.name(),
            self.event.name
        );
        let found = Diagnostic::warning("github/not-started", message).under("on");
        Some(match &read.workflow.on.place {
            Some(place) => found.at(place.clone()),
            None => found,
        })
    }

    fn traces(&self, read: &[Read], started: &[Started<'_>]) -> Vec<JobTrace> {
        let Some(name) = self.request.explain else {
            return Vec::new();
        };
        let of = |read: &Read| {
            let mut started = started.iter();
            let started = started.find(|started| started.read.file == read.file);
            let contexts = started.map(|started| contexts(&started.shared, &self.variables));
            trace::traces(name, read, &self.event.name, contexts.as_ref())
        };
        read.iter().flat_map(of).collect()
    }

    /// What the jobs of a started workflow share; None where its inputs are wrong.
    fn start<'r>(&mut self, read: &'r Read) -> Option<Started<'r>> {
        let trigger = self.request.trigger;
        let (event, inputs) = self.inputs(read)?;
        let environment = trigger.environment.iter();
        let shared = SharedWorkflow {
            github: events::github_context(trigger, &event, read.name(), &read.file),
            inputs,
            env: read.workflow.env.clone(),
            defaults: read.workflow.defaults.clone(),
            environment: environment.map(|(k, v)| (k.clone(), v.clone())).collect(),
        };
        Some(Started { read, shared })
    }

    fn made_of(&mut self, started: &[Started<'_>]) -> Pipeline {
        let mut graph = Graph::default();
        let alone = started.len() == 1;
        for (workflow, stage) in started.iter().zip(0..) {
            self.check(workflow);
            self.take_turns(workflow);
            let prefix = if alone {
                String::new()
            } else {
                format!("{} / ", workflow.read.name())
            };
            let lowering = Lowering {
                key: &workflow.read.file,
                contexts: contexts(&workflow.shared, &self.variables),
                needs: None,
                variables: &self.variables,
                labels: self.request.labels,
                prefix: &prefix,
                stage: (!alone).then_some(StageIndex(stage)),
                reason: &format!("on.{}", self.event.name),
            };
            match lowering.jobs(&workflow.read.workflow.jobs) {
                Ok(drafts) => graph.add(drafts),
                Err(found) => self.problems.extend(found),
            }
        }
        let stages = started.iter().filter(|_| !alone);
        Pipeline {
            dialect: Dialect::Github,
            name: self.name(started),
            stages: stages.map(|workflow| workflow.read.name().into()).collect(),
            jobs: graph.into_jobs(),
            on_job_failure: OnJobFailure::Continue,
            shared: plan::body(&shared(started)),
        }
    }

    /// `run-name`, or the workflow's own; several workflows have none together.
    fn name(&mut self, started: &[Started<'_>]) -> Option<String> {
        let [workflow] = started else {
            return None;
        };
        let own = workflow.read.name();
        let written = workflow.read.workflow.run_name.as_ref();
        let name = written.and_then(|text| {
            self.evaluated(workflow, |with| with.text("run-name", text))
                .filter(|name| !name.trim().is_empty())
        });
        Some(name.unwrap_or_else(|| own.to_owned()))
    }

    fn take_turns(&mut self, workflow: &Started<'_>) {
        let written = workflow.read.workflow.concurrency.as_ref();
        let group = self.evaluated(workflow, |with| concurrency(written, with));
        self.concurrency.extend(group.flatten());
    }

    /// A part of the workflow itself; None where it can't be evaluated, which is told.
    fn evaluated<T>(
        &mut self,
        workflow: &Started<'_>,
        evaluate: impl FnOnce(&Evaluator<'_>) -> Evaluated<T>,
    ) -> Option<T> {
        let contexts = contexts(&workflow.shared, &self.variables);
        let with = Evaluator {
            contexts: &contexts,
            path: "",
            place: workflow.read.workflow.on.place.as_ref(),
        };
        match evaluate(&with) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(*problem);
                None
            }
        }
    }

    /// What can be told of a workflow's jobs before they are made.
    fn check(&mut self, workflow: &Started<'_>) {
        let read = workflow.read;
        self.problems
            .extend(calls::check(&mut self.library, &read.file, &read.workflow));
        for (id, job) in &read.workflow.jobs {
            if let JobKind::Steps(steps) = &job.kind {
                let found = checkout::forgotten(&steps.steps);
                let found = found.map(|(index, step)| {
                    let message = "an action of the repository is used, but no step before checks the repository out: GitHub would find no such action";
                    let place = self.library.line(&read.file, step.line);
                    Diagnostic::warning("github/no-checkout", message)
                        .at(place.unwrap_or_else(|| job.place.clone()))
                        .under(format!("jobs.{id}.steps[{index}].uses"))
                        .hint("put `- uses: actions/checkout@v4` before it")
                });
                self.problems.extend(found);
            }
        }
    }
}

fn shared(started: &[Started<'_>]) -> Shared {
    let workflows = started.iter();
    Shared {
        workflows: workflows
            .map(|workflow| (workflow.read.file.clone(), workflow.shared.clone()))
            .collect(),
        ..Shared::default()
    }
}
