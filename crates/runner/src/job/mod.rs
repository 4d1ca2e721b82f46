//! One try of a job, from checkout to cleanup.
//!
//! Its end is one of three: the job's own verdict (success, failure), an error of the machine or
//! the engine, or somebody's wish. Whatever it is, the sandbox is closed and the workspace given
//! back, on the cleanup's own time.

mod coverage;
mod log;
mod reporter;
mod sandbox;
mod stopped;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use maillon_gitlab::{BodyRun, ResolveContext};
use maillon_model::event::{JobResult, Phase};
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::pipeline::Dialect;
use maillon_model::spec::Leftovers;
use maillon_model::{JobName, JobSpec, Outcome, ResolvedJob, RunId};
use maillon_sandbox::Sandbox;
use maillon_source::Source;
use tokio_util::sync::CancellationToken;

use crate::archive::Store;
use crate::artifacts::{self, Collected, Collecting};
use crate::cache::Caching;
use crate::clock;
use crate::executors::{Chosen, Executors};
use crate::places::Places;
use crate::redact::Secrets;
use crate::request::{OtherProject, WorkspaceMode};
use crate::workspace::{Origin, Workspace, Workspaces};
use coverage::Coverage;
use log::Log;
pub(crate) use reporter::Reporter;
use stopped::Stopped;

/// What the jobs of a run share.
pub(crate) struct Context {
    pub(crate) run: RunId,
    pub(crate) places: Places,
    pub(crate) executors: Arc<Executors>,
    pub(crate) workspaces: Workspaces,
    pub(crate) source: Arc<dyn Source>,
    /// `/builds/group/name`: where a container sees its workspace.
    pub(crate) guest: PathBuf,
    /// Ends everything at once.
    pub(crate) abort: CancellationToken,
}

impl Context {
    /// What the jobs of another project's pipeline share. Its working tree is only read.
    pub(crate) fn of_project(&self, project: OtherProject) -> io::Result<Self> {
        let places = Places {
            repository: project.folder,
            ..self.places.clone()
        };
        places.prepare()?;
        let origin = Origin {
            source: Arc::clone(&project.source),
            git: project.git,
            places: places.clone(),
        };
        Ok(Self {
            run: self.run.clone(),
            executors: Arc::clone(&self.executors),
            workspaces: Workspaces::new(WorkspaceMode::Isolated, origin, &project.path),
            source: project.source,
            guest: guest(&project.path),
            abort: self.abort.clone(),
            places,
        })
    }
}

/// Where a container sees the workspace of a project.
pub(crate) fn guest(project: &str) -> PathBuf {
    format!("/builds/{}", project.trim_matches('/')).into()
}

/// How a try ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// For later jobs.
    pub(crate) result: JobResult,
    /// The same for events: secrets are masked.
    pub(crate) shown: JobResult,
}

impl Ended {
    /// An end in which there is nothing to mask.
    pub(crate) fn bare(result: JobResult) -> Self {
        Self {
            shown: result.clone(),
            result,
        }
    }
}

/// From the terminate signal to the kill signal.
const GRACE: Duration = Duration::from_secs(10);
/// How long closing a sandbox may take.
const CLEANUP: Duration = Duration::from_mins(1);

/// Runs one try to its end. `name` is the job's full name in the run.
pub(crate) async fn execute(
    context: &Context,
    name: &JobName,
    spec: &JobSpec,
    reporter: &Reporter,
    cancel: &CancellationToken,
) -> Ended {
    let this = Try {
        context,
        name,
        spec,
        reporter,
        cancel,
        secrets: OnceLock::new(),
    };
    let result = this.run().await;
    let result = result.unwrap_or_else(|stopped| JobResult::bare(stopped.outcome()));
    let secrets = this
        .secrets
        .get_or_init(|| Arc::new(this.all_secrets(None)));
    Ended {
        shown: stopped::masked(&result, secrets),
        result,
    }
}

struct Try<'a> {
    context: &'a Context,
    name: &'a JobName,
    spec: &'a JobSpec,
    reporter: &'a Reporter,
    cancel: &'a CancellationToken,
    secrets: OnceLock<Arc<Secrets>>,
}

/// Where a try works: its workspace, and how the job sees it.
struct Place<'a> {
    workspace: &'a Workspace,
    guest: &'a Path,
    chosen: &'a Chosen,
    job: &'a ResolvedJob,
    log: &'a Log,
}

