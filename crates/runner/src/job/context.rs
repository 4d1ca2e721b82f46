//! What the jobs of a run share.

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use maillon_model::RunId;
use maillon_model::pipeline::Dialect;
use maillon_model::spec::Upload;
use maillon_source::Source;
use tokio_util::sync::CancellationToken;

use crate::cache::collect_garbage;
use crate::executors::{Executors, Suspicion};
use crate::places::Places;
use crate::request::{
    GitCheckout, JenkinsSettings, OtherProject, Pauser, StopSignals, WorkspaceMode,
};
use crate::services::Services;
use crate::workspace::{Origin, Workspaces, reap, unmark_owner};

/// What the jobs of a run share.
pub(crate) struct Context {
    pub(crate) run: RunId,
    pub(crate) places: Places,
    pub(crate) executors: Arc<Executors>,
    pub(crate) workspaces: Workspaces,
    pub(crate) source: Arc<dyn Source>,
    /// `group/name`
    pub(crate) project: String,
    /// The commit that is checked out; empty where there is no repository.
    pub(crate) commit: String,
    /// Where a container sees the workspace.
    pub(crate) guest: PathBuf,
    /// Who is asked what follows after a failed step.
    pub(crate) pauser: Option<Arc<dyn Pauser>>,
    /// Where actions come from.
    pub(crate) host: String,
    /// What actions call.
    pub(crate) services: Arc<Services>,
    /// What builds of Jenkins are given besides.
    pub(crate) jenkins: JenkinsSettings,
    /// How many jobs, or nodes of a build, at a time.
    pub(crate) slots: usize,
    /// Ends everything at once.
    pub(crate) abort: CancellationToken,
}

/// What a [`Context`] is made of.
pub(crate) struct Parts {
    pub(crate) run: RunId,
    pub(crate) dialect: Dialect,
    /// What actions of earlier jobs, or of an earlier run, uploaded.
    pub(crate) uploads: Vec<Upload>,
    pub(crate) slots: NonZeroUsize,
    pub(crate) executors: Executors,
    pub(crate) places: Places,
    pub(crate) workspace: WorkspaceMode,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) git: Option<GitCheckout>,
    pub(crate) project_path: String,
    pub(crate) project_host: String,
    pub(crate) pauser: Option<Arc<dyn Pauser>>,
    pub(crate) jenkins: JenkinsSettings,
}

/// Caches of all repositories together.
const LARGEST_CACHES: u64 = 20 << 30;

impl Context {
    pub(crate) fn new(parts: Parts, stop: &StopSignals) -> Self {
        let origin = Origin {
            source: Arc::clone(&parts.source),
            git: parts.git.clone(),
            places: parts.places.clone(),
        };
        Self {
            run: parts.run,
            workspaces: Workspaces::new(parts.workspace, origin, &parts.project_path),
            executors: Arc::new(parts.executors),
            source: parts.source,
            guest: guest(parts.dialect, &parts.project_path),
            pauser: parts.pauser,
            services: Arc::new(Services::new(&parts.places, parts.uploads)),
            places: parts.places,
            commit: parts.git.map(|git| git.commit).unwrap_or_default(),
            project: parts.project_path,
            host: parts.project_host,
            jenkins: parts.jenkins,
            slots: parts.slots.get(),
            abort: stop.now.clone(),
        }
    }

    /// Removes what killed runs left, beside the own work.
    pub(crate) fn reap(self: &Arc<Self>) -> tokio::task::JoinHandle<()> {
        let context = Arc::clone(self);
        tokio::spawn(async move {
            let places = context.places.clone();
            let found = tokio::task::spawn_blocking(move || reap(&places)).await;
            context
                .executors
                .reap(found.unwrap_or(Suspicion::None))
                .await;
        })
    }

    /// Nothing stays behind but what all this was made for.
    pub(crate) async fn finish(&self) {
        self.services.close().await;
        self.workspaces.finish().await;
        unmark_owner(&self.places, std::process::id());
        let places = self.places.clone();
        let collect = move || collect_garbage(&places, LARGEST_CACHES);
        let _ = tokio::task::spawn_blocking(collect).await;
    }

    /// What the jobs of another project's pipeline share. Its working tree is only read.
    pub(crate) fn of_project(&self, project: OtherProject) -> io::Result<Self> {
        let places = Places {
            repository: project.folder,
            ..self.places.clone()
        };
        places.prepare()?;
        let commit = project.git.as_ref().map(|git| git.commit.clone());
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
            commit: commit.unwrap_or_default(),
            guest: guest(Dialect::Gitlab, &project.path),
            pauser: self.pauser.clone(),
            services: Arc::clone(&self.services),
            jenkins: self.jenkins.clone(),
            slots: self.slots,
            host: self.host.clone(),
            project: project.path,
            abort: self.abort.clone(),
            places,
        })
    }
}

/// Where a container sees the workspace of a project.
pub(crate) fn guest(dialect: Dialect, project: &str) -> PathBuf {
    let project = project.trim_matches('/');
    match dialect {
        Dialect::Github => {
            let name = project.rsplit('/').next().unwrap_or_default();
            format!("/__w/{name}/{name}").into()
        }
        Dialect::Gitlab | Dialect::Jenkins => format!("/builds/{project}").into(),
    }
}
