//! Runs that somebody starts, and what all runs of a repository have in common.

use std::collections::BTreeMap;

use maillon_model::trigger::{TriggerEvent, User};
use maillon_protocol::api::{NewRun, Role, RunSummary};
use maillon_source::repository::bare::{Bare, CommitInfo};
use maillon_store::ProjectRow;
use maillon_store::access::UserRow;

use super::{is_protected, row};
use crate::access::{InProject, Person};
use crate::git::{self, blocking};
use crate::http::Fault;
use crate::runs::{self, NewOrder, RunOrder};
use crate::server::Server;

/// Who starts a run, and by which means.
#[derive(Clone, Copy, Debug)]
pub struct Starter<'a> {
    /// Who.
    pub person: &'a Person,
    /// By which means.
    pub cause: Cause,
}

/// By which means somebody starts a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A button.
    Button,
    /// A call of the API.
    Api,
}

/// How far from the usual a run's place in the queue may be.
const FURTHEST: i32 = 100;

/// Starts a run.
pub async fn start(
    server: &Server,
    starter: Starter<'_>,
    place: &InProject,
    new: NewRun,
) -> Result<RunSummary, Fault> {
    let project = row(server, place).await?;
    check(&new)?;
    let bare = git::open(server, &project)?;
    let name = new
        .git_ref
        .clone()
        .unwrap_or_else(|| project.settings.default_branch.clone());
    let found = blocking(move || find(&bare, &name)).await?;
    let (git_ref, commit) = found.map_err(Fault::invalid)?;
    check_protection(&project, place.role, &git_ref, &new)?;
    let event = match starter.cause {
        Cause::Button => TriggerEvent::Manual,
        Cause::Api => TriggerEvent::Api,
    };
    let mut order = RunOrder::new(event, person(server, starter.person).await?);
    order.variables = new.variables;
    order.inputs = new.inputs;
    let made = NewOrder {
        priority: new.priority,
        author: starter.person.login.clone(),
        ..order_for(&project, &git_ref, &commit, order)
    };
    let mut tx = server.store.begin().await?;
    let key = runs::create(server, &mut tx, &made).await?;
    let deed = starter.person.did("run.start").in_project(&place.name);
    tx.audit(&deed.on(key.number.to_string())).await?;
    tx.commit().await?;
    let run = server.store.run(key.id).await?;
    run.map(|run| run.summary())
        .ok_or_else(|| Fault::not_found("run"))
}

fn check(new: &NewRun) -> Result<(), Fault> {
    check_variables(&new.variables)?;
    if new.priority.abs() <= FURTHEST {
        return Ok(());
    }
    Err(Fault::invalid(format!(
        "`priority` is {}: from -{FURTHEST} to {FURTHEST}",
        new.priority
    )))
}

/// Whether these can be variables of a run.
pub(crate) fn check_variables(variables: &BTreeMap<String, String>) -> Result<(), Fault> {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    let good = |name: &str| {
        name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit())
    };
    match variables.keys().find(|name| !good(name)) {
        None => Ok(()),
        Some(bad) => Err(Fault::invalid(format!(
            "{bad:?} can't be a variable: its name is made of letters, digits and `_`, and does not begin with a \
             digit"
        ))),
    }
}

/// Variables change what a job does: with the secrets of a protected branch that is for its maintainers.
fn check_protection(
    project: &ProjectRow,
    role: Role,
    git_ref: &str,
    new: &NewRun,
) -> Result<(), Fault> {
    let protected = is_protected(&project.settings, git_ref);
    if protected && role < Role::Maintainer && !new.variables.is_empty() {
        return Err(Fault::forbidden(format!(
            "{git_ref} is protected: only maintainers give variables to its runs"
        )));
    }
    Ok(())
}

fn find(
    bare: &Bare,
    name: &str,
) -> Result<Result<(String, CommitInfo), String>, maillon_source::SourceError> {
    let Some(git_ref) = full_ref(bare, name)? else {
        return Ok(Err(format!("there is no branch or tag {name}")));
    };
    Ok(match bare.commit(&git_ref)? {
        Some(commit) => Ok((git_ref, commit)),
        None => Err(format!("{git_ref} leads to no commit")),
    })
}

/// The whole name of a branch or tag; a branch comes before a tag of the same name.
pub(crate) fn full_ref(
    bare: &Bare,
    name: &str,
) -> Result<Option<String>, maillon_source::SourceError> {
    let (branch, tag) = (format!("refs/heads/{name}"), format!("refs/tags/{name}"));
    let asked: &[&str] = if name.starts_with("refs/heads/") || name.starts_with("refs/tags/") {
        &[name]
    } else {
        &[&branch, &tag]
    };
    let found = bare.refs_named(asked)?;
    Ok(found.into_iter().next().map(|found| found.name))
}

/// A run of a ref of the project itself, by the commit's author.
pub(crate) fn order_for(
    project: &ProjectRow,
    git_ref: &str,
    commit: &CommitInfo,
    order: RunOrder,
) -> NewOrder {
    NewOrder {
        project: project.id,
        git_ref: git_ref.to_owned(),
        sha: commit.sha.clone(),
        title: commit.title().to_owned(),
        author: commit.author_name.clone(),
        merge: None,
        rerun_of: None,
        priority: 0,
        protected: is_protected(&project.settings, git_ref),
        trusted: true,
        order,
    }
}

/// A person as runs know them.
async fn person(server: &Server, person: &Person) -> Result<User, Fault> {
    let row = server.store.user_by_id(person.id).await?;
    Ok(row.map(|row| user_of(&row)).unwrap_or_default())
}

/// Somebody as runs know them.
pub(crate) fn user_of(row: &UserRow) -> User {
    User {
        login: row.login.clone(),
        name: row.name.clone(),
        email: row.email.clone(),
    }
}

/// A commit's author as runs know them.
pub(crate) fn author_of(commit: &CommitInfo) -> User {
    let login = commit.author_email.split('@').next().unwrap_or_default();
    User {
        login: login.to_owned(),
        name: commit.author_name.clone(),
        email: commit.author_email.clone(),
    }
}
