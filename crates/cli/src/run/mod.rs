//! `maillon run`: executes a pipeline and shows what happens.
//!
//! Everything that shows or stores something is a [`hub::Sink`] of the one stream of events.

mod ask;
pub(crate) mod board;
mod events;
mod executors;
mod hub;
pub(crate) mod junit;
mod lines;
mod outputs;
mod pause;
mod pipeline_words;
mod plain;
mod projects;
mod recorder;
mod report;
pub(crate) mod selection;
mod signals;
mod summary;
mod terminal;
pub(crate) mod text;
mod turn;
mod view;

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Arc;

use maillon_definition::{Deciding, Expander};
use maillon_engine::{Selection, SelectionError};
use maillon_model::pipeline::Dialect;
use maillon_model::variable::Value;
use maillon_model::{Diagnostic, JobName, Pipeline, RunStatus, Secret};
use maillon_runner::redact::Secrets;
use maillon_runner::retention;
use maillon_runner::{Pauser, RunError, RunRequest, StopSignals, WorkspaceMode, clock};

use crate::app::App;
use crate::args::{ExecutorChoice, OutputArgs, RunArgs};
use crate::console::{Stream, Tone};
use crate::diagnostics;
use crate::failure::Failure;
use crate::folder::{self, Record, Results, RunFolder};
use crate::prepare::Prepared;

pub(crate) use executors::unsupported as unsupported_executor;
pub(crate) use lines::{Lines, Marks};
pub(crate) use view::LogView;

use board::Board;
use hub::{Hub, SharedBoard};
use outputs::Outputs;
use pause::TerminalPauser;
use projects::WorkingTrees;
use turn::{Taken, Turn};

/// Runs the pipeline.
pub(crate) fn execute(app: &App, arguments: &RunArgs) -> Result<ExitCode, Failure> {
    execute_with(app, arguments, Results::new())
}

/// Runs the pipeline, with the results that some jobs have from an earlier run.
pub(crate) fn execute_with(
    app: &App,
    arguments: &RunArgs,
    earlier: Results,
) -> Result<ExitCode, Failure> {
    let output = arguments.output.clone();
    outputs::check_places(app, &output)?;
    let done = run(app, arguments, earlier);
    if let Err(failure) = &done {
        report_failure(app, &output, failure)?;
    }
    done.map(|done| ExitCode::from(done.exit_code()))
}

/// How a run ended.
#[derive(Clone, Copy, Debug)]
struct Done {
    status: RunStatus,
    /// Whether somebody wished it to end, so that an aborted run is one that was interrupted.
    interrupted: bool,
}

impl Done {
    fn exit_code(self) -> u8 {
        match self.status {
            // Jenkins' ABORTED: a timeout, or `input` that was refused.
            RunStatus::Aborted if !self.interrupted => RunStatus::Failed.exit_code(),
            status => status.exit_code(),
        }
    }
}

impl From<RunStatus> for Done {
    fn from(status: RunStatus) -> Self {
        Self {
            status,
            interrupted: true,
        }
    }
}

/// The report also tells that nothing ran.
fn report_failure(app: &App, output: &OutputArgs, failure: &Failure) -> Result<(), Failure> {
    let Some(path) = output
        .report
        .as_ref()
        .map(|path| app.environment.absolute(path))
    else {
        return Ok(());
    };
    let status = match failure.kind {
        crate::failure::Kind::Invalid => RunStatus::Invalid,
        crate::failure::Kind::Infrastructure => RunStatus::Errored,
    };
    if failure.kind == crate::failure::Kind::Infrastructure && path.exists() {
        return Ok(());
    }
    folder::write_json(&path, &report::without_jobs(status))
}

fn run(app: &App, arguments: &RunArgs, earlier: Results) -> Result<Done, Failure> {
    if arguments.execution.pause {
        pause::check_terminal()?;
    }
    if arguments.execution.executor == ExecutorChoice::Kubernetes {
        return Err(executors::unsupported());
    }
    let mut prepared = Prepared::new(app, &arguments.definition, &arguments.trigger, None)?;
    if let Some(diagnostics) = prepared.refusal() {
        return Err(Failure::definition(diagnostics));
    }
    warn(app, &prepared.loaded.diagnostics);
    let pipeline = prepared
        .loaded
        .pipeline
        .take()
        .filter(|pipeline| !pipeline.jobs.is_empty());
    let Some(pipeline) = pipeline.map(Arc::new) else {
        return nothing_to_run(app, &prepared, arguments).map(Done::from);
    };
    let selection = selection::of_flags(&arguments.selection, &pipeline, &earlier)?;
    let chosen = selection::apply(&selection, &pipeline)
        .map_err(|error| unknown_job(app, &prepared, arguments, &error))?;
    let blockers = selection::blockers(&arguments.selection, &earlier, &chosen);
    if !blockers.is_empty() {
        return Err(Failure::definition(blockers));
    }
    let folder = RunFolder::create(&prepared.places, clock::now())?;
    record(&folder, &prepared, arguments)?;
    Execution {
        app,
        prepared: &prepared,
        arguments,
        pipeline,
        chosen,
        selection,
        earlier,
        folder,
    }
    .start()
}

