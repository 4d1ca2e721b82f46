//! Projects: made, looked at, changed, removed; and what starts their runs.

mod address;
mod api;
mod credentials;
mod protection;
mod rules;
mod start;
mod web;

use maillon_protocol::api::{
    ChangeRemote, MadeHook, NewProject, Project, ProjectSettings, RepositoryPlace, Retention, Role,
};
use maillon_source::repository::bare::Bare;
use maillon_store::{FreshProject, ProjectRow, RunsFilter, Viewer};

use crate::access::{Actor, InProject, Person};
use crate::git::{self, blocking, folder};
use crate::http::{Fault, Route};
use crate::seal::random;
use crate::server::Server;

pub(crate) use address::RemoteUrl;
pub(crate) use credentials::{Login, login};
pub use protection::is_protected;
pub(crate) use rules::check_branch;
pub use start::{Cause, Starter, start};
pub(crate) use start::{author_of, check_variables, full_ref, order_for, user_of};

/// How many runs a project's health shows.
const HEALTH: i64 = 20;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    [api::routes(), web::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The projects that somebody may know of, by name.
pub async fn list(server: &Server, actor: &Actor) -> Result<Vec<Project>, Fault> {
    let viewer = match actor {
        Actor::User(person) if person.administrator => Viewer::Administrator(person.id),
        Actor::User(person) => Viewer::User(person.id),
        _ => Viewer::Stranger,
    };
    let mut projects = Vec::new();
    for (row, role) in server.store.projects_of(viewer).await? {
        let role = match viewer {
            Viewer::Administrator(_) => Role::Maintainer,
            _ => role.unwrap_or(Role::Guest),
        };
        projects.push(shown(server, row, role).await?);
    }
    Ok(projects)
}

/// The branches that are known of a project.
pub(crate) async fn branches(server: &Server, project: i64) -> Result<Vec<String>, Fault> {
    let refs = server.store.refs(project).await?;
    let short =
        |row: &maillon_store::RefRow| row.name.strip_prefix("refs/heads/").map(str::to_owned);
    Ok(refs.iter().filter_map(short).collect())
}

/// One project.
pub async fn get(server: &Server, place: &InProject) -> Result<Project, Fault> {
    shown(server, row(server, place).await?, place.role).await
}

/// A project's row; it may be gone since the guard saw it.
pub(crate) async fn row(server: &Server, place: &InProject) -> Result<ProjectRow, Fault> {
    let row = server.store.project_by_id(place.id).await?;
    row.ok_or_else(|| Fault::not_found("project"))
}

async fn shown(server: &Server, row: ProjectRow, role: Role) -> Result<Project, Fault> {
    let git_ref = format!("refs/heads/{}", row.settings.default_branch);
    let newest = RunsFilter {
        project: Some(row.id),
        git_ref: Some(git_ref.clone()),
        limit: 1,
        ..RunsFilter::default()
    };
    let latest = server.store.runs(&newest).await?;
    Ok(Project {
        health: server.store.health(row.id, &git_ref, HEALTH).await?,
        latest: latest.first().map(maillon_store::RunRow::summary),
        repository: place_of(&row),
        name: row.name,
        path: row.path,
        default_branch: row.settings.default_branch,
        visibility: row.settings.visibility,
        role: Some(role),
        trouble: row.polling.trouble,
        created_at: row.created_at.0,
    })
}

fn place_of(row: &ProjectRow) -> RepositoryPlace {
    match &row.url {
        None => RepositoryPlace::Hosted,
        Some(url) => RepositoryPlace::Remote {
            url: url.clone(),
            forge: row.settings.forge,
        },
    }
}

/// Makes a project; whoever does is its first maintainer.
pub async fn make(server: &Server, person: &Person, new: NewProject) -> Result<Project, Fault> {
    rules::check_name(&new.name)?;
    let path = new.path.clone().unwrap_or_else(|| new.name.clone());
    rules::check_path(&path)?;
    let remote = new
        .url
        .as_deref()
        .map(|url| remote(person, url))
        .transpose()?;
    let settings = first_settings(&new, remote.as_ref());
    let mut fresh = FreshProject {
        name: new.name.clone(),
        path,
        url: remote.as_ref().map(|remote| remote.url.clone()),
        sealed: None,
        settings,
    };
    let found = remote.as_ref().and_then(RemoteUrl::credentials);
    let given = new.credentials.or(found);
    let mut tx = server.store.begin().await?;
    let id = tx.insert_project(&fresh).await.map_err(|error| {
        if error.is_duplicate() {
            return Fault::conflict(format!("there is a project {} already", new.name));
        }
        error.into()
    })?;
    if let (Some(url), Some(given)) = (&fresh.url, given) {
        let sealed = credentials::seal(server, id, &given)?;
        tx.move_project(id, url, Some(&sealed)).await?;
        fresh.sealed = Some(sealed);
    }
    tx.set_member(id, person.id, Role::Maintainer).await?;
    if fresh.url.is_some() {
        let polling = maillon_store::Polling {
            next_at: Some(tx.now().await?),
            ..Default::default()
        };
        tx.set_polling(id, &polling).await?;
    }
    tx.audit(&person.did("project.make").in_project(&new.name))
        .await?;
    let (dir, branch) = (
        folder(server, &new.name),
        fresh.settings.default_branch.clone(),
    );
    blocking(move || Bare::create(&dir, &branch)).await?;
    tx.commit().await?;
    server.git.wake();
    let place = InProject {
        id,
        name: new.name,
        role: Role::Maintainer,
    };
    get(server, &place).await
}

fn remote(person: &Person, url: &str) -> Result<RemoteUrl, Fault> {
    if !person.administrator {
        return Err(Fault::forbidden(
            "a repository elsewhere is opened with what this server may open: only administrators add \
             one. Without an address the server hosts the repository itself",
        ));
    }
    RemoteUrl::parse(url).map_err(Fault::invalid)
}

fn first_settings(new: &NewProject, remote: Option<&RemoteUrl>) -> ProjectSettings {
    ProjectSettings {
        default_branch: "main".to_owned(),
        visibility: new.visibility,
        definition: None,
        protected: vec!["main".to_owned()],
        approvals: 0,
        auto_cancel: true,
        poll_seconds: remote.map(|_| 300),
        retention: Retention {
            days: Some(365),
            runs: None,
            bytes: None,
        },
        default_labels: Vec::new(),
        forge: new.forge.or_else(|| remote.and_then(RemoteUrl::forge)),
        report_statuses: remote.is_some_and(|remote| remote.forge().is_some())
            || new.forge.is_some(),
    }
}

/// What a project's maintainers decided.
pub async fn settings(server: &Server, place: &InProject) -> Result<ProjectSettings, Fault> {
    Ok(row(server, place).await?.settings)
}

/// Changes what a project's maintainers decide.
pub async fn change(
    server: &Server,
    person: &Person,
    place: &InProject,
    settings: ProjectSettings,
) -> Result<ProjectSettings, Fault> {
    let before = row(server, place).await?;
    rules::check(&settings, before.url.as_deref())?;
    let mut tx = server.store.begin().await?;
    tx.change_project(place.id, &settings).await?;
    if before.url.is_some() && before.settings.poll_seconds != settings.poll_seconds {
        let next_at = match settings.poll_seconds {
            Some(_) => Some(tx.now().await?),
            None => None,
        };
        let polling = maillon_store::Polling {
            next_at,
            ..before.polling
        };
        tx.set_polling(place.id, &polling).await?;
    }
    tx.audit(&person.did("project.change").in_project(&place.name))
        .await?;
    tx.commit().await?;
    if before.settings.default_branch != settings.default_branch {
        let (dir, branch) = (folder(server, &place.name), settings.default_branch.clone());
        blocking(move || Bare::open(&dir)?.set_head(&branch)).await?;
    }
    server.git.wake();
    Ok(settings)
}

/// Changes where a remote repository is, and what opens it.
pub async fn change_remote(
    server: &Server,
    person: &Person,
    name: &str,
    new: ChangeRemote,
) -> Result<(), Fault> {
    let before = server
        .store
        .project(name)
        .await?
        .ok_or_else(|| Fault::not_found("project"))?;
    let Some(old) = &before.url else {
        return Err(Fault::conflict(
            "this server hosts the repository itself; make another project for one elsewhere",
        ));
    };
    let to = remote(person, &new.url)?;
    let given = new.credentials.or_else(|| to.credentials());
    let sealed = match given {
        Some(given) => Some(credentials::seal(server, before.id, &given)?),
        None => before.sealed.filter(|_| to.is_beside(old)),
    };
    let mut tx = server.store.begin().await?;
    tx.move_project(before.id, &to.url, sealed.as_deref())
        .await?;
    let now = tx.now().await?;
    let polling = maillon_store::Polling {
        next_at: Some(now),
        failures: 0,
        trouble: None,
    };
    tx.set_polling(before.id, &polling).await?;
    let deed = person.did("project.move").in_project(name).on(&to.url);
    tx.audit(&deed).await?;
    tx.commit().await?;
    server.git.wake();
    Ok(())
}

/// Makes a new secret for a project's webhooks; the one before opens nothing any more.
pub async fn make_hook(
    server: &Server,
    person: &Person,
    place: &InProject,
) -> Result<MadeHook, Fault> {
    let secret = crate::hooks::new_secret(&random::<32>()?);
    let sealed = server
        .sealer
        .seal(&crate::hooks::context(place.id), secret.as_bytes())?;
    let mut tx = server.store.begin().await?;
    tx.set_hook(place.id, Some(&sealed)).await?;
    tx.audit(&person.did("hook.make").in_project(&place.name))
        .await?;
    tx.commit().await?;
    let url = format!("{}/hooks/{}", server.settings.url, place.name);
    Ok(MadeHook { url, secret })
}

/// Hears no webhooks any more.
pub async fn remove_hook(server: &Server, person: &Person, place: &InProject) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    tx.set_hook(place.id, None).await?;
    tx.audit(&person.did("hook.remove").in_project(&place.name))
        .await?;
    Ok(tx.commit().await?)
}

/// Looks at a remote repository now.
pub async fn look(server: &Server, place: &InProject) -> Result<(), Fault> {
    let row = row(server, place).await?;
    if row.url.is_none() {
        return Err(Fault::conflict(
            "this server hosts the repository itself: there is nothing to look for",
        ));
    }
    let mut tx = server.store.begin().await?;
    let next_at = Some(tx.now().await?);
    tx.set_polling(
        place.id,
        &maillon_store::Polling {
            next_at,
            ..row.polling
        },
    )
    .await?;
    tx.commit().await?;
    server.git.wake();
    Ok(())
}

/// Removes a project with its runs, and its repository.
pub async fn remove(server: &Server, person: &Person, place: &InProject) -> Result<(), Fault> {
    let mut tx = server.store.begin().await?;
    tx.remove_project(place.id).await?;
    tx.audit(&person.did("project.remove").in_project(&place.name))
        .await?;
    tx.commit().await?;
    let dir = git::folder(server, &place.name);
    blocking(move || Bare::remove(&dir)).await
}
