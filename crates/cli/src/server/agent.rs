//! `maillon agent`, and the agent in the server itself.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use maillon_agent::settings::{ExecutorKind, Limits, Machine, Pace, ServerAddress, ShimProgram};
use maillon_agent::shim;
use maillon_agent::{Agent, AgentError, Settings, Stop};
use maillon_model::Secret;

use super::signals::Signals;
use super::{block_on, settings};
use crate::app::App;
use crate::args::{AgentArgs, AgentJobArgs, ExecutorChoice};
use crate::console::Tone;
use crate::failure::Failure;
use crate::run::unsupported_executor;

/// Works for a server until a signal says otherwise.
pub(crate) fn execute(app: &App, args: &AgentArgs) -> Result<ExitCode, Failure> {
    let agent = Agent::new(of_flags(app, args)?).map_err(failure_of)?;
    let console = app.console;
    console.note(
        Tone::Active,
        "agent",
        &format!("asks {} for jobs", args.server),
    );
    block_on(async {
        let (stop, mut signals) = (Stop::default(), Signals::listen()?);
        let working = agent.run(stop.clone());
        tokio::pin!(working);
        loop {
            tokio::select! {
                done = &mut working => return done.map_err(failure_of),
                () = signals.next() => console.note(Tone::Warn, "agent", next(&stop)),
            }
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What another signal means.
fn next(stop: &Stop) -> &'static str {
    if !stop.drain.is_cancelled() {
        stop.drain.cancel();
        return "takes no new jobs, and ends with its last one; a second signal cancels them";
    }
    if !stop.cancel.is_cancelled() {
        stop.cancel.cancel();
        return "cancels its jobs; a third signal leaves them to the next agent on this machine";
    }
    stop.leave.cancel();
    "leaves"
}

/// The process of one job.
pub(crate) fn job(app: &App, args: &AgentJobArgs) -> Result<ExitCode, Failure> {
    let environment = app.environment.variables().to_vec();
    block_on(async {
        shim::run(&args.folder, environment)
            .await
            .map_err(|error| Failure::infrastructure(error.to_string()))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn of_flags(app: &App, args: &AgentArgs) -> Result<Settings, Failure> {
    let data = match &args.data {
        Some(folder) => app.environment.absolute(folder),
        None => settings::data_dir(app, "maillon-agent")?,
    };
    let place = Place {
        url: args.server.trim_end_matches('/').to_owned(),
        ca: args.ca.clone(),
        token: token(app, args)?,
        labels: args.labels.clone(),
        capacity: args.capacity.unwrap_or_else(cores),
        data,
        executor: args.executor,
        docker_host: args.docker_host.clone(),
    };
    of_place(app, place)
}

/// What differs between agents.
pub(super) struct Place {
    pub(super) url: String,
    pub(super) ca: Option<PathBuf>,
    pub(super) token: Secret,
    pub(super) labels: Vec<String>,
    pub(super) capacity: NonZeroU32,
    pub(super) data: PathBuf,
    pub(super) executor: ExecutorChoice,
    pub(super) docker_host: Option<String>,
}

pub(super) fn of_place(app: &App, place: Place) -> Result<Settings, Failure> {
    let console = app.console;
    Ok(Settings {
        server: ServerAddress {
            url: place.url,
            ca: place.ca,
        },
        token: place.token,
        program: format!("maillon {}", env!("CARGO_PKG_VERSION")),
        labels: place.labels,
        capacity: place.capacity,
        machine: Machine {
            executor: executor(place.executor)?,
            docker_host: place.docker_host,
            environment: app.environment.variables().to_vec(),
        },
        shim: ShimProgram {
            program: this_program()?,
            arguments: vec!["agent-job".into()],
        },
        data: place.data,
        limits: Limits::default(),
        pace: Pace::default(),
        tell: Arc::new(move |event| console.note(Tone::Warn, "agent", &event.to_string())),
    })
}

fn this_program() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| {
        Failure::infrastructure(format!("can't find maillon's own program: {error}"))
    })
}

fn executor(choice: ExecutorChoice) -> Result<ExecutorKind, Failure> {
    match choice {
        ExecutorChoice::Auto => Ok(ExecutorKind::Auto),
        ExecutorChoice::Shell => Ok(ExecutorKind::Shell),
        ExecutorChoice::Docker => Ok(ExecutorKind::Docker),
        ExecutorChoice::Kubernetes => Err(unsupported_executor()),
    }
}

fn token(app: &App, args: &AgentArgs) -> Result<Secret, Failure> {
    match (&args.token_file, app.environment.get("MAILLON_AGENT_TOKEN")) {
        (Some(path), _) => settings::secret(Path::new(path)),
        (None, Some(token)) => Ok(Secret::new(token.to_string_lossy().trim())),
        (None, None) => Err(Failure::invalid("the agent has no token")
            .hint("name its file with --token-file; `maillon admin agent-token NAME` makes one")),
    }
}

/// One job per core.
pub(super) fn cores() -> NonZeroU32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores)
        .ok()
        .and_then(NonZeroU32::new)
        .unwrap_or(NonZeroU32::MIN)
}

/// Why an agent can't begin, with what to do.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn failure_of(error: AgentError) -> Failure {
    Failure::infrastructure(error.to_string())
}
