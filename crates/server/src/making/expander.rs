//! Pipelines that jobs start in other projects of the server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use maillon_definition::{OtherTree, Projects, Upstream};
use maillon_model::Diagnostic;
use maillon_model::pipeline::Dialect;
use maillon_source::SourceError;
use maillon_source::repository::Comparison;
use maillon_source::repository::checkout::commit_of;
use maillon_store::{ProjectRow, RunRow};

use super::neighbours;
use super::own::Place;
use super::tree::TreeOrder;
use super::variables::Given;
use super::workshop::{Workshop, wait};
use crate::http::Fault;
use crate::secrets::Trust;

/// Opens other projects of the server for a run.
pub(super) struct Siblings {
    pub(super) shop: Arc<Workshop>,
    pub(super) run: RunRow,
    /// Who started the run.
    pub(super) login: String,
    /// What was opened, by path.
    pub(super) opened: Mutex<HashMap<String, Place>>,
}

/// A project that was found, and where its branch is.
struct Found {
    project: ProjectRow,
    branch: String,
    given: Given,
}

impl Siblings {
    /// What is checked out of a project that was opened.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.get(path).cloned()
    }

    async fn find(&self, path: &str, branch: Option<&str>) -> Result<Option<Found>, Fault> {
        let (shop, run) = (&self.shop, &self.run);
        let found = neighbours::startable(shop, run, &self.login, path).await?;
        let Some(project) = found else {
            return Ok(None);
        };
        let settings = &project.settings;
        let branch = branch.unwrap_or(&settings.default_branch).to_owned();
        let is_protected = settings
            .protected
            .iter()
            .any(|glob| crate::secrets::matches(glob, &branch));
        let trust = if is_protected {
            Trust::Protected
        } else {
            Trust::Inside
        };
        let secrets = shop.secrets(project.id, trust).await?;
        let given = Given::new(secrets, Dialect::Gitlab);
        Ok(Some(Found {
            project,
            branch,
            given,
        }))
    }

    fn tree(&self, found: &Found) -> Result<TreeOrder, Box<Diagnostic>> {
        let (shop, project) = (&self.shop, &found.project);
        let bare = shop.bare(&project.name);
        let name = format!("refs/heads/{}", found.branch);
        let sha = commit_of(&bare, &name).map_err(|error| unreadable(&error))?;
        let Some(sha) = sha else {
            return Err(Box::new(no_branch(&project.path, &found.branch)));
        };
        Ok(TreeOrder {
            bare,
            folder: shop
                .folder(self.run.id)
                .join(format!("{}-{sha}", project.name)),
            sha,
            remote_url: shop.remote_url(project),
            default_branch: project.settings.default_branch.clone(),
        })
    }

    fn keep(&self, found: &Found, tree: &TreeOrder) {
        let place = Place {
            project: found.project.name.clone(),
            path: found.project.path.clone(),
            actions: "github.com".to_owned(),
            sha: tree.sha.clone(),
            git_ref: format!("refs/heads/{}", found.branch),
            branch: None,
            remote_url: tree.remote_url.clone(),
            default_branch: tree.default_branch.clone(),
            scoped: found.given.scoped.clone(),
        };
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.insert(found.project.path.clone(), place);
    }
}

impl Projects for Siblings {
    fn open(
        &self,
        _upstream: &Upstream,
        path: &str,
        branch: Option<&str>,
    ) -> Result<OtherTree, Box<Diagnostic>> {
        let found = wait(self.find(path, branch));
        let found = found.map_err(|fault| Box::new(other_project(fault.message)))?;
        let found = found.ok_or_else(|| Box::new(not_here(path)))?;
        let tree = self.tree(&found)?;
        let options = wait(async {
            let readable = neighbours::readable(&self.shop, &self.run, &self.login).await?;
            self.shop.options(readable).await
        });
        let options = options.map_err(|fault| Box::new(other_project(fault.message)))?;
        let repository = tree.open(options).map_err(|error| unreadable(&error))?;
        let repository = repository.with_comparison(Comparison::Nothing);
        let facts = repository.facts().map_err(|error| unreadable(&error))?;
        self.keep(&found, &tree);
        Ok(OtherTree {
            repository: Arc::new(repository),
            facts,
            branch: found.branch,
            variables: found.given.variables,
        })
    }
}

fn other_project(message: String) -> Diagnostic {
    Diagnostic::error("gitlab/other-project", message)
}

fn unreadable(error: &SourceError) -> Box<Diagnostic> {
    Box::new(other_project(error.to_string()))
}

fn no_branch(path: &str, branch: &str) -> Diagnostic {
    other_project(format!("the project `{path}` has no branch `{branch}`"))
}

/// Whether there is no such project or not for them is not told.
fn not_here(path: &str) -> Diagnostic {
    let message =
        format!("whoever started this run may start no pipeline of the project `{path}` here");
    let hint =
        "it takes the role of a developer there, and a project of this server with that path";
    other_project(message).hint(hint)
}