impl Try<'_> {
    async fn run(&self) -> Result<JobResult, Stopped> {
        self.check_refusals()?;
        let chosen = self.choose().await?;
        let workspace = self.context.workspaces.reserve().await?;
        let job = match self.resolve(&workspace, &chosen) {
            Ok(job) => job,
            Err(stopped) => {
                self.context.workspaces.release(workspace).await;
                return Err(stopped);
            }
        };
        let progress = self.reporter.on_checkout(self.cancel.clone());
        let filled = self
            .context
            .workspaces
            .fill(workspace, job.checkout, progress);
        let workspace = filled.await?;
        let result = self.in_workspace(&workspace, &chosen, &job).await;
        self.reporter.phase(Phase::Cleanup).await;
        self.context.workspaces.release(workspace).await;
        result
    }

    fn check_refusals(&self) -> Result<(), Stopped> {
        if let Some(blocker) = self.spec.job.blockers.first() {
            return Err(Stopped::Errored(blocker.to_string()));
        }
        match self.spec.dialect {
            Dialect::Gitlab => self.check_canceled(),
            other => Err(Stopped::Errored(format!(
                "jobs of the dialect {other} can't run yet"
            ))),
        }
    }

    fn check_canceled(&self) -> Result<(), Stopped> {
        if self.cancel.is_cancelled() || self.context.abort.is_cancelled() {
            return Err(Stopped::Canceled);
        }
        Ok(())
    }

    async fn choose(&self) -> Result<Chosen, Stopped> {
        let chosen = self.context.executors.choose(&self.spec.job).await;
        let chosen = chosen.map_err(Stopped::Errored)?;
        if let Some(because) = &chosen.because {
            let name = chosen.executor.name();
            self.reporter
                .notice(format!("executor {name}: {because}"))
                .await;
        }
        Ok(chosen)
    }

    fn resolve(&self, workspace: &Workspace, chosen: &Chosen) -> Result<ResolvedJob, Stopped> {
        let guest = self.guest(workspace, chosen);
        let private = self.guest_private(workspace, chosen);
        let context = ResolveContext {
            workspace: guest,
            private: &private,
            executor: chosen.executor.name(),
            slot: workspace.slot(),
            started_at: clock::now(),
            source: &*self.context.source,
        };
        maillon_gitlab::resolve(self.spec, &context)
            .map_err(|diagnostic| Stopped::Errored(diagnostic.to_string()))
    }

    /// The workspace as the job sees it.
    fn guest<'w>(&'w self, workspace: &'w Workspace, chosen: &Chosen) -> &'w Path {
        match chosen.executor.name() {
            "docker" => &self.context.guest,
            _ => &workspace.path,
        }
    }

    fn guest_private(&self, workspace: &Workspace, chosen: &Chosen) -> PathBuf {
        match chosen.executor.name() {
            "docker" => {
                let mut path = self.context.guest.clone().into_os_string();
                path.push(".tmp");
                path.into()
            }
            _ => workspace.private.clone(),
        }
    }

    fn all_secrets(&self, job: Option<&ResolvedJob>) -> Secrets {
        let masked = |value: &maillon_model::variable::Value| match value {
            maillon_model::variable::Value::Masked(secret) => Some(secret.clone()),
            maillon_model::variable::Value::Plain(_) => None,
        };
        let written = self
            .spec
            .job
            .variables
            .iter()
            .map(|variable| &variable.value);
        let resolved = job.into_iter().flat_map(|job| &job.variables);
        let values = written.chain(resolved.map(|variable| &variable.value));
        let all: Vec<_> = values
            .filter_map(masked)
            .chain(self.spec.masks.iter().cloned())
            .collect();
        Secrets::new(all.iter().map(maillon_model::Secret::expose))
    }

    async fn in_workspace(
        &self,
        workspace: &Workspace,
        chosen: &Chosen,
        job: &ResolvedJob,
    ) -> Result<JobResult, Stopped> {
        for warning in &workspace.warnings {
            self.reporter.notice(warning).await;
        }
        let secrets = self
            .secrets
            .get_or_init(|| Arc::new(self.all_secrets(Some(job))));
        let coverage = self.spec.job.coverage.as_deref().and_then(Coverage::new);
        let log = Log::start(Arc::clone(secrets), coverage, self.reporter.clone());
        let place = Place {
            guest: self.guest(workspace, chosen),
            log: &log,
            workspace,
            chosen,
            job,
        };
        let ended = self.with_log(&place).await;
        let coverage = log.finish().await;
        let (outcome, left) = ended?;
        Ok(JobResult {
            outcome,
            left,
            coverage,
            environment: job.environment.clone(),
        })
    }

    async fn with_log(&self, place: &Place<'_>) -> Result<(Outcome, Leftovers), Stopped> {
        self.restore(place).await?;
        self.check_canceled()?;
        let sandbox = self.open(place).await?;
        let outcome = self.body(place, &*sandbox).await;
        if let Err(error) = sandbox.hand_back().await {
            place.log.line(format!("WARNING: {error}")).await;
        }
        let saved = self.save(place, outcome).await;
        self.close(place, &*sandbox).await;
        saved
    }

    /// Brings in caches and what earlier jobs left.
    async fn restore(&self, place: &Place<'_>) -> Result<(), Stopped> {
        if !place.job.caches.is_empty() {
            self.reporter.phase(Phase::CacheRestore).await;
            let caching = self.caching(place);
            let lines = blocking(move || caching.restore()).await?;
            place.log.all(lines).await;
        }
        if self
            .spec
            .upstream
            .iter()
            .any(|job| job.left.archive.is_some())
        {
            self.reporter.phase(Phase::ArtifactsDownload).await;
            let store = Store::new(self.context.places.store());
            let (upstream, into) = (self.spec.upstream.clone(), place.workspace.path.clone());
            let restored = blocking(move || artifacts::restore(&store, &upstream, &into)).await?;
            place.log.all(restored?).await;
        }
        Ok(())
    }

    fn caching(&self, place: &Place<'_>) -> Caching {
        Caching {
            caches: place.job.caches.clone(),
            folder: self.context.places.caches(),
            root: place.workspace.path.clone(),
            guest: place.guest.to_path_buf(),
            tracked: Arc::clone(&place.workspace.tracked),
        }
    }

    async fn body(&self, place: &Place<'_>, sandbox: &dyn Sandbox) -> Outcome {
        self.reporter.phase(Phase::Script).await;
        let run = maillon_gitlab::run(BodyRun {
            spec: self.spec,
            job: place.job,
            sandbox,
            output: place.log.output(),
            cancel: self.cancel,
            abort: &self.context.abort,
            grace: GRACE,
        });
        run.await.outcome
    }

    /// Keeps what the definition wants kept. Nothing is kept of a job that has no verdict.
    async fn save(
        &self,
        place: &Place<'_>,
        outcome: Outcome,
    ) -> Result<(Outcome, Leftovers), Stopped> {
        if matches!(outcome, Outcome::Errored { .. } | Outcome::Canceled) {
            return Ok((outcome, Leftovers::default()));
        }
        if !place.job.caches.is_empty() {
            self.reporter.phase(Phase::CacheSave).await;
            let (caching, ended) = (self.caching(place), outcome.clone());
            let lines = blocking(move || caching.save(&ended)).await?;
            place.log.all(lines).await;
        }
        if place.job.artifacts.is_none() {
            return Ok((outcome, Leftovers::default()));
        }
        self.reporter.phase(Phase::ArtifactsUpload).await;
        match self.collect(place, &outcome).await {
            Ok(collected) => {
                place.log.all(collected.lines).await;
                Ok((verdict(outcome, collected.refused), collected.left))
            }
            Err(stopped) if outcome.is_success() => Err(stopped),
            Err(stopped) => {
                place.log.line(format!("ERROR: {stopped}")).await;
                Ok((outcome, Leftovers::default()))
            }
        }
    }

    async fn collect(&self, place: &Place<'_>, outcome: &Outcome) -> Result<Collected, Stopped> {
        let Some(artifacts) = place.job.artifacts.clone() else {
            return Ok(Collected::default());
        };
        let (job, outcome) = (self.name.clone(), outcome.clone());
        let (root, guest) = (place.workspace.path.clone(), place.guest.to_path_buf());
        let tracked = Arc::clone(&place.workspace.tracked);
        let places = self.context.places.clone();
        let work = move || {
            artifacts::collect(&Collecting {
                job: &job,
                artifacts: &artifacts,
                outcome: &outcome,
                root: &root,
                guest: &guest,
                tracked: &tracked,
                places: &places,
            })
        };
        blocking(work)
            .await?
            .map_err(|error| Stopped::io("keep the artifacts", &error))
    }
}

/// A report that GitLab would not take fails a job that was fine.
fn verdict(outcome: Outcome, refused: Option<String>) -> Outcome {
    match refused {
        Some(message) if outcome.is_success() => Outcome::Failed(Failure {
            kind: FailureKind::Script,
            exit_code: None,
            message,
            command: None,
        }),
        _ => outcome,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stopped> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|failed| Stopped::Errored(format!("an internal error: {failed}")))
}
