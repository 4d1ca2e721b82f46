//! Merge requests come to be.

use maillon_model::trigger::MergeRequest as MergeRequestOfRun;
use maillon_protocol::api::{MergeRequest, NewMergeRequest};
use maillon_source::repository::bare::{CommitInfo, MergeTree};
use maillon_store::{FreshMerge, ProjectRow};

use super::{check_words, get, ready};
use crate::access::{InProject, Person};
use crate::git::{self, blocking, is_draft, keep, merge_order};
use crate::http::Fault;
use crate::projects::{self, check_branch, user_of};
use crate::runs;
use crate::server::Server;

/// Proposes a branch for merge; its newest commit gets a run.
pub async fn propose(
    server: &Server,
    person: &Person,
    place: &InProject,
    new: NewMergeRequest,
) -> Result<MergeRequest, Fault> {
    let project = projects::row(server, place).await?;
    if let Some(url) = &project.url {
        return Err(Fault::conflict(format!(
            "this is a mirror of {url}: propose the merge there"
        )));
    }
    let target = new
        .target_branch
        .unwrap_or_else(|| project.settings.default_branch.clone());
    let commit = check(server, &project, &new.source_branch, &target).await?;
    let title = new.title.unwrap_or_else(|| commit.title().to_owned());
    check_words(&title, &new.description)?;
    let fresh = FreshMerge {
        title: title.trim().to_owned(),
        description: new.description,
        source_branch: new.source_branch,
        target_branch: target,
        author_id: person.id,
        sha: commit.sha.clone(),
    };
    let number = keep_it(server, person, &project, &fresh, &commit).await?;
    get(server, place, number).await
}

async fn keep_it(
    server: &Server,
    person: &Person,
    project: &ProjectRow,
    fresh: &FreshMerge,
    commit: &CommitInfo,
) -> Result<u64, Fault> {
    let user = server.store.user_by_id(person.id).await?;
    let user = user.ok_or_else(|| Fault::not_found("user"))?;
    let mut tx = server.store.begin().await?;
    let number = tx.insert_merge(project.id, fresh).await?;
    let (bare, sha) = (git::open(server, project)?, commit.sha.clone());
    blocking(move || keep(&bare, number, &sha)).await?;
    let request = request(number, fresh);
    let order = merge_order(project, request, commit, user_of(&user));
    runs::create(server, &mut tx, &order).await?;
    let deed = person.did("merge.propose").in_project(&project.name);
    tx.audit(&deed.on(number.to_string())).await?;
    tx.commit().await?;
    Ok(number)
}

fn request(number: u64, fresh: &FreshMerge) -> MergeRequestOfRun {
    MergeRequestOfRun {
        number,
        source_branch: fresh.source_branch.clone(),
        target_branch: fresh.target_branch.clone(),
        title: fresh.title.clone(),
        description: fresh.description.clone(),
        labels: Vec::new(),
        draft: is_draft(&fresh.title),
    }
}

/// Whether a branch can be proposed; its newest commit, then.
async fn check(
    server: &Server,
    project: &ProjectRow,
    source: &str,
    target: &str,
) -> Result<CommitInfo, Fault> {
    check_branch(source)?;
    check_branch(target)?;
    if source == target {
        return Err(Fault::invalid(format!(
            "{source} can't be merged into itself"
        )));
    }
    let bare = git::open(server, project)?;
    let (from, to) = (source.to_owned(), target.to_owned());
    let looked = bare.clone();
    let found = blocking(move || ready::look(&looked, &from, &to)).await?;
    let tips = found.map_err(|_| {
        Fault::invalid(format!(
            "{source} and {target} must both be branches of the repository"
        ))
    })?;
    match tips.merge {
        MergeTree::Nothing => {
            return Err(Fault::invalid(format!(
                "{target} has all of {source} already"
            )));
        }
        MergeTree::Unrelated => {
            return Err(Fault::invalid(format!(
                "{source} and {target} have no commit in common"
            )));
        }
        _ => {}
    }
    for open in server.store.open_merges_from(project.id, source).await? {
        if open.target_branch == target {
            let number = open.number;
            return Err(Fault::conflict(format!(
                "merge request {number} proposes that already"
            )));
        }
    }
    let commit = blocking(move || bare.commit(&tips.source)).await?;
    commit.ok_or_else(|| Fault::invalid(format!("{source} leads to no commit")))
}
