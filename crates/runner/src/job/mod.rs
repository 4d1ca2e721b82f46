//! One try of a job, from checkout to cleanup.
//!
//! Its end is one of three: the job's own verdict (success, failure), an error of the machine or
//! the engine, or somebody's wish. Whatever it is, the sandbox is closed and the workspace given
//! back, on the cleanup's own time.

mod context;
mod coverage;
mod files;
mod github;
mod gitlab;
mod jenkins;
mod log;
mod reporter;
mod sandbox;
mod stopped;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use maillon_model::event::{JobResult, Phase};
use maillon_model::pipeline::Dialect;
use maillon_model::{JobName, JobSpec, Outcome, ResolvedJob, Secret};
use maillon_sandbox::Sandbox;
use tokio_util::sync::CancellationToken;

use crate::executors::{Chosen, View, Wanted};
use crate::redact::{Masks, Style};
use crate::workspace::Workspace;
pub(crate) use context::{Context, Parts};
use coverage::Coverage;
use log::Log;
pub(crate) use reporter::Reporter;
use stopped::Stopped;

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
        masks: Arc::new(masks_of(spec)),
    };
    let result = this.run().await;
    let result = result.unwrap_or_else(|stopped| JobResult::bare(stopped.outcome()));
    Ended {
        shown: stopped::masked(&result, &this.masks.current()),
        result,
    }
}

struct Try<'a> {
    context: &'a Context,
    name: &'a JobName,
    spec: &'a JobSpec,
    reporter: &'a Reporter,
    cancel: &'a CancellationToken,
    masks: Arc<Masks>,
}

/// Where a try works: its workspace, and how the job sees it.
struct Place<'a> {
    workspace: &'a Workspace,
    guest: &'a Path,
    chosen: &'a Chosen,
    job: &'a ResolvedJob,
    log: &'a Log,
}

/// How a body ended, in whichever dialect.
struct Ran {
    outcome: Outcome,
    /// The values that the job gives to later ones.
    outputs: IndexMap<String, String>,
    /// Where it deployed to, where only the body knows.
    environment_url: Option<String>,
}

impl Try<'_> {
    async fn run(&self) -> Result<JobResult, Stopped> {
        self.check_refusals()?;
        self.check_canceled()?;
        if self.spec.dialect == Dialect::Jenkins {
            return self.run_jenkins().await;
        }
        let workspace = self.context.workspaces.reserve().await?;
        let (chosen, job) = match self.prepare(&workspace).await {
            Ok(prepared) => prepared,
            Err(stopped) => {
                self.context.workspaces.release(workspace).await;
                return Err(stopped);
            }
        };
        self.masks.add(masked(&job));
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
        match self.spec.job.blockers.first() {
            Some(blocker) => Err(Stopped::Errored(blocker.to_string())),
            None => Ok(()),
        }
    }

    fn check_canceled(&self) -> Result<(), Stopped> {
        if self.cancel.is_cancelled() || self.context.abort.is_cancelled() {
            return Err(Stopped::Canceled);
        }
        Ok(())
    }

    /// Evaluates the job and chooses what runs it.
    async fn prepare(&self, workspace: &Workspace) -> Result<(Chosen, ResolvedJob), Stopped> {
        match self.spec.dialect {
            Dialect::Gitlab => self.prepare_gitlab(workspace).await,
            Dialect::Github => self.prepare_github(workspace).await,
            // Its builds never come here: they ask for their own nodes.
            Dialect::Jenkins => Err(Stopped::Errored(
                "a build has no workspace of its own".to_owned(),
            )),
        }
    }

    async fn choose(&self, wanted: Wanted<'_>) -> Result<Chosen, Stopped> {
        let chosen = self.context.executors.choose(wanted).await;
        let chosen = chosen.map_err(Stopped::Errored)?;
        if let Some(because) = &chosen.because {
            let name = chosen.executor.name();
            self.reporter
                .notice(format!("executor {name}: {because}"))
                .await;
        }
        Ok(chosen)
    }

    /// The workspace as the job sees it.
    fn guest<'w>(&'w self, workspace: &'w Workspace, chosen: &Chosen) -> &'w Path {
        match chosen.view() {
            View::Container => &self.context.guest,
            View::Machine => &workspace.path,
        }
    }

    fn guest_private(&self, workspace: &Workspace, chosen: &Chosen) -> PathBuf {
        match chosen.view() {
            View::Container => {
                let mut path = self.context.guest.clone().into_os_string();
                path.push(".tmp");
                path.into()
            }
            View::Machine => workspace.private.clone(),
        }
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
        let coverage = self.spec.job.coverage.as_deref().and_then(Coverage::new);
        let log = Log::start(Arc::clone(&self.masks), coverage, self.reporter.clone());
        let place = Place {
            guest: self.guest(workspace, chosen),
            log: &log,
            workspace,
            chosen,
            job,
        };
        let ended = self.with_log(&place).await;
        let coverage = log.finish().await;
        let mut result = ended?;
        result.coverage = coverage;
        Ok(result)
    }

    async fn with_log(&self, place: &Place<'_>) -> Result<JobResult, Stopped> {
        self.restore(place).await?;
        self.check_canceled()?;
        let sandbox = self.open(place).await?;
        let ran = self.body(place, &*sandbox).await;
        if let Err(error) = sandbox.hand_back().await {
            place.log.line(format!("WARNING: {error}")).await;
        }
        let saved = self.save(place, ran.outcome).await;
        self.close(place, &*sandbox).await;
        let (outcome, mut left) = saved?;
        left.outputs = ran.outputs;
        self.unpack_uploads(place, &mut left).await?;
        let mut environment = place.job.environment.clone();
        if let Some(environment) = &mut environment {
            environment.url = ran.environment_url.or_else(|| environment.url.take());
        }
        Ok(JobResult {
            outcome,
            left,
            coverage: None,
            environment,
        })
    }

    async fn body(&self, place: &Place<'_>, sandbox: &dyn Sandbox) -> Ran {
        self.reporter.phase(Phase::Script).await;
        match self.spec.dialect {
            Dialect::Github => self.run_github(place, sandbox).await,
            Dialect::Gitlab | Dialect::Jenkins => self.run_gitlab(place, sandbox).await,
        }
    }
}

/// The secret values among a job's variables.
fn masked(job: &ResolvedJob) -> impl Iterator<Item = Secret> + '_ {
    job.variables
        .iter()
        .filter_map(|variable| variable.value.secret().cloned())
}

/// The secrets that are known before a job is evaluated.
fn masks_of(spec: &JobSpec) -> Masks {
    let masks = Masks::new(Style::of(spec.dialect));
    let written = spec.job.variables.iter();
    let written = written.filter_map(|variable| variable.value.secret().cloned());
    masks.add(written.chain(spec.masks.iter().cloned()));
    masks
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stopped> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|failed| Stopped::Errored(format!("an internal error: {failed}")))
}
