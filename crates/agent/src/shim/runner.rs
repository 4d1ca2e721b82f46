//! Executes a job with the runner: brings what it needs here first.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use maillon_model::EventKind;
use maillon_runner::{
    GitCheckout, JenkinsSettings, JobRequest, Library, LibraryPlace, WorkspaceMode, clock, perform,
};
use maillon_source::Source;
use maillon_source::repository::{Options, Repository};

use super::fetch::{Fetch, Fetched};
use super::{Performer, Work};
use crate::assignment::{Assignment, Ended};
use crate::client::{CallError, Client, TaskClient};
use crate::settings::Machine;

/// How long one call may take.
const CALL: Duration = Duration::from_mins(1);

/// Executes jobs with the runner.
#[derive(Debug)]
pub struct Runner {
    environment: Vec<(OsString, OsString)>,
}

/// Why a job could not begin.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unready {
    /// Somebody wished it to end.
    #[error("canceled")]
    Canceled,
    /// Something that it needs is not to be had.
    #[error("{0}")]
    Missing(String),
    /// The server, for good.
    #[error("{what}: {error}")]
    Refused {
        /// What was wanted.
        what: String,
        /// Its words.
        error: CallError,
    },
}

impl Runner {
    /// A runner whose commands inherit `environment`.
    pub fn new(environment: Vec<(OsString, OsString)>) -> Self {
        Self { environment }
    }

    fn machine(&self, assignment: &Assignment) -> Machine {
        Machine {
            executor: assignment.executor,
            docker_host: assignment.docker_host.clone(),
            environment: self.environment.clone(),
        }
    }
}

#[async_trait]
impl Performer for Runner {
    async fn perform(&self, work: Work) -> Ended {
        let machine = self.machine(&work.assignment);
        let ready = tokio::select! {
            ready = fetch(&work) => ready,
            () = work.stop.orderly.cancelled() => Err(Unready::Canceled),
            () = work.stop.now.cancelled() => Err(Unready::Canceled),
        };
        match ready {
            Ok(fetched) => run(work, machine, fetched).await,
            Err(Unready::Canceled) => Ended::canceled(),
            Err(why) => Ended::errored(why.to_string()),
        }
    }
}

/// Brings the clone, the archives and the uploads that the job needs.
async fn fetch(work: &Work) -> Result<Fetched, Unready> {
    let client = Client::new(&work.assignment.server)
        .map_err(|error| Unready::Missing(error.to_string()))?;
    let fetch = Fetch {
        client: TaskClient::new(client, &work.assignment, CALL),
        work,
    };
    let fetched = fetch.tree().await?;
    fetch.archives(&fetched).await?;
    fetch.uploads(&fetched).await?;
    Ok(fetched)
}

async fn run(work: Work, machine: Machine, fetched: Fetched) -> Ended {
    let Fetched {
        places,
        project: _project,
        tree: _tree,
    } = fetched;
    let order = work.assignment.lease.order.clone();
    let options = Options::new(&places.cache, clock::now());
    let repository = match Repository::open(&places.repository, options) {
        Ok(repository) => Arc::new(repository),
        Err(error) => return Ended::errored(format!("open the checkout: {error}")),
    };
    let git = repository.git_dirs().map(|dirs| GitCheckout {
        dirs: dirs.clone(),
        commit: order.checkout.sha.clone(),
        branch: order.checkout.branch.clone(),
        remote_url: order.checkout.remote_url.clone(),
        submodules: repository.submodules().unwrap_or_default(),
    });
    if git.as_ref().is_some_and(|git| !git.submodules.is_empty()) {
        let text = "submodules are not fetched on agents: their folders are empty".to_owned();
        notice(&work, text).await;
    }
    let libraries = order.libraries.iter().map(|library| Library {
        name: library.name.clone(),
        version: library.version.clone(),
        place: LibraryPlace::Git(library.url.clone()),
    });
    let request = JobRequest {
        name: order.name,
        spec: order.spec,
        // They lie at their place already.
        uploads: Vec::new(),
        slots: NonZeroUsize::try_from(work.assignment.slots).unwrap_or(NonZeroUsize::MIN),
        executors: machine.executors(),
        places,
        workspace: WorkspaceMode::Isolated,
        source: repository as Arc<dyn Source>,
        git,
        project_path: order.project.path,
        project_host: order.project.host,
        jenkins: JenkinsSettings {
            libraries: libraries.collect(),
            asker: Some(Arc::clone(&work.asker)),
            messages_to: None,
            restarted: None,
        },
    };
    let performed = perform(request, work.events.clone(), &work.stop).await;
    Ended {
        result: performed.result,
        shown: performed.shown,
    }
}

/// A wait for the server is told once.
pub(super) async fn notice(work: &Work, text: String) {
    let event = EventKind::Notice {
        job: Some(work.assignment.lease.order.spec.id),
        text,
    };
    // Where the log can't be written any more, nobody reads this.
    let _ = work.events.send(event).await;
}
