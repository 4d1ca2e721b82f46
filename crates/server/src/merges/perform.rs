//! Merging, by the server.

use std::time::Duration;

use maillon_protocol::api::{MergeHow, MergeOrder, MergeRequest, MergeState, MergeWhen, Role};
use maillon_source::SourceError;
use maillon_source::repository::bare::{Bare, Merge, MergeTree, Updated};
use maillon_store::access::UserRow;
use maillon_store::{MergeRow, Noted, ProjectRow, Topic};
use tokio::sync::broadcast::error::RecvError;

use super::ready::{self, Look, Tips, hindrance, shown};
use super::{ended, find_open, get, meant};
use crate::access::{InProject, Person};
use crate::git::{self, Push, Pusher, Update, blocking, pushed};
use crate::http::Fault;
use crate::projects::is_protected;
use crate::server::Server;

/// How often somebody looks whether something can be merged.
const PAUSE: Duration = Duration::from_secs(5);

/// Merges a merge request now, or as soon as it can be.
pub async fn merge(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
    order: &MergeOrder,
) -> Result<MergeRequest, Fault> {
    let (project, row) = find_open(server, place, number).await?;
    check_role(&project, place.role, &row)?;
    meant(&row, order.sha.as_deref())?;
    let seen = shown(server, &project, row.clone(), Look::Close).await?;
    match (seen.obstacle, order.when) {
        (None, _) => {
            let user = server.store.user_by_id(person.id).await?;
            let user = user.ok_or_else(|| Fault::not_found("user"))?;
            perform(server, &project, &row, &user, &person.address, order.how).await?;
        }
        (Some(why), MergeWhen::Now) => {
            return Err(Fault::conflict(format!("it can't be merged yet: {why}")));
        }
        (Some(_), MergeWhen::Green) => wish(server, person, place, &row, Some(order.how)).await?,
    }
    get(server, place, number).await
}

/// Does not merge it as soon as it is green, after all.
pub async fn unwish(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
) -> Result<MergeRequest, Fault> {
    let (_, row) = find_open(server, place, number).await?;
    wish(server, person, place, &row, None).await?;
    get(server, place, number).await
}

async fn wish(
    server: &Server,
    person: &Person,
    place: &InProject,
    row: &MergeRow,
    how: Option<MergeHow>,
) -> Result<(), Fault> {
    let action = how.map_or("merge.unwish", |_| "merge.wish");
    let mut tx = server.store.begin().await?;
    let wished = tx
        .wish_merge(row.id, how.map(|how| (person.id, how)))
        .await?;
    if wished == Noted::Known {
        return Err(ended("merged or closed"));
    }
    let deed = person.did(action).in_project(&place.name);
    tx.audit(&deed.on(row.number.to_string())).await?;
    Ok(tx.commit().await?)
}

fn check_role(project: &ProjectRow, role: Role, row: &MergeRow) -> Result<(), Fault> {
    let target = format!("refs/heads/{}", row.target_branch);
    if role >= Role::Maintainer || !is_protected(&project.settings, &target) {
        return Ok(());
    }
    Err(Fault::forbidden(format!(
        "{} is protected: only maintainers merge into it",
        row.target_branch
    )))
}

/// Merges what stands in nobody's way.
async fn perform(
    server: &Server,
    project: &ProjectRow,
    row: &MergeRow,
    user: &UserRow,
    address: &str,
    how: MergeHow,
) -> Result<(), Fault> {
    let held = server.git.hold(project.id);
    let bare = git::open(server, project)?;
    let (merge, by) = (row.clone(), user.clone());
    let done = blocking(move || move_target(&bare, &merge, &by, how)).await?;
    let update = done.map_err(|why| Fault::conflict(format!("it can't be merged: {why}")))?;
    let person = Person {
        id: user.id,
        login: user.login.clone(),
        administrator: user.administrator,
        csrf: None,
        address: address.to_owned(),
    };
    let mut tx = server.store.begin().await?;
    let deed = person.did("merge.merge").in_project(&project.name);
    tx.audit(&deed.on(row.number.to_string())).await?;
    tx.commit().await?;
    // From here on it is a push like any other: the merge request ends, the target gets its run.
    pushed(
        server,
        project,
        &Push::by(Pusher::Person(person)),
        &[update],
    )
    .await?;
    drop(held);
    Ok(())
}

