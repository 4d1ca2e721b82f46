//! Schedules: runs that come due by the clock, in a time zone.
//!
//! A schedule that is due is taken in the transaction that makes its run, so that it is made once however many
//! servers there are. What came due while no server was there is made up for by one run.

mod api;
mod clock;
mod web;

use std::time::Duration;

use maillon_model::Timestamp;
use maillon_model::trigger::TriggerEvent;
use maillon_protocol::api::{NewSchedule, Role, RunSummary, Schedule};
use maillon_store::access::UserRow;
use maillon_store::{Noted, ProjectRow, ScheduleRow};
use tokio::time::sleep;

use crate::access::{InProject, Person};
use crate::duties::Duty;
use crate::git::{self, blocking};
use crate::http::{Fault, Route};
use crate::projects::{self, check_variables, full_ref, is_protected, order_for, user_of};
use crate::runs::{self, NewOrder, RunKey, RunOrder};
use crate::server::Server;

/// How often somebody looks whether a schedule is due.
const PAUSE: Duration = Duration::from_secs(5);
/// The longest description, in bytes.
const LONGEST: usize = 1000;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    [api::routes(), web::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The duties of this area.
pub(crate) fn duties() -> Vec<Duty> {
    vec![Duty {
        name: "schedules",
        run: |server| Box::pin(go_on(server)),
    }]
}

/// The schedules of a project.
pub async fn list(server: &Server, place: &InProject) -> Result<Vec<Schedule>, Fault> {
    let rows = server.store.schedules(place.id).await?;
    Ok(rows.into_iter().map(shown).collect())
}

/// One schedule of a project.
pub async fn get(server: &Server, place: &InProject, id: i64) -> Result<Schedule, Fault> {
    row(server, place, id).await.map(shown)
}

async fn row(server: &Server, place: &InProject, id: i64) -> Result<ScheduleRow, Fault> {
    let row = server.store.schedule(place.id, id).await?;
    row.ok_or_else(|| Fault::not_found("schedule"))
}

fn shown(row: ScheduleRow) -> Schedule {
    Schedule {
        id: row.id,
        description: row.description,
        cron: row.cron,
        timezone: row.timezone,
        git_ref: row.git_ref,
        variables: row.variables,
        active: row.active,
        next_at: row.next_at.filter(|_| row.active).map(|at| at.0),
        last_run: row.last_run,
        trouble: row.trouble,
        owner: row.owner,
    }
}

/// Makes a schedule; its runs are whose who made it.
pub async fn make(
    server: &Server,
    person: &Person,
    place: &InProject,
    new: &NewSchedule,
) -> Result<Schedule, Fault> {
    check(server, place, new).await?;
    let mut tx = server.store.begin().await?;
    let next_at = due(new, tx.now().await?)?;
    let id = tx
        .insert_schedule(place.id, person.id, new, next_at)
        .await?;
    let deed = person.did("schedule.make").in_project(&place.name);
    tx.audit(&deed.on(id.to_string())).await?;
    tx.commit().await?;
    get(server, place, id).await
}

/// Changes a schedule; its runs are whose who changed it last.
pub async fn change(
    server: &Server,
    person: &Person,
    place: &InProject,
    id: i64,
    new: &NewSchedule,
) -> Result<Schedule, Fault> {
    row(server, place, id).await?;
    check(server, place, new).await?;
    let mut tx = server.store.begin().await?;
    let next_at = due(new, tx.now().await?)?;
    tx.change_schedule(id, person.id, new, next_at).await?;
    let deed = person.did("schedule.change").in_project(&place.name);
    tx.audit(&deed.on(id.to_string())).await?;
    tx.commit().await?;
    get(server, place, id).await
}

/// Removes a schedule.
pub async fn remove(
    server: &Server,
    person: &Person,
    place: &InProject,
    id: i64,
) -> Result<(), Fault> {
    row(server, place, id).await?;
    let mut tx = server.store.begin().await?;
    tx.remove_schedule(id).await?;
    let deed = person.did("schedule.remove").in_project(&place.name);
    tx.audit(&deed.on(id.to_string())).await?;
    Ok(tx.commit().await?)
}

/// Makes the run of a schedule now, besides its time; it is whose who asks.
pub async fn play(
    server: &Server,
    person: &Person,
    place: &InProject,
    id: i64,
) -> Result<RunSummary, Fault> {
    let schedule = row(server, place, id).await?;
    let project = projects::row(server, place).await?;
    let user = server.store.user_by_id(person.id).await?;
    let user = user.ok_or_else(|| Fault::not_found("user"))?;
    let order = order(server, &project, &schedule, &user).await?;
    let mut tx = server.store.begin().await?;
    let key = runs::create(server, &mut tx, &order).await?;
    tx.schedule_ran(id, Ok(key.number)).await?;
    let deed = person.did("schedule.play").in_project(&place.name);
    tx.audit(&deed.on(id.to_string())).await?;
    tx.commit().await?;
    let run = server.store.run(key.id).await?;
    run.map(|run| run.summary())
        .ok_or_else(|| Fault::not_found("run"))
}

async fn check(server: &Server, place: &InProject, new: &NewSchedule) -> Result<(), Fault> {
    clock::check(&new.cron, &new.timezone).map_err(Fault::invalid)?;
    check_variables(&new.variables)?;
    if new.description.trim().is_empty() || new.description.len() > LONGEST {
        return Err(Fault::invalid(format!(
            "`description` says what the schedule is for, in at most {LONGEST} bytes"
        )));
    }
    let project = projects::row(server, place).await?;
    let git_ref = whole(server, &project, &new.git_ref).await?;
    let protected = is_protected(&project.settings, &git_ref);
    if protected && place.role < Role::Maintainer && !new.variables.is_empty() {
        return Err(Fault::forbidden(format!(
            "{} is protected: only maintainers give variables to its runs",
            new.git_ref
        )));
    }
    Ok(())
}

fn due(new: &NewSchedule, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    if !new.active {
        return Ok(None);
    }
    clock::next(&new.cron, &new.timezone, now).map_err(Fault::invalid)
}

async fn whole(server: &Server, project: &ProjectRow, name: &str) -> Result<String, Fault> {
    let (bare, asked) = (git::open(server, project)?, name.to_owned());
    let found = blocking(move || full_ref(&bare, &asked)).await?;
    found.ok_or_else(|| Fault::invalid(format!("there is no branch or tag {name}")))
}

async fn order(
    server: &Server,
    project: &ProjectRow,
    schedule: &ScheduleRow,
    user: &UserRow,
) -> Result<NewOrder, Fault> {
    let git_ref = whole(server, project, &schedule.git_ref).await?;
    let (bare, asked) = (git::open(server, project)?, git_ref.clone());
    let commit = blocking(move || bare.commit(&asked)).await?;
    let commit = commit.ok_or_else(|| Fault::invalid(format!("{git_ref} leads to no commit")))?;
    let mut order = RunOrder::new(TriggerEvent::Schedule, user_of(user));
    order.variables.clone_from(&schedule.variables);
    Ok(NewOrder {
        author: user.login.clone(),
        ..order_for(project, &git_ref, &commit, order)
    })
}

async fn go_on(server: Server) -> Result<(), Fault> {
    loop {
        let now = server.store.now().await?;
        for schedule in server.store.due_schedules(now).await? {
            run(&server, &schedule, now).await?;
        }
        sleep(PAUSE).await;
    }
}

/// Makes the run of a schedule that is due, unless somebody else does.
async fn run(server: &Server, schedule: &ScheduleRow, now: Timestamp) -> Result<(), Fault> {
    let order = made(server, schedule).await;
    let next_at = clock::next(&schedule.cron, &schedule.timezone, now).unwrap_or(None);
    let mut tx = server.store.begin().await?;
    if tx.take_schedule(schedule, next_at).await? == Noted::Known {
        return Ok(());
    }
    let made: Result<RunKey, Fault> = match &order {
        Ok(order) => Ok(runs::create(server, &mut tx, order).await?),
        Err(fault) => Err(Fault::new(fault.status, fault.code, fault.message.clone())),
    };
    let outcome = made
        .as_ref()
        .map(|key| key.number)
        .map_err(|fault| fault.message.as_str());
    tx.schedule_ran(schedule.id, outcome).await?;
    Ok(tx.commit().await?)
}

async fn made(server: &Server, schedule: &ScheduleRow) -> Result<NewOrder, Fault> {
    let project = server.store.project_by_id(schedule.project).await?;
    let project = project.ok_or_else(|| Fault::not_found("project"))?;
    let user = server.store.user_by_id(schedule.user).await?;
    let user = user.filter(|user| !user.blocked).ok_or_else(|| {
        Fault::conflict(format!(
            "{} may not sign in any more: somebody else must own it",
            schedule.owner
        ))
    })?;
    if !may_run(server, &project, &user).await? {
        return Err(Fault::conflict(format!(
            "{} is no developer of the project any more",
            user.login
        )));
    }
    order(server, &project, schedule, &user).await
}

async fn may_run(server: &Server, project: &ProjectRow, user: &UserRow) -> Result<bool, Fault> {
    let place = server.store.place(&project.name, Some(user.id)).await?;
    let role = place.and_then(|place| place.role);
    Ok(user.administrator || role >= Some(Role::Developer))
}
