//! Who is what in a project.

use maillon_protocol::api::{Member, Role};

use super::{InProject, Person, accounts};
use crate::http::Fault;
use crate::server::Server;

/// A project's members, by login.
pub async fn list(server: &Server, place: &InProject) -> Result<Vec<Member>, Fault> {
    Ok(server.store.members(place.id).await?)
}

/// Makes somebody a member, or gives them another role.
pub async fn set(
    server: &Server,
    person: &Person,
    place: &InProject,
    login: &str,
    role: Role,
) -> Result<(), Fault> {
    let user = accounts::find(server, login).await?;
    let word = format!("{role:?}").to_lowercase();
    let deed = person.did("member.set").in_project(&place.name);
    let mut tx = server.store.begin().await?;
    tx.set_member(place.id, user.id, role).await?;
    tx.audit(&deed.on(format!("{login} {word}"))).await?;
    Ok(tx.commit().await?)
}

/// Ends a membership.
pub async fn remove(
    server: &Server,
    person: &Person,
    place: &InProject,
    login: &str,
) -> Result<(), Fault> {
    let user = accounts::find(server, login).await?;
    let deed = person.did("member.remove").in_project(&place.name);
    let mut tx = server.store.begin().await?;
    if !tx.remove_member(place.id, user.id).await? {
        return Err(Fault::not_found("member"));
    }
    tx.audit(&deed.on(login)).await?;
    Ok(tx.commit().await?)
}