/// Moves the target's branch, if nobody else did meanwhile; or says why not.
fn move_target(
    bare: &Bare,
    row: &MergeRow,
    by: &UserRow,
    how: MergeHow,
) -> Result<Result<Update, String>, SourceError> {
    let tips = match ready::look(bare, &row.source_branch, &row.target_branch)? {
        Ok(tips) => tips,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(why) = hindrance(row, &tips, Some(how)) {
        return Ok(Err(why));
    }
    let new = new_target(bare, row, by, how, &tips)?;
    let name = format!("refs/heads/{}", row.target_branch);
    Ok(match bare.update_ref(&name, &new, Some(&tips.target))? {
        Updated::Moved => Err(format!(
            "{} was pushed to just now: try again",
            row.target_branch
        )),
        Updated::Done => Ok(Update {
            name,
            old: Some(tips.target),
            new: Some(new),
        }),
    })
}

fn new_target(
    bare: &Bare,
    row: &MergeRow,
    by: &UserRow,
    how: MergeHow,
    tips: &Tips,
) -> Result<String, SourceError> {
    let tree = match (&tips.merge, how) {
        (MergeTree::Tree(tree), _) => tree.clone(),
        (_, MergeHow::FastForward) => return Ok(tips.source.clone()),
        (_, MergeHow::MergeCommit) => format!("{}^{{tree}}", tips.source),
    };
    let (source, target, title) = (&row.source_branch, &row.target_branch, &row.title);
    let message = format!(
        "Merge branch '{source}' into '{target}'\n\n{title}\n\nMerge request !{}",
        row.number
    );
    bare.merge_commit(&Merge {
        tree: &tree,
        target: &tips.target,
        source: &tips.source,
        message: &message,
        name: if by.name.is_empty() {
            &by.login
        } else {
            &by.name
        },
        email: &by.email,
    })
}

/// Merges what was wished to be merged as soon as it is green.
pub(super) async fn go_on(server: Server) -> Result<(), Fault> {
    let mut news = server.store.listen();
    loop {
        for row in server.store.merges_when_green().await? {
            if let Err(fault) = try_wished(&server, &row).await {
                server.note(&format!("merge request {}: {}", row.number, fault.message));
            }
        }
        let told = async {
            loop {
                match news.recv().await {
                    Ok(Topic::Run(_)) | Err(RecvError::Lagged(_)) => return,
                    Ok(_) => {}
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        // A time-out only means that nobody told.
        let _ = tokio::time::timeout(PAUSE, told).await;
    }
}

async fn try_wished(server: &Server, row: &MergeRow) -> Result<(), Fault> {
    let Some(project) = server.store.project_by_id(row.project).await? else {
        return Ok(());
    };
    let seen = shown(server, &project, row.clone(), Look::Close).await?;
    if seen.state != MergeState::WhenGreen || seen.obstacle.is_some() {
        return Ok(());
    }
    let Some(user) = wisher(server, &project, row).await? else {
        return take_back(server, row).await;
    };
    perform(server, &project, row, &user, "", row.how).await
}

/// Whose wish it is, if it is still theirs to have.
async fn wisher(
    server: &Server,
    project: &ProjectRow,
    row: &MergeRow,
) -> Result<Option<UserRow>, Fault> {
    let Some(id) = row.merged_by else {
        return Ok(None);
    };
    let Some(user) = server
        .store
        .user_by_id(id)
        .await?
        .filter(|user| !user.blocked)
    else {
        return Ok(None);
    };
    let place = server.store.place(&project.name, Some(id)).await?;
    let role = match place.and_then(|place| place.role) {
        _ if user.administrator => Some(Role::Maintainer),
        role => role,
    };
    let may =
        role.is_some_and(|role| role >= Role::Developer && check_role(project, role, row).is_ok());
    Ok(Some(user).filter(|_| may))
}

async fn take_back(server: &Server, row: &MergeRow) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    tx.wish_merge(row.id, None).await?;
    Ok(tx.commit().await?)
}
