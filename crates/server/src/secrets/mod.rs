//! Secrets of projects: set by maintainers, shown to nobody, given to the runs that may have them.

mod api;
mod web;

use maillon_model::Secret;
use maillon_protocol::api::{NewSecret, SecretInfo, SecretKind};
use maillon_store::{SecretRow, Store};

use crate::access::{InProject, Person};
use crate::http::{Fault, Route};
use crate::seal::{SealError, Sealer};
use crate::server::Server;

/// The longest value, in bytes.
const LONGEST: usize = 256 * 1024;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    [api::routes(), web::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// Of which kind a run is, as far as secrets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trust {
    /// Of a protected branch or tag: it gets all secrets.
    Protected,
    /// Of any other branch of the project: it gets what is not protected.
    Inside,
    /// A merge request from outside: it gets none.
    Outside,
}

/// A secret, opened for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSecret {
    /// The variable's name.
    pub name: String,
    /// Its value.
    pub value: Secret,
    /// The environment that it is for, perhaps with `*`; None: every job.
    pub environment: Option<String>,
    /// How jobs receive it.
    pub kind: SecretKind,
}

impl RunSecret {
    /// Whether a job that deploys to `environment` (None: to none) gets it.
    pub fn is_for(&self, environment: Option<&str>) -> bool {
        match (&self.environment, environment) {
            (None, _) => true,
            (Some(pattern), Some(name)) => matches(pattern, name),
            (Some(_), None) => false,
        }
    }

    /// Of several of one name the one with the largest counts: the closer it names the environment.
    pub fn closeness(&self) -> (usize, usize) {
        let pattern = self.environment.as_deref().unwrap_or_default();
        let stars = pattern.matches('*').count();
        (pattern.len() - stars, usize::MAX - stars)
    }
}

/// What a run of a project gets.
pub async fn for_run(
    store: &Store,
    sealer: &Sealer,
    project: i64,
    trust: Trust,
) -> Result<Vec<RunSecret>, Fault> {
    if trust == Trust::Outside {
        return Ok(Vec::new());
    }
    let rows = store.secrets(project).await?;
    let given = rows
        .into_iter()
        .filter(|row| trust == Trust::Protected || !row.protected);
    let opened: Result<_, SealError> = given.map(|row| open(sealer, project, row)).collect();
    Ok(opened?)
}

fn open(sealer: &Sealer, project: i64, row: SecretRow) -> Result<RunSecret, SealError> {
    let place = place(project, &row.name, row.environment.as_deref());
    let value = sealer.open(&place, &row.sealed)?;
    let value = String::from_utf8(value).map_err(|_| SealError::Broken)?;
    Ok(RunSecret {
        name: row.name,
        value: Secret::new(value),
        environment: row.environment,
        kind: row.kind,
    })
}

/// A project's secrets, without their values.
pub async fn list(server: &Server, place: &InProject) -> Result<Vec<SecretInfo>, Fault> {
    let rows = server.store.secrets(place.id).await?;
    let infos = rows.into_iter().map(|row| SecretInfo {
        name: row.name,
        environment: row.environment,
        protected: row.protected,
        kind: row.kind,
        updated_at: row.updated_at.0,
    });
    Ok(infos.collect())
}

/// Sets a secret.
pub async fn set(
    server: &Server,
    person: &Person,
    project: &InProject,
    new: NewSecret,
) -> Result<(), Fault> {
    check(&new)?;
    let environment = new.environment.filter(|name| !name.is_empty());
    let context = place(project.id, &new.name, environment.as_deref());
    let row = SecretRow {
        sealed: server.sealer.seal(&context, new.value.as_bytes())?,
        name: new.name,
        environment,
        protected: new.protected,
        kind: new.kind,
        updated_at: maillon_model::Timestamp(0),
    };
    let deed = person.did("secret.set").in_project(&project.name);
    let deed = deed.on(target(&row.name, row.environment.as_deref()));
    let mut tx = server.store.begin().await?;
    tx.set_secret(project.id, &row).await?;
    tx.audit(&deed).await?;
    Ok(tx.commit().await?)
}

/// Removes a secret.
pub async fn remove(
    server: &Server,
    person: &Person,
    project: &InProject,
    name: &str,
    environment: Option<&str>,
) -> Result<(), Fault> {
    let environment = environment.filter(|name| !name.is_empty());
    let deed = person.did("secret.remove").in_project(&project.name);
    let deed = deed.on(target(name, environment));
    let mut tx = server.store.begin().await?;
    if !tx.remove_secret(project.id, name, environment).await? {
        return Err(Fault::not_found("secret"));
    }
    tx.audit(&deed).await?;
    Ok(tx.commit().await?)
}

fn check(new: &NewSecret) -> Result<(), Fault> {
    let mut letters = new.name.chars();
    let first = letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let more = |c: char| {
        c.is_ascii_alphanumeric()
            || c == '_'
            || (new.kind == SecretKind::Credential && matches!(c, '-' | '.'))
    };
    if !first || !letters.all(more) || new.name.len() > 255 {
        return Err(Fault::invalid(format!(
            "`{}` is no name of a variable: letters, digits and `_`, no digit first",
            new.name
        )));
    }
    if new.value.len() > LONGEST {
        return Err(Fault::invalid("a secret has at most 256 KiB"));
    }
    if new.value.is_empty() {
        return Err(Fault::invalid("an empty value hides nothing"));
    }
    Ok(())
}

/// What a value is sealed for.
fn place(project: i64, name: &str, environment: Option<&str>) -> String {
    format!(
        "secret {project}/{name}@{}",
        environment.unwrap_or_default()
    )
}

fn target(name: &str, environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("{name}@{environment}"),
        None => name.to_owned(),
    }
}

/// `review/*` and `review/login`.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let rest = name.strip_prefix(parts.next().unwrap_or_default());
    let Some(last) = parts.next_back() else {
        return rest == Some("");
    };
    let middle = rest.and_then(|rest| rest.strip_suffix(last));
    let left = parts.try_fold(middle, |left, part| {
        let (_, left) = left?.split_once(part)?;
        Some(Some(left))
    });
    left.flatten().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        let check = |pattern, name, expected| assert_eq!(matches(pattern, name), expected);
        check("production", "production", true);
        check("production", "production2", false);
        check("review/*", "review/login", true);
        check("review/*", "review", false);
        check("*", "", true);
        check("a*b*c", "a-b-b-c", true);
        check("a*b*c", "a-c-b", false);
    }
}
