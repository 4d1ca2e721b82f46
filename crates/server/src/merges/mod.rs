//! Merge requests on repositories that the server hosts: proposed, looked at, approved, merged.

mod api;
mod diff;
mod perform;
mod propose;
mod ready;
mod web;

use maillon_protocol::api::{ChangeMergeRequest, MergeRequest, MergeState, Page, Role};
use maillon_store::{MergeEnd, MergeRow, MergesShown, Noted, ProjectRow};

use crate::access::{InProject, Person};
use crate::duties::Duty;
use crate::http::{Fault, Route};
use crate::projects;
use crate::server::Server;

pub use diff::diff;
pub use perform::{merge, unwish};
pub use propose::propose;
use ready::Look;

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
        name: "merges",
        run: |server| Box::pin(perform::go_on(server)),
    }]
}

/// The longest title, and the longest description, in bytes.
const LONGEST: (usize, usize) = (300, 60_000);
/// How many a list shows, where nobody says; and at most.
const SHOWN: (u32, u32) = (50, 200);

/// Merge requests of a project, newest first. Whether one conflicts with its target is not looked at.
pub async fn list(
    server: &Server,
    place: &InProject,
    shown: MergesShown,
    before: Option<u64>,
    limit: Option<u32>,
) -> Result<Page<MergeRequest>, Fault> {
    let project = projects::row(server, place).await?;
    let limit = limit.unwrap_or(SHOWN.0).clamp(1, SHOWN.1);
    let mut rows = server
        .store
        .merges(place.id, shown, before, limit + 1)
        .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| row.number.to_string());
    let mut items = Vec::new();
    for row in rows {
        items.push(ready::shown(server, &project, row, Look::Quick).await?);
    }
    Ok(Page { items, next })
}

/// One merge request.
pub async fn get(server: &Server, place: &InProject, number: u64) -> Result<MergeRequest, Fault> {
    let (project, row) = find(server, place, number).await?;
    ready::shown(server, &project, row, Look::Close).await
}

async fn find(
    server: &Server,
    place: &InProject,
    number: u64,
) -> Result<(ProjectRow, MergeRow), Fault> {
    let project = projects::row(server, place).await?;
    let row = server.store.merge(place.id, number).await?;
    Ok((
        project,
        row.ok_or_else(|| Fault::not_found("merge request"))?,
    ))
}

/// One that is open.
async fn find_open(
    server: &Server,
    place: &InProject,
    number: u64,
) -> Result<(ProjectRow, MergeRow), Fault> {
    let (project, row) = find(server, place, number).await?;
    match row.state {
        MergeState::Open | MergeState::WhenGreen => Ok((project, row)),
        MergeState::Merged => Err(ended("merged")),
        MergeState::Closed => Err(ended("closed")),
    }
}

fn ended(how: &str) -> Fault {
    Fault::conflict(format!("the merge request is {how} already"))
}

/// Changes the words of a merge request: its author's, or a maintainer's to change.
pub async fn change(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
    new: &ChangeMergeRequest,
) -> Result<MergeRequest, Fault> {
    let (_, row) = find(server, place, number).await?;
    own(person, place, &row)?;
    check_words(&new.title, &new.description)?;
    let mut tx = server.store.begin().await?;
    tx.rename_merge(row.id, new.title.trim(), &new.description)
        .await?;
    let deed = person.did("merge.change").in_project(&place.name);
    tx.audit(&deed.on(number.to_string())).await?;
    tx.commit().await?;
    get(server, place, number).await
}

fn own(person: &Person, place: &InProject, row: &MergeRow) -> Result<(), Fault> {
    if row.author_id == person.id || place.role >= Role::Maintainer {
        return Ok(());
    }
    Err(Fault::forbidden(
        "only its author and the project's maintainers may do this",
    ))
}

fn check_words(title: &str, description: &str) -> Result<(), Fault> {
    if title.trim().is_empty() || title.len() > LONGEST.0 || title.contains('\n') {
        return Err(Fault::invalid(format!(
            "`title` is one line of at most {} bytes that says what the branch does",
            LONGEST.0
        )));
    }
    if description.len() > LONGEST.1 || description.contains('\0') {
        return Err(Fault::invalid(format!(
            "`description` has at most {} bytes",
            LONGEST.1
        )));
    }
    Ok(())
}

/// Approves the newest commit of a merge request of somebody else. `sha`: the commit that was looked at.
pub async fn approve(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
    sha: Option<&str>,
) -> Result<MergeRequest, Fault> {
    let (_, row) = find_open(server, place, number).await?;
    if row.author_id == person.id {
        return Err(Fault::forbidden(
            "nobody approves what they proposed themselves",
        ));
    }
    meant(&row, sha)?;
    let mut tx = server.store.begin().await?;
    tx.approve(row.id, person.id, &row.sha).await?;
    let deed = person.did("merge.approve").in_project(&place.name);
    tx.audit(&deed.on(format!("{number} at {}", row.sha)))
        .await?;
    tx.commit().await?;
    get(server, place, number).await
}

/// Whether the newest commit is the one that somebody means.
fn meant(row: &MergeRow, sha: Option<&str>) -> Result<(), Fault> {
    match sha {
        Some(sha) if sha != row.sha => Err(Fault::conflict(format!(
            "{} has newer commits than {sha}: look at them first",
            row.source_branch
        ))),
        _ => Ok(()),
    }
}

/// Takes one's approvals back.
pub async fn disapprove(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
) -> Result<MergeRequest, Fault> {
    let (_, row) = find_open(server, place, number).await?;
    let mut tx = server.store.begin().await?;
    tx.disapprove(row.id, person.id).await?;
    let deed = person.did("merge.disapprove").in_project(&place.name);
    tx.audit(&deed.on(number.to_string())).await?;
    tx.commit().await?;
    get(server, place, number).await
}

/// Gives a merge request up: its author's, or a maintainer's to do.
pub async fn close(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
) -> Result<MergeRequest, Fault> {
    let (_, row) = find_open(server, place, number).await?;
    own(person, place, &row)?;
    let mut tx = server.store.begin().await?;
    if tx.end_merge(row.id, &MergeEnd::Closed).await? == Noted::Known {
        return Err(ended("merged or closed"));
    }
    let deed = person.did("merge.close").in_project(&place.name);
    tx.audit(&deed.on(number.to_string())).await?;
    tx.commit().await?;
    get(server, place, number).await
}
