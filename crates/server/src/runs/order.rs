//! What a run is made from.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use maillon_engine::{Earlier, ManualJobs, NeededJobs, SelectedJobs, Selection};
use maillon_model::event::JobResult;
use maillon_model::trigger::{ForgeEvent, TriggerEvent, User};
use maillon_model::{JobName, JobStatus};
use maillon_protocol::api::RunEvent;
use maillon_store::{FreshRun, Topic, Tx};
use serde::{Deserialize, Serialize};

use crate::http::Fault;
use crate::server::Server;

/// What a run is made from, beside what everybody may see of it. Kept sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunOrder {
    /// What happened.
    pub event: TriggerEvent,
    /// The commit before; None: forty zeros.
    pub before_sha: Option<String>,
    /// Who started it.
    pub user: User,
    /// Variables given for this run alone.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Values of the definition's inputs.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// The event in the forge's own words.
    #[serde(default)]
    pub forge: Option<ForgeEvent>,
    /// What an earlier run left for this one.
    #[serde(default)]
    pub again: Again,
}

impl RunOrder {
    /// A run for an event, by somebody; all else is empty.
    pub fn new(event: TriggerEvent, user: User) -> Self {
        Self {
            event,
            before_sha: None,
            user,
            variables: BTreeMap::new(),
            inputs: BTreeMap::new(),
            forge: None,
            again: Again::default(),
        }
    }
}

/// What an earlier run left for one that runs its jobs again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Again {
    /// Jobs that take part with the end that they had, and do not run.
    pub settled: BTreeMap<JobName, Ended>,
    /// What jobs left, by full name.
    pub earlier: IndexMap<JobName, JobResult>,
}

/// The end that a job had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Where it stood.
    pub status: JobStatus,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
}

impl Again {
    pub(crate) fn selection(&self) -> Selection {
        let settled = self.settled.iter().map(|(job, ended)| {
            let earlier = Earlier {
                status: ended.status,
                allowed: ended.allowed,
            };
            (job.clone(), earlier)
        });
        Selection {
            jobs: SelectedJobs::All,
            needs: NeededJobs::With,
            manual: ManualJobs::Wait,
            settled: settled.collect(),
        }
    }
}

/// A run to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewOrder {
    /// Of which project.
    pub project: i64,
    /// `refs/heads/main`
    pub git_ref: String,
    /// The commit: forty hexadecimal digits.
    pub sha: String,
    /// The first line of the commit's message.
    pub title: String,
    /// A login, or the commit's author.
    pub author: String,
    /// The number of the merge request that it is for.
    pub merge: Option<u64>,
    /// The number of the run whose jobs it runs again.
    pub rerun_of: Option<u64>,
    /// Its place in the queue: larger comes first.
    pub priority: i32,
    /// Whether its ref is a protected one: it gets protected secrets.
    pub protected: bool,
    /// Whether it gets secrets at all; not so for merge requests from outside.
    pub trusted: bool,
    /// The rest.
    pub order: RunOrder,
}

/// A run that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunKey {
    /// Its id among all runs.
    pub id: i64,
    /// Its number in the project.
    pub number: u64,
}

/// Makes a run; once `tx` is committed, some server makes its pipeline and begins. Runs of older commits of the
/// ref end where the project wishes that.
pub async fn create(server: &Server, tx: &mut Tx, new: &NewOrder) -> Result<RunKey, Fault> {
    server.runs.create(tx, new).await
}

/// What made a run, for people.
fn told(event: &TriggerEvent) -> RunEvent {
    match event {
        TriggerEvent::Push | TriggerEvent::Forge => RunEvent::Push,
        TriggerEvent::MergeRequest(_) => RunEvent::MergeRequest,
        TriggerEvent::Schedule => RunEvent::Schedule,
        TriggerEvent::Manual => RunEvent::Manual,
        TriggerEvent::Api
        | TriggerEvent::TriggerToken
        | TriggerEvent::Pipeline
        | TriggerEvent::ParentPipeline(_) => RunEvent::Api,
    }
}

impl super::Runs {
    /// Makes a run within somebody's transaction.
    pub async fn create(&self, tx: &mut Tx, new: &NewOrder) -> Result<RunKey, Fault> {
        let sealed = self.vault.seal_order(new.project, &new.sha, &new.order)?;
        let fresh = FreshRun {
            project: new.project,
            event: told(&new.order.event),
            git_ref: new.git_ref.clone(),
            sha: new.sha.clone(),
            title: new.title.clone(),
            author: new.author.clone(),
            rerun_of: new.rerun_of,
            merge: new.merge,
            priority: new.priority,
            protected: new.protected,
            trusted: new.trusted,
            sealed: Some(sealed),
        };
        let (id, number) = tx.create_run(&fresh).await?;
        tx.tell(Topic::Letters(id));
        Ok(RunKey { id, number })
    }
}
