//! Repositories elsewhere: fetched when they are due or a webhook was heard.

use std::time::Duration;

use maillon_model::Timestamp;
use maillon_source::repository::bare::{Bare, Found, Remote};
use maillon_store::{DeliveryRow, Polling, ProjectRow};

use super::look::compare;
use super::outside::{self, Heard};
use super::pushed::{Push, Pusher};
use super::{blocking, folder};
use crate::http::Fault;
use crate::projects::{Login, login};
use crate::seal::random;
use crate::server::Server;

/// The longest that a fetch may take.
const LONGEST: Duration = Duration::from_mins(30);
/// The pause after a failure of a repository that is not polled, in seconds.
const USUAL: u64 = 60;
/// The longest pause after failures, in seconds.
const LONGEST_PAUSE: u64 = 3600;

/// Fetches a remote repository, makes the runs of what is new, and notes when to look again.
pub(super) async fn look(
    server: &Server,
    project: &ProjectRow,
    heard: &[DeliveryRow],
) -> Result<(), Fault> {
    let done = fetch_and_compare(server, project, heard).await;
    let mut tx = server.store.begin().await?;
    let now = tx.now().await?;
    tx.set_polling(project.id, &next(project, now, done.as_ref().err())?)
        .await?;
    tx.commit().await?;
    done
}

async fn fetch_and_compare(
    server: &Server,
    project: &ProjectRow,
    heard: &[DeliveryRow],
) -> Result<(), Fault> {
    let elsewhere = Elsewhere::of(server, project)?;
    let project = elsewhere.adopt_branch(server, project).await?;
    elsewhere
        .ask(maillon_source::repository::bare::Bare::mirror)
        .await?;
    let mut push = Push::by(Pusher::Author);
    let told: Vec<(&DeliveryRow, Heard)> = heard.iter().filter_map(outside::read).collect();
    for (_, heard) in &told {
        if let Heard::Push(told) = heard {
            push.by = Pusher::Elsewhere(told.user.clone());
            push.forge = Some(told.event());
        }
    }
    compare(server, &project, &push).await?;
    for (_, heard) in &told {
        if let Heard::Merge(told) = heard {
            outside::merge(server, &project, &elsewhere, told).await?;
        }
    }
    let mut tx = server.store.begin().await?;
    for delivery in heard {
        tx.settle_delivery(delivery.project, &delivery.delivery)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// When a repository is looked at next: a little earlier or later each time, so that not all come at once, and
/// less and less often while that fails.
fn next(project: &ProjectRow, now: Timestamp, failed: Option<&Fault>) -> Result<Polling, Fault> {
    let wished = project.settings.poll_seconds.map(u64::from);
    let Some(fault) = failed else {
        let next_at = wished.map(|seconds| later(now, seconds)).transpose()?;
        return Ok(Polling {
            next_at,
            ..Polling::default()
        });
    };
    let failures = project.polling.failures.saturating_add(1);
    let factor = 1_u64 << failures.min(10);
    let pause = (wished.unwrap_or(USUAL).min(USUAL) * factor).min(LONGEST_PAUSE);
    Ok(Polling {
        next_at: Some(later(now, pause)?),
        failures,
        trouble: Some(fault.message.clone()),
    })
}

/// So many seconds from now, give or take a tenth.
fn later(now: Timestamp, seconds: u64) -> Result<Timestamp, Fault> {
    let chance = u64::from(u16::from_le_bytes(random::<2>()?));
    Ok(Timestamp(now.0 + seconds * (900 + chance * 200 / 65_536)))
}

/// A mirror and what it mirrors.
pub(super) struct Elsewhere {
    bare: Bare,
    url: String,
    login: Option<Login>,
}

impl Elsewhere {
    fn of(server: &Server, project: &ProjectRow) -> Result<Self, Fault> {
        Ok(Self {
            bare: mirror(server, project)?,
            url: project.url.clone().unwrap_or_default(),
            login: login(server, project)?,
        })
    }

    /// Asks git for something of the remote.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Bare, &Remote<'_>) -> Result<T, maillon_source::SourceError>
        + Send
        + 'static,
    ) -> Result<T, Fault> {
        let (bare, url, login) = (self.bare.clone(), self.url.clone(), self.login.clone());
        blocking(move || {
            let login = login
                .as_ref()
                .map(|login| (login.user.as_str(), login.token.expose()));
            let remote = Remote {
                url: &url,
                login,
                limit: LONGEST,
            };
            question(&bare, &remote)
        })
        .await
    }

    pub(super) fn bare(&self) -> &Bare {
        &self.bare
    }

    /// A project that was never looked at learns its default branch from the remote.
    async fn adopt_branch(
        &self,
        server: &Server,
        project: &ProjectRow,
    ) -> Result<ProjectRow, Fault> {
        let mut project = project.clone();
        if !server.store.refs(project.id).await?.is_empty() {
            return Ok(project);
        }
        let found: Found = self
            .ask(maillon_source::repository::bare::Bare::look)
            .await?;
        let Some(branch) = found
            .default_branch
            .filter(|name| *name != project.settings.default_branch)
        else {
            return Ok(project);
        };
        for name in &mut project.settings.protected {
            if *name == project.settings.default_branch {
                name.clone_from(&branch);
            }
        }
        project.settings.default_branch.clone_from(&branch);
        let mut tx = server.store.begin().await?;
        tx.change_project(project.id, &project.settings).await?;
        tx.commit().await?;
        let bare = self.bare.clone();
        blocking(move || bare.set_head(&branch)).await?;
        Ok(project)
    }
}

/// The mirror of a project; one that was lost is made again.
fn mirror(server: &Server, project: &ProjectRow) -> Result<Bare, Fault> {
    let dir = folder(server, &project.name);
    let bare = match Bare::open(&dir) {
        Ok(bare) => Ok(bare),
        Err(_) => Bare::create(&dir, &project.settings.default_branch),
    };
    bare.map_err(|error| Fault::internal(error.to_string()))
}
