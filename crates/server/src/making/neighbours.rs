//! Other projects of the server, as far as who started a run may know of them.

use std::path::PathBuf;

use maillon_protocol::api::Role;
use maillon_store::{ProjectRow, RunRow, Viewer};

use super::workshop::Workshop;
use crate::http::Fault;

/// Those whose files a run may read: what includes name by `group/name` comes from there.
pub(super) async fn readable(
    shop: &Workshop,
    run: &RunRow,
    login: &str,
) -> Result<Vec<(String, PathBuf)>, Fault> {
    let viewer = viewer(shop, run, login).await?;
    let known = shop.store.projects_of(viewer).await?;
    let of = |(project, _): (ProjectRow, Option<Role>)| (project.path, shop.bare(&project.name));
    let mut overrides: Vec<_> = known.into_iter().map(of).collect();
    let own = shop.project(run.project_id).await?;
    overrides.push((own.path, shop.bare(&own.name)));
    Ok(overrides)
}

/// The project in which a run may start a pipeline; None: there is none, or not for who started the run.
pub(super) async fn startable(
    shop: &Workshop,
    run: &RunRow,
    login: &str,
    path: &str,
) -> Result<Option<ProjectRow>, Fault> {
    let viewer = viewer(shop, run, login).await?;
    let known = shop.store.projects_of(viewer).await?;
    let may = |role: Option<Role>| match viewer {
        Viewer::Administrator(_) => true,
        Viewer::User(_) => role.is_some_and(|role| role >= Role::Developer),
        Viewer::Stranger => false,
    };
    let found = known
        .into_iter()
        .find(|(project, role)| project.path == path && may(*role));
    Ok(found.map(|(project, _)| project))
}

/// As whom a run looks around. Who proposes changes from outside is a stranger, whatever their name.
async fn viewer(shop: &Workshop, run: &RunRow, login: &str) -> Result<Viewer, Fault> {
    if !run.trusted {
        return Ok(Viewer::Stranger);
    }
    let user = shop.store.user(login).await?;
    Ok(match user {
        Some(user) if user.blocked => Viewer::Stranger,
        Some(user) if user.administrator => Viewer::Administrator(user.id),
        Some(user) => Viewer::User(user.id),
        None => Viewer::Stranger,
    })
}
