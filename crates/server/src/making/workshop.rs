//! What everything here is made with.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use maillon_definition::Previous;
use maillon_model::pipeline::Dialect;
use maillon_protocol::api::RunState;
use maillon_source::repository::Options;
use maillon_store::{ProjectRow, RunRow, Store};
use tokio::runtime::Handle;

use crate::artifacts::Storage;
use crate::http::Fault;
use crate::runs::Unmade;
use crate::seal::Sealer;
use crate::secrets::{self, RunSecret, Trust};
use crate::settings::Settings;

/// How old what was fetched from elsewhere may be before it is fetched again.
const MAX_AGE: std::time::Duration = std::time::Duration::from_mins(1);

/// The server's things, as far as pipelines are made with them.
#[derive(Debug)]
pub(super) struct Workshop {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) sealer: Arc<Sealer>,
    pub(super) artifacts: Storage,
}

impl Workshop {
    /// Where the working trees of a run lie.
    pub(super) fn folder(&self, run: i64) -> PathBuf {
        self.settings.checkouts().join(run.to_string())
    }

    /// A project's bare repository.
    pub(super) fn bare(&self, project: &str) -> PathBuf {
        self.settings.repositories().join(format!("{project}.git"))
    }

    /// What a project's repository is called for people and jobs.
    pub(super) fn remote_url(&self, project: &ProjectRow) -> String {
        match &project.url {
            Some(url) => url.clone(),
            None => format!("{}/git/{}", self.settings.url, project.name),
        }
    }

    /// Removes the working trees of a run. What can't be removed now is in nobody's way.
    pub(super) async fn forget(&self, run: i64) {
        let folder = self.folder(run);
        let _ = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
    }

    /// How working trees are opened.
    pub(super) async fn options(
        &self,
        overrides: Vec<(String, PathBuf)>,
    ) -> Result<Options, Fault> {
        let now = self.store.now().await?;
        Ok(Options {
            overrides,
            max_age: MAX_AGE,
            ..Options::new(self.settings.data.join("cache"), now)
        })
    }

    pub(super) async fn project(&self, id: i64) -> Result<ProjectRow, Fault> {
        let found = self.store.project_by_id(id).await?;
        found.ok_or_else(|| Fault::not_found("project"))
    }

    pub(super) async fn secrets(
        &self,
        project: i64,
        trust: Trust,
    ) -> Result<Vec<RunSecret>, Fault> {
        secrets::for_run(&self.store, &self.sealer, project, trust).await
    }

    /// How the last build of the same ref ended.
    pub(super) async fn previous(&self, run: &RunRow) -> Result<Option<Previous>, Fault> {
        let jenkins = Dialect::Jenkins.as_str();
        let found = self.store.run_before(run, jenkins).await?;
        Ok(found.and_then(|(number, state)| {
            Some(Previous {
                number,
                result: result_of(state)?,
            })
        }))
    }
}

fn result_of(state: RunState) -> Option<maillon_definition::BuildResult> {
    use maillon_definition::BuildResult;
    Some(match state {
        RunState::Success => BuildResult::Success,
        RunState::Unstable => BuildResult::Unstable,
        RunState::Failed | RunState::Invalid | RunState::Errored => BuildResult::Failure,
        RunState::Aborted => BuildResult::Aborted,
        RunState::Skipped => BuildResult::NotBuilt,
        RunState::Pending | RunState::Running | RunState::Manual => return None,
    })
}

/// How far a run is trusted with secrets.
pub(super) fn trust(run: &RunRow) -> Trust {
    match (run.trusted, run.protected) {
        (false, _) => Trust::Outside,
        (true, false) => Trust::Inside,
        (true, true) => Trust::Protected,
    }
}

/// The server's own trouble, not the definition's.
pub(super) fn failed(fault: Fault) -> Unmade {
    Unmade::Failed(fault.message)
}

/// Waits for an answer where waiting is not possible otherwise: on threads that may block, and, shortly, on others.
pub(super) fn wait<T: Send>(answer: impl Future<Output = T> + Send) -> T {
    let runtime = Handle::current();
    let waited = thread::scope(|scope| scope.spawn(move || runtime.block_on(answer)).join());
    waited.unwrap_or_else(|panic| resume_unwind(panic))
}
