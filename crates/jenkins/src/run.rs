//! The job: the script, from its first line to its result.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use maillon_groovy::{Code, Cx, Eval, Limits, Program, Value, parse};
use maillon_model::job::Work;
use maillon_model::{JobSpec, Secret};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::build::{
    self, Asked, Bridge, Build, BuildResult, Doing, Ended, Interruption, Local, Script, SharedBuild,
};
use crate::host::Host;
use crate::library;
use crate::load::Job;

/// What [`run`] needs.
pub struct BodyRun<'a> {
    /// The job.
    pub spec: &'a JobSpec,
    /// Who carries out what the build asks for.
    pub host: &'a dyn Host,
    /// Interrupts the build: `post` blocks still run.
    pub cancel: &'a CancellationToken,
    /// Ends everything at once.
    pub abort: &'a CancellationToken,
}

/// How the build ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyOutcome {
    /// The result.
    pub result: BuildResult,
    /// Why it is not a success: the message of what was thrown, with its place.
    pub message: Option<String>,
    /// The exit code of the command that failed, where one did.
    pub exit_code: Option<i32>,
    /// Where the machine is to blame, what happened.
    pub broken: Option<String>,
}

impl BodyOutcome {
    fn failure(message: impl Into<String>) -> Self {
        Self {
            result: BuildResult::Failure,
            message: Some(message.into()),
            exit_code: None,
            broken: None,
        }
    }
}

/// Runs the build.
pub async fn run(request: BodyRun<'_>) -> BodyOutcome {
    let job = match job(request.spec) {
        Ok(job) => job,
        Err(why) => return BodyOutcome::failure(why),
    };
    let (bridge, asked) = unbounded_channel();
    let build = Arc::new(Build {
        credentials: credentials(request.spec),
        started: request.host.now(),
        binding: Value::map::<&str>([]),
        job,
        bridge: Bridge(bridge),
        log: build::Log::default(),
        libraries: library::Libraries::default(),
        state: parking_lot::Mutex::default(),
    });
    seed_parameters(&build);
    let local = Local::new(Arc::clone(&build));
    let main = Main {
        interruption: Arc::clone(&local.interruption),
        asked,
        ended: match start(local) {
            Ok(ended) => ended,
            Err(error) => {
                return BodyOutcome::failure(format!("the script's thread: {error}"));
            }
        },
    };
    let ended = serve(&request, &build, main).await;
    outcome(&build, ended)
}

fn job(spec: &JobSpec) -> Result<Job, String> {
    let Work::Body(body) = &spec.job.work else {
        return Err("the job has no body".to_owned());
    };
    let body = serde_json::Value::Object((*body.0).clone());
    serde_json::from_value(body).map_err(|error| format!("the job's body: {error}"))
}

/// Values that are given are there as text, until the pipeline says what they are.
fn seed_parameters(build: &Build) {
    let inputs = &build.job.trigger.inputs;
    let given = inputs.iter();
    let given = given.map(|(name, text)| (name.clone(), Value::text(text.as_str())));
    build.state.lock().params.extend(given);
}

/// The masked variables of the job, by name: a later one wins.
fn credentials(spec: &JobSpec) -> BTreeMap<String, Secret> {
    let variables = spec.job.variables.iter();
    variables
        .filter_map(|variable| Some((variable.name.to_string(), variable.value.secret()?.clone())))
        .collect()
}

fn outcome(build: &Build, end: End) -> BodyOutcome {
    let state = build.state.lock();
    let (result, message, broken) = match end {
        End::Script(ended) => (ended.result, ended.message, state.broken.clone()),
        End::Stopped => (
            BuildResult::Aborted,
            Some("the build was stopped".to_owned()),
            None,
        ),
        End::Lost => {
            let what = "the script's thread ended without a result: this is an error of maillon";
            (BuildResult::Failure, None, Some(what.to_owned()))
        }
    };
    BodyOutcome {
        result,
        message,
        exit_code: state.exit_code,
        broken,
    }
}

/// How the build's task ended.
enum End {
    /// The script has ended.
    Script(Ended),
    /// Everything was ended at once.
    Stopped,
    /// The script's thread is gone.
    Lost,
}

/// The script's first thread, as the build's task sees it.
struct Main {
    interruption: Arc<Interruption>,
    asked: UnboundedReceiver<Asked>,
    ended: oneshot::Receiver<Ended>,
}

/// Does what the script asks for until it has ended.
async fn serve(request: &BodyRun<'_>, build: &SharedBuild, mut main: Main) -> End {
    let mut doing: FuturesUnordered<Doing<'_, ()>> = FuturesUnordered::new();
    let mut interrupted = false;
    let ended = loop {
        tokio::select! {
            biased;
            () = request.abort.cancelled() => break End::Stopped,
            () = request.cancel.cancelled(), if !interrupted => {
                interrupted = true;
                main.interruption.set_off(BuildResult::Aborted, format!("Aborted by {}", build::user(build)));
            }
            Some(asked) = main.asked.recv() => doing.push(work(request.host, build, asked)),
            Some(()) = doing.next(), if !doing.is_empty() => {}
            ended = &mut main.ended => break ended.map_or(End::Lost, End::Script),
        }
    };
    build.log.flush(request.host).await;
    ended
}

fn work<'a>(host: &'a dyn Host, build: &SharedBuild, asked: Asked) -> Doing<'a, ()> {
    let build = Arc::clone(build);
    Box::pin(async move {
        build.log.flush(host).await;
        asked(host).await;
    })
}

/// Starts the script's first thread.
fn start(local: Local) -> std::io::Result<oneshot::Receiver<Ended>> {
    let (answer, ended) = oneshot::channel();
    let name = local.build.job.file.clone();
    std::thread::Builder::new()
        .name(name)
        .stack_size(crate::build::STACK)
        .spawn(move || {
            if let Ok(ended) = script(local) {
                answer.send(ended).ok();
            }
        })?;
    Ok(ended)
}

/// The script, on its own thread.
fn script(local: Local) -> Eval<Ended> {
    let build = Arc::clone(&local.build);
    let code = Code::new(build.job.file.as_str(), build.job.text.as_str());
    let host = Arc::new(Script::new(Arc::clone(&build)));
    let mut cx = Program::new(host, Limits::default()).enter();
    cx.local = Some(Arc::new(local));
    let outcome = execute(&mut cx, &code);
    build::ended(&mut cx, &outcome)
}

fn execute(cx: &mut Cx, code: &Arc<Code>) -> Eval<Value> {
    let parsed = parse(code);
    if let Some(error) = build::syntax_error(cx, code, &parsed.errors) {
        return Err(error);
    }
    library::prepare(cx, &parsed.script)?;
    build::note(cx, "Start of Pipeline");
    let binding = Local::here(cx)?.build.binding.clone();
    let loaded = cx.load(&Arc::new(parsed.script), Some(&binding))?;
    cx.run(&loaded)
}