fn warn(app: &App, found: &[Diagnostic]) {
    let painter = app.console.painter(Stream::Stderr);
    app.console.complain(&diagnostics::render(found, painter));
}

fn nothing_to_run(
    app: &App,
    prepared: &Prepared,
    arguments: &RunArgs,
) -> Result<RunStatus, Failure> {
    let git_ref = prepared.trigger.git_ref.name();
    app.console.note(
        Tone::Warn,
        "nothing to run",
        &format!(
            "no job of {} is for this event ({git_ref}); `maillon plan --explain JOB` tells why",
            prepared.definition.name
        ),
    );
    if let Some(path) = &arguments.output.report {
        folder::write_json(
            &app.environment.absolute(path),
            &report::without_jobs(RunStatus::Skipped),
        )?;
    }
    Ok(RunStatus::Skipped)
}

/// Tells whether the job is nowhere, or in the definition but not in this pipeline.
fn unknown_job(
    app: &App,
    prepared: &Prepared,
    arguments: &RunArgs,
    error: &SelectionError,
) -> Failure {
    let name = error.name.as_str();
    let explained = Prepared::new(app, &arguments.definition, &arguments.trigger, Some(name));
    let trace = explained.ok().and_then(|prepared| {
        prepared
            .loaded
            .traces
            .into_iter()
            .find(|trace| trace.job.as_str() == name)
    });
    let failure = Failure::invalid(error.to_string());
    match (trace, error.similar.first()) {
        (Some(trace), _) => failure.hint(format!(
            "{} has it, but not for this event: {}; see `maillon plan --explain {}`",
            prepared.definition.name,
            trace.rules.summary,
            text::shell_word(name)
        )),
        (None, Some(similar)) => failure.hint(format!(
            "did you mean `{similar}`? `maillon plan` lists all jobs"
        )),
        (None, None) => failure.hint("`maillon plan` lists all jobs"),
    }
}

/// What `rerun` needs. Secrets are not written, only their names.
fn record(folder: &RunFolder, prepared: &Prepared, arguments: &RunArgs) -> Result<(), Failure> {
    let secrets = arguments
        .trigger
        .secrets
        .iter()
        .map(|secret| secret.key.clone());
    folder.write_record(&Record {
        version: 1,
        number: prepared.trigger.number,
        arguments: arguments.clone(),
        secrets: secrets.collect(),
    })
}

/// A run that is about to begin.
struct Execution<'a> {
    app: &'a App,
    prepared: &'a Prepared,
    arguments: &'a RunArgs,
    pipeline: Arc<Pipeline>,
    chosen: Arc<Pipeline>,
    selection: Selection,
    earlier: Results,
    folder: RunFolder,
}

