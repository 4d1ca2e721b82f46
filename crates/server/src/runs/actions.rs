//! What people do with runs and jobs.

use std::sync::Arc;

use async_trait::async_trait;
use maillon_engine::Happening;
use maillon_model::JobId;
use maillon_protocol::agent::TaskId;
use maillon_protocol::api::{AnswerQuestion, JobState, Role, RunState};
use maillon_store::access::Deed;
use maillon_store::{RunRow, StoreError, Tx};

use super::read::row;
use super::{Beside, Told};
use crate::access::{InProject, Person};
use crate::agents;
use crate::http::Fault;
use crate::logs::{JobPath, job_place};
use crate::server::Server;

/// Ends a run.
pub async fn cancel(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
) -> Result<(), Fault> {
    let run = row(server, place, number).await?;
    let reason = format!("canceled by {}", person.login);
    let deed = did(person, "run.cancel", &run, None);
    if run.state.is_over() {
        return Err(over(&run));
    }
    if run.state == RunState::Pending && end_unbegun(server, &run, &reason, &deed).await? {
        return Ok(());
    }
    let told = Told::from(Happening::CancelAll).with(Arc::new(Written(deed)));
    server.runs.tell(run.id, told.because(reason)).await
}

async fn end_unbegun(
    server: &Server,
    run: &RunRow,
    reason: &str,
    deed: &Deed,
) -> Result<bool, Fault> {
    let mut tx = server.store.begin().await?;
    let aborted = RunState::Aborted;
    let ended = tx.end_pending(run.id, aborted, Some(reason)).await?;
    if ended {
        tx.audit(deed).await?;
    }
    tx.commit().await?;
    Ok(ended)
}

fn over(run: &RunRow) -> Fault {
    let (number, state) = (run.number, run.state.as_str());
    Fault::conflict(format!("run {number} is over: {state}"))
}

/// Ends a job, or keeps it from beginning.
pub async fn cancel_job(
    server: &Server,
    person: &Person,
    place: &InProject,
    path: &JobPath,
) -> Result<(), Fault> {
    let found = job_place(server, place, path).await?;
    let job = &found.row.summary;
    if job.state.is_over() {
        let message = format!("job {} is over: {}", job.name, job.state.as_str());
        return Err(Fault::conflict(message));
    }
    let deed = did(person, "job.cancel", &found.run, Some(&job.name));
    let wish = Happening::CancelJob {
        job: JobId(path.job),
    };
    let told = Told::from(wish).with(Arc::new(Written(deed)));
    server.runs.tell(found.run.id, told).await
}

/// Lets a manual job run, or a delayed one now. In a protected ref's run, deployments are for maintainers.
pub async fn play(
    server: &Server,
    person: &Person,
    place: &InProject,
    path: &JobPath,
) -> Result<(), Fault> {
    let found = job_place(server, place, path).await?;
    let id = JobId(path.job);
    if found.run.protected && place.role < Role::Maintainer {
        let environment = server.runs.environment_of(found.run.id, id).await?;
        if let Some(environment) = environment {
            return Err(Fault::forbidden(format!(
                "{} is protected: only maintainers deploy to {environment} from it",
                found.run.git_ref
            )));
        }
    }
    let job = &found.row.summary;
    let played = Played {
        run: found.run.id,
        job: path.job,
        by: person.login.clone(),
        deed: did(person, "job.play", &found.run, Some(&job.name)),
        name: job.name.clone(),
        state: job.state,
    };
    let told = Told::from(Happening::Play { job: id }).with(Arc::new(played));
    server.runs.tell(found.run.id, told).await
}

/// Answers a question of a running job (Jenkins' `input`).
pub async fn answer(
    server: &Server,
    person: &Person,
    place: &InProject,
    path: &JobPath,
    (number, answer): (u32, &AnswerQuestion),
) -> Result<(), Fault> {
    let found = job_place(server, place, path).await?;
    let task = found.row.task.ok_or_else(|| Fault::not_found("question"))?;
    let at = (found.run.id, TaskId(task));
    agents::answer(server, person, place, at, number, answer).await
}

/// What somebody did to a run, for the audit log.
pub(super) fn did(person: &Person, action: &'static str, run: &RunRow, job: Option<&str>) -> Deed {
    let deed = person.did(action).in_project(&run.project);
    match job {
        None => deed.on(run.number.to_string()),
        Some(job) => deed.on(format!("{}/{job}", run.number)),
    }
}

/// An entry of the audit log.
struct Written(Deed);

#[async_trait]
impl Beside for Written {
    async fn write(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError> {
        tx.audit(&self.0).await.map(Ok)
    }
}

/// Who plays a job.
struct Played {
    run: i64,
    job: u32,
    by: String,
    deed: Deed,
    name: String,
    state: JobState,
}

#[async_trait]
impl Beside for Played {
    async fn write(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError> {
        if !tx.mark_played(self.run, self.job, &self.by).await? {
            return Ok(Err(Fault::conflict(format!(
                "job {} waits for nobody: it is {}",
                self.name,
                self.state.as_str()
            ))));
        }
        tx.audit(&self.deed).await.map(Ok)
    }
}
