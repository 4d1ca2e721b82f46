//! The pages of projects: the list, a new one, settings.

use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Extension, Form};
use maillon_pages::Frame;
use maillon_pages::frame::{Place, Tab};
use maillon_pages::views::{NewProjectPage, ProjectsPage, SettingsPage};
use maillon_protocol::api::{Forge, NewProject, ProjectSettings, Retention, Role, Visibility};
use serde::Deserialize;

use crate::access::{Actor, InProject};
use crate::http::html::{Around, given, go, number, page};
use crate::http::route::Method::{Get, Post};
use crate::http::route::Needs;
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let maintainer = Needs::Role(Role::Maintainer);
    let settings = "/projects/{project}/settings";
    vec![
        Route::page(Get, "/", Needs::Nobody, list).does("The projects that one may see"),
        Route::page(Get, "/new-project", Needs::SignedIn, new).does("The form of a new project"),
        Route::page(Post, "/projects", Needs::SignedIn, make).does("Makes a project"),
        Route::page(Get, settings, maintainer, show_settings).does("A project's settings"),
        Route::page(Post, settings, maintainer, change).does("Changes a project's settings"),
        Route::page(Post, "/projects/{project}/settings/hook", maintainer, hook)
            .does("Makes a new secret for a project's webhooks, and shows it"),
        Route::page(Post, "/projects/{project}/remove", maintainer, remove)
            .does("Removes a project with its runs and its repository"),
    ]
}

#[derive(Default, Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn list(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Around(frame): Around,
    Query(search): Query<Search>,
) -> Result<Response, Fault> {
    let mut projects = super::list(&server, &actor).await?;
    if projects.is_empty() && actor == Actor::Stranger {
        return Ok(go("/login"));
    }
    let wanted = search.q.trim().to_lowercase();
    projects.retain(|project| {
        project.name.contains(&wanted) || project.path.to_lowercase().contains(&wanted)
    });
    page(&ProjectsPage {
        frame: frame.titled("Projects").at(Place::Projects),
        projects,
        search: search.q,
    })
}

async fn new(Around(frame): Around) -> Result<Response, Fault> {
    form(frame, NewProject::default())
}

fn form(frame: Frame, new: NewProject) -> Result<Response, Fault> {
    page(&NewProjectPage {
        frame: frame.titled("New project"),
        new,
    })
}

#[derive(Deserialize)]
struct ProjectForm {
    name: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    visibility: Visibility,
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Around(frame): Around,
    Form(form): Form<ProjectForm>,
) -> Result<Response, Fault> {
    let new = NewProject {
        name: form.name.trim().to_owned(),
        path: given(&form.path),
        url: given(&form.url),
        visibility: form.visibility,
        ..NewProject::default()
    };
    match super::make(&server, actor.known()?, new.clone()).await {
        Ok(made) => Ok(go(&format!("/projects/{}", made.name))),
        Err(fault) if fault.status.is_client_error() => {
            self::form(frame.failing(Some(fault.message)), new)
        }
        Err(fault) => Err(fault),
    }
}

async fn settings_page(
    server: &Server,
    place: &InProject,
    frame: Frame,
    shown: Option<String>,
) -> Result<Response, Fault> {
    page(&SettingsPage {
        frame: frame
            .titled(format!("Settings of {}", place.name))
            .tab(Tab::Settings),
        project: place.name.clone(),
        settings: super::settings(server, place).await?,
        hook: Some(format!("{}/hooks/{}", server.settings.url, place.name)),
        shown,
    })
}

async fn show_settings(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
) -> Result<Response, Fault> {
    settings_page(&server, &place, frame, None).await
}

#[derive(Deserialize)]
struct SettingsForm {
    default_branch: String,
    visibility: Visibility,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    protected: String,
    #[serde(default)]
    approvals: String,
    #[serde(default)]
    poll_seconds: String,
    auto_cancel: Option<String>,
    #[serde(default)]
    default_labels: String,
    #[serde(default)]
    retention_days: String,
    #[serde(default)]
    retention_runs: String,
    #[serde(default)]
    retention_bytes: String,
    #[serde(default)]
    forge: String,
    report_statuses: Option<String>,
}

impl SettingsForm {
    fn settings(self) -> Result<ProjectSettings, Fault> {
        Ok(ProjectSettings {
            default_branch: self.default_branch.trim().to_owned(),
            visibility: self.visibility,
            definition: given(&self.definition),
            protected: parts(&self.protected, '\n'),
            approvals: number("the approvals", &self.approvals)?.unwrap_or(0),
            auto_cancel: self.auto_cancel.is_some(),
            poll_seconds: number("the seconds between looks", &self.poll_seconds)?,
            retention: Retention {
                days: number("the days", &self.retention_days)?,
                runs: number("the runs", &self.retention_runs)?,
                bytes: number("the bytes", &self.retention_bytes)?,
            },
            default_labels: parts(&self.default_labels, ','),
            forge: forge(&self.forge)?,
            report_statuses: self.report_statuses.is_some(),
        })
    }
}

fn parts(text: &str, separator: char) -> Vec<String> {
    text.split(separator).filter_map(given).collect()
}

fn forge(word: &str) -> Result<Option<Forge>, Fault> {
    match word {
        "" => Ok(None),
        "gitlab" => Ok(Some(Forge::Gitlab)),
        "github" => Ok(Some(Forge::Github)),
        "gitea" => Ok(Some(Forge::Gitea)),
        _ => Err(Fault::invalid(format!(
            "there is no forge {word}: gitlab, github or gitea"
        ))),
    }
}

async fn change(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Form(form): Form<SettingsForm>,
) -> Result<Response, Fault> {
    super::change(&server, actor.known()?, &place, form.settings()?).await?;
    Ok(go(&format!("/projects/{}/settings", place.name)))
}

async fn hook(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
) -> Result<Response, Fault> {
    let made = super::make_hook(&server, actor.known()?, &place).await?;
    settings_page(&server, &place, frame, Some(made.secret)).await
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Form(form): Form<Confirmed>,
) -> Result<Response, Fault> {
    if form.confirm != place.name {
        return Err(Fault::invalid(format!(
            "write the project's name, {}, to confirm",
            place.name
        )));
    }
    super::remove(&server, actor.known()?, &place).await?;
    Ok(go("/"))
}