impl Execution<'_> {
    fn start(self) -> Result<Done, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| {
                Failure::infrastructure(format!("threads can't be started: {error}"))
            })?;
        let done = runtime.block_on(self.drive());
        // What still blocks a thread (a name that is looked up, say) must not delay the exit.
        runtime.shutdown_background();
        done
    }

    async fn drive(self) -> Result<Done, Failure> {
        let executors = executors::of_flags(
            &self.arguments.execution,
            &self.arguments.trigger.environment,
            &self.app.environment,
        )
        .await?;
        let (board, stop) = (SharedBoard::default(), StopSignals::default());
        let masks = masks(self.prepared);
        let secrets = Arc::new(Secrets::new(masks.iter().map(Secret::expose)));
        let mut hub = Hub::new(board.clone(), Arc::clone(&secrets), stop.orderly.clone());
        let outputs = Outputs {
            app: self.app,
            prepared: self.prepared,
            arguments: self.arguments,
            folder: &self.folder,
            secrets: &secrets,
        };
        let view = outputs.subscribe(&mut hub, &board, self.chosen.jobs.len())?;
        let pauser = self.arguments.execution.pause.then(|| {
            let painter = self.app.console.painter(Stream::Stdout);
            let pauser = TerminalPauser::new(view.curtain(), Stream::Stdout, painter);
            Arc::new(pauser) as Arc<dyn Pauser>
        });
        let mut jenkins = crate::jenkins::settings(&self.arguments.definition, self.app);
        jenkins
            .messages_to
            .clone_from(&self.arguments.execution.messages_to);
        jenkins.asker = ask::asker(view.curtain(), self.app);
        let request = RunRequest {
            pauser,
            jenkins,
            ..self.request(executors, masks)?
        };
        let result = tokio::select! {
            result = self.in_turn(request, &mut hub, &stop, |text| view.say(text)) => result,
            () = signals::listen(&stop, |text| view.say(text)) => Ok(RunStatus::Aborted),
        };
        drop(view);
        let sink_failure = hub.into_failure();
        let board = board.lock();
        if let Ok(status) = &result {
            crate::jenkins::remember(self.prepared, *status)?;
        }
        let written = result.and_then(|status| outputs.finish(&board, status, &self.earlier));
        let interrupted = stop.orderly.is_cancelled() || self.pipeline.dialect != Dialect::Jenkins;
        let written = written.map(|status| Done {
            status,
            interrupted,
        });
        // What can't be removed now is tried again by the next run.
        let _ = retention::sweep(&self.prepared.places, retention::KEPT_RUNS);
        sink_failure.map_or(written, Err)
    }

    /// Runs when no other run of its concurrency groups does.
    async fn in_turn(
        &self,
        request: RunRequest,
        hub: &mut Hub,
        stop: &StopSignals,
        say: impl Fn(&str),
    ) -> Result<RunStatus, Failure> {
        let (groups, places) = (&self.prepared.loaded.concurrency, &self.prepared.places);
        match Turn::take(groups, places, &stop.orderly, say).await? {
            Taken::Canceled => Ok(RunStatus::Aborted),
            Taken::Turn(_turn) => maillon_runner::drive(request, hub, stop.clone())
                .await
                .map_err(failure_of),
        }
    }

    fn request(
        &self,
        executors: maillon_runner::Executors,
        masks: Vec<Secret>,
    ) -> Result<RunRequest, Failure> {
        let prepared = self.prepared;
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let earlier = self
            .earlier
            .iter()
            .filter_map(|(name, job)| Some((name.clone(), job.result.clone()?)));
        Ok(RunRequest {
            run: self.folder.id.clone(),
            pipeline: Arc::clone(&self.pipeline),
            selection: self.selection.clone(),
            slots: self.arguments.execution.slots.unwrap_or(cores),
            executors,
            expander: self.expander(),
            places: prepared.places.clone(),
            workspace: if self.arguments.execution.in_place {
                WorkspaceMode::InPlace
            } else {
                WorkspaceMode::Isolated
            },
            source: Arc::clone(&prepared.repository) as _,
            git: prepared.checkout()?,
            project_path: prepared.trigger.project.path.clone(),
            project_host: prepared.trigger.project.host.clone(),
            masks,
            pauser: None,
            jenkins: maillon_runner::JenkinsSettings::default(),
            earlier: earlier.collect(),
        })
    }

    fn expander(&self) -> Arc<dyn Expander> {
        let (app, prepared) = (self.app, self.prepared);
        let options = crate::prepare::options(app, &self.arguments.definition);
        let deciding = Deciding {
            source: Arc::clone(&prepared.source),
            trigger: prepared.trigger.clone(),
            labels: prepared.labels.clone(),
            projects: Arc::new(WorkingTrees { options }),
        };
        maillon_definition::expander(prepared.definition.dialect, deciding)
    }
}

/// The values of all masked variables.
fn masks(prepared: &Prepared) -> Vec<Secret> {
    let variables = prepared.trigger.variables.iter();
    let secret = |value: &Value| match value {
        Value::Masked(secret) => Some(secret.clone()),
        Value::Plain(_) => None,
    };
    variables
        .filter_map(|variable| secret(&variable.value))
        .collect()
}

fn failure_of(error: RunError) -> Failure {
    match error {
        RunError::Selection(error) => Failure::invalid(error.to_string()),
        RunError::Prepare { .. } | RunError::Stuck => Failure::infrastructure(error.to_string()),
    }
}

/// How the jobs ended, with those of earlier runs that did not run again.
fn results(board: &Board, earlier: &Results) -> Results {
    let mut results = earlier.clone();
    for job in board.jobs.values().chain(board.replaced.values()) {
        let Some(settled) = &job.settled else {
            continue;
        };
        let inherited = earlier
            .get(&job.entry.name)
            .and_then(|earlier| earlier.result.clone());
        let result = job.result.clone().or(inherited);
        let settled = folder::SettledJob {
            status: settled.status,
            allowed: settled.allowed,
            result,
            template: job.entry.template.clone(),
            root: Some(JobName::new(board.root_of(job.entry.id)))
                .filter(|root| *root != job.entry.name),
        };
        results.insert(job.entry.name.clone(), settled);
    }
    results
}
