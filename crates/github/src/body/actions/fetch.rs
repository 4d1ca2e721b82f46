//! Gets the files of actions.

use std::collections::VecDeque;
use std::sync::Arc;

use super::super::job::JobRun;
use super::super::step::{Stop, Worked};
use super::definition::{self, Folder};
use super::reference::{Reference, Remote};
use super::{Origin, Used, checkout, unreachable};
use crate::action::Runs;
use crate::body::ActionFolder;
use crate::workflow::{Step, StepWork, name_own_actions};

/// Fetches the actions of repositories that steps use, and those that they use in turn.
pub(super) async fn all(job: &mut JobRun<'_>, steps: &[Step]) -> Worked {
    let mut waiting: VecDeque<String> = names(steps).collect();
    while let Some(uses) = waiting.pop_front() {
        let Ok(Reference::Remote(remote)) = Reference::parse(&uses) else {
            continue;
        };
        let reference = Reference::Remote(remote.clone());
        if checkout::is_meant(&reference) || job.actions.fetched.contains_key(&uses) {
            continue;
        }
        match one(job, &reference).await {
            Ok(used) => {
                if let Runs::Composite { steps, .. } = &used.action.runs {
                    waiting.extend(names(steps));
                }
            }
            // Its step says what is the matter with it.
            Err(_) if unreachable::is_known(&remote) => {}
            Err(stop) => return Err(stop),
        }
    }
    Ok(())
}

fn names(steps: &[Step]) -> impl Iterator<Item = String> {
    steps.iter().filter_map(|step| match &step.work {
        StepWork::Uses { uses, .. } => Some(uses.clone()),
        StepWork::Run { .. } => None,
    })
}

/// The action that a reference names. What repositories give is fetched once; what lies in the
/// workspace is read anew, because steps may change it.
pub(super) async fn one(job: &mut JobRun<'_>, reference: &Reference) -> Worked<Arc<Used>> {
    match reference {
        Reference::Remote(remote) => {
            let name = reference.to_string();
            if let Some(known) = job.actions.fetched.get(&name) {
                return known.clone();
            }
            let used = fetch(job, remote).await;
            job.actions.fetched.insert(name, used.clone());
            used
        }
        Reference::Local(uses) => local(job, uses).await,
        Reference::Image(image) => Ok(Arc::new(Used {
            reference: reference.clone(),
            folder: workspace(job, "."),
            action: Arc::new(definition::image(&format!("docker://{image}"))),
            origin: Origin::Repository,
        })),
    }
}

fn workspace(job: &JobRun<'_>, uses: &str) -> Folder {
    let (host, guest) = (job.body.host.workspace(), job.body.sandbox.workspace());
    Folder::local(host, guest, uses)
}

async fn local(job: &mut JobRun<'_>, uses: &str) -> Worked<Arc<Used>> {
    let reference = Reference::Local(uses.to_owned());
    read(job, reference, workspace(job, uses), Origin::Workspace).await
}

async fn fetch(job: &mut JobRun<'_>, remote: &Remote) -> Worked<Arc<Used>> {
    let files = repository(job, remote).await?;
    let folder = Folder::below(&files, &remote.path);
    let origin = match files.commit.as_str() {
        "" => Origin::StandIn,
        _ => Origin::Repository,
    };
    read(job, Reference::Remote(remote.clone()), folder, origin).await
}

/// The files of a repository, which may hold several actions.
async fn repository(job: &mut JobRun<'_>, remote: &Remote) -> Worked<ActionFolder> {
    let (repository, git_ref) = (&remote.repository, &remote.git_ref);
    let name = format!("{repository}@{git_ref}");
    if let Some(known) = job.actions.repositories.get(&name) {
        return Ok(known.clone());
    }
    let host = job.body.host;
    let files = tokio::select! {
        biased;
        () = job.cancel.cancelled() => return Err(Stop::Canceled),
        files = host.action(repository, git_ref) => files,
    };
    let files =
        files.map_err(|why| Stop::failed(format!("Unable to get action `{name}`: {why}")))?;
    let line = match files.commit.as_str() {
        "" => format!(
            "Action repository '{name}': {} stands in",
            files.host.display()
        ),
        commit => format!("Download action repository '{name}' (SHA:{commit})"),
    };
    job.log.line(&line).await;
    job.actions.repositories.insert(name, files.clone());
    Ok(files)
}

async fn read(
    job: &mut JobRun<'_>,
    reference: Reference,
    folder: Folder,
    origin: Origin,
) -> Worked<Arc<Used>> {
    let read = definition::load(&folder, &reference.to_string());
    let (mut action, warnings) = read.map_err(Stop::failed)?;
    if let Reference::Remote(remote) = &reference
        && let Runs::Composite { steps, .. } = &mut Arc::make_mut(&mut action).runs
    {
        name_own_actions(steps, &remote.repository, &remote.git_ref);
    }
    for warning in warnings {
        job.log.warning(&definition::described(&warning)).await;
    }
    Ok(Arc::new(Used {
        reference,
        folder,
        action,
        origin,
    }))
}
