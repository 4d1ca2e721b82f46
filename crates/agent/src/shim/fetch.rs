//! Brings what a job needs: the commit, archives of earlier jobs, uploads of actions. While the server does not
//! answer, it waits; what the server refuses for good is told.

use std::fs;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

use maillon_model::pipeline::Dialect;
use maillon_model::spec::ArchiveId;
use maillon_runner::Places;
use maillon_runner::archive::Store;
use maillon_source::SourceError;
use maillon_source::repository::bare::{Bare, Remote, WantedCommit};

use super::Work;
use super::runner::{Unready, notice};
use crate::client::{Backoff, CallError, TaskClient};
use crate::projects::{Project, Tree};
use crate::settings::Pace;
use crate::uploads;

/// The longest that one fetch of a repository may take.
const FETCH: Duration = Duration::from_mins(30);
/// A repository that the server has and git does not get is tried so often.
const TRIES: u32 = 3;
/// The user's name for git; only the password counts.
const USER: &str = "task";

pub(super) struct Fetch<'a> {
    pub(super) client: TaskClient,
    pub(super) work: &'a Work,
}

/// What was brought. The locks go with it.
pub(super) struct Fetched {
    pub(super) places: Places,
    pub(super) project: Project,
    pub(super) tree: Tree,
}

impl Fetch<'_> {
    /// The commit, checked out.
    pub(super) async fn tree(&self) -> Result<Fetched, Unready> {
        let mut backoff = Backoff::new(&Pace::default());
        let mut failures = 0;
        loop {
            let error = match self.try_tree().await {
                Ok(fetched) => return Ok(fetched),
                Err(error) => error,
            };
            let repository = &self.work.assignment.lease.order.checkout.repository;
            match self.client.look_at_repository(repository).await {
                Ok(()) => {
                    failures += 1;
                    if failures == TRIES || !matches!(error, SourceError::Unreachable { .. }) {
                        return Err(Unready::Missing(format!("check out: {error}")));
                    }
                }
                Err(refused @ CallError::Refused { .. }) if !refused.is_passing() => {
                    let what = format!("the repository {repository}");
                    return Err(Unready::Refused {
                        what,
                        error: refused,
                    });
                }
                Err(why) => self.wait_for_server(&why).await,
            }
            backoff.wait().await;
        }
    }

    async fn try_tree(&self) -> Result<Fetched, SourceError> {
        let (assignment, folder) = (self.work.assignment.clone(), self.work.folder.clone());
        let done = tokio::task::spawn_blocking(move || {
            let order = &assignment.lease.order;
            let failed = |error: std::io::Error| SourceError::Io {
                doing: format!("prepare the folder of project {}", order.project.name),
                why: error.to_string(),
            };
            let project = Project::open(&assignment.data, &order.project.name).map_err(failed)?;
            let tree = project.tree().map_err(failed)?;
            let url = format!("{}/{}", assignment.server.url, order.checkout.repository);
            let remote = Remote {
                url: &url,
                login: Some((USER, assignment.lease.token.expose())),
                limit: FETCH,
            };
            let wanted = WantedCommit {
                sha: &order.checkout.sha,
                git_ref: &order.checkout.git_ref,
            };
            check_out(&project, &tree, &remote, wanted).map_err(|error| match error {
                Checkout::Io(error) => failed(error),
                Checkout::Source(error) => error,
            })?;
            let places = project
                .places(&tree, folder.state(), &assignment.data)
                .map_err(failed)?;
            Ok(Fetched {
                places,
                project,
                tree,
            })
        });
        done.await.unwrap_or_else(|failed| {
            Err(SourceError::Io {
                doing: "check out".to_owned(),
                why: failed.to_string(),
            })
        })
    }

    /// The archives of the jobs before, each once, whole or not at all.
    pub(super) async fn archives(&self, fetched: &Fetched) -> Result<(), Unready> {
        let store = Store::new(fetched.project.store());
        let upstream = &self.work.assignment.lease.order.spec.upstream;
        for (job, id) in upstream
            .iter()
            .filter_map(|one| Some((&one.job, one.left.archive.as_ref()?)))
        {
            let path = store.path(id);
            if path.exists() {
                uploads::touch(&path);
                continue;
            }
            let draft = path.with_extension(format!("new-{}", std::process::id()));
            let what = format!("the artifacts of job {job}");
            self.patiently(&what, || self.archive(id, &draft)).await?;
            let kept = fs::rename(&draft, &path);
            kept.map_err(|error| Unready::Missing(format!("keep {what}: {error}")))?;
        }
        Ok(())
    }

    async fn archive(&self, id: &ArchiveId, draft: &Path) -> Result<(), CallError> {
        self.client.get_archive(&id.0, draft).await?;
        let draft = draft.to_path_buf();
        let hash = crate::blocking(move || {
            let mut hasher = blake3::Hasher::new();
            std::io::copy(&mut fs::File::open(draft)?, &mut hasher)?;
            Ok(hasher.finalize().to_hex().to_string())
        });
        let hash = hash
            .await
            .map_err(|e| CallError::Transport(e.to_string()))?;
        if hash == id.0 {
            return Ok(());
        }
        Err(CallError::Transport(
            "what came is not what was asked for".to_owned(),
        ))
    }

    /// What actions of the run uploaded, where this job may ask for it.
    pub(super) async fn uploads(&self, fetched: &Fetched) -> Result<(), Unready> {
        let spec = &self.work.assignment.lease.order.spec;
        if spec.dialect != Dialect::Github || !uploads::may_be_asked_for(&spec.job) {
            return Ok(());
        }
        let what = "the artifacts of the run";
        let all = self
            .patiently(what, || self.client.uploads(&spec.run))
            .await?;
        for info in all {
            if uploads::is_own(&info, &spec.run, spec.id) {
                continue;
            }
            let what = format!("the artifact {}", info.name);
            let draft = uploads::draft(&fetched.places, &info)
                .map_err(|error| Unready::Missing(format!("keep {what}: {error}")))?;
            self.patiently(&what, || self.client.get_upload(&info, &draft))
                .await?;
            uploads::keep(&fetched.places, &spec.run, &info, &draft)
                .map_err(|error| Unready::Missing(format!("keep {what}: {error}")))?;
        }
        Ok(())
    }

    /// Tries until the server gives it or refuses it for good.
    async fn patiently<T, F: Future<Output = Result<T, CallError>>>(
        &self,
        what: &str,
        call: impl Fn() -> F,
    ) -> Result<T, Unready> {
        let mut backoff = Backoff::new(&Pace::default());
        loop {
            match call().await {
                Ok(done) => return Ok(done),
                Err(error) if error.is_passing() => self.wait_for_server(&error).await,
                Err(error) => {
                    let what = what.to_owned();
                    return Err(Unready::Refused { what, error });
                }
            }
            backoff.wait().await;
        }
    }

    async fn wait_for_server(&self, why: &CallError) {
        if !self.work.told_waiting() {
            let text = format!("waits for the server: {why}");
            notice(self.work, text).await;
        }
    }
}

enum Checkout {
    Io(std::io::Error),
    Source(SourceError),
}

impl From<SourceError> for Checkout {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

fn check_out(
    project: &Project,
    tree: &Tree,
    remote: &Remote<'_>,
    wanted: WantedCommit<'_>,
) -> Result<(), Checkout> {
    let path = project.mirror();
    let bare = {
        let _lock = project.lock_mirror().map_err(Checkout::Io)?;
        let bare = Bare::open(&path).or_else(|_| Bare::create(&path, "main"))?;
        bare.bring(remote, wanted)?;
        bare
    };
    Ok(bare.checkout(wanted.sha, &tree.path)?)
}
