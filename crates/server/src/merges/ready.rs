//! Whether a merge request can be merged, and why not.

use maillon_protocol::api::{MergeHow, MergeRequest, MergeState, RunState, RunSummary};
use maillon_source::SourceError;
use maillon_source::repository::bare::{Bare, MergeTree};
use maillon_store::{MergeRow, ProjectRow};

use crate::git::{self, blocking, is_draft};
use crate::http::Fault;
use crate::server::Server;

/// How closely a merge request is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Only at what the database says.
    Quick,
    /// Also at the repository: does it conflict?
    Close,
}

/// The tips of both branches, and what merging them would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tips {
    pub(super) source: String,
    pub(super) target: String,
    pub(super) merge: MergeTree,
}

/// A merge request as everybody sees it.
pub(super) async fn shown(
    server: &Server,
    project: &ProjectRow,
    row: MergeRow,
    look: Look,
) -> Result<MergeRequest, Fault> {
    let approvals = server.store.approvals(row.id, &row.sha).await?;
    let run = run(server, &row).await?;
    let count = u32::try_from(approvals.len()).unwrap_or(u32::MAX);
    let mut obstacle = in_words(&row, run.as_ref(), count, project.settings.approvals);
    if look == Look::Close && is_open(&row) && obstacle.is_none() {
        obstacle = in_the_way(server, project, &row).await?;
    }
    Ok(MergeRequest {
        number: row.number,
        title: row.title,
        description: row.description,
        source_branch: row.source_branch,
        target_branch: row.target_branch,
        author: row.author,
        state: row.state,
        approvals,
        needed: project.settings.approvals,
        run,
        obstacle,
        sha: row.sha,
        created_at: row.created_at.0,
        closed_at: row.closed_at.map(|at| at.0),
    })
}

fn is_open(row: &MergeRow) -> bool {
    matches!(row.state, MergeState::Open | MergeState::WhenGreen)
}

async fn run(server: &Server, row: &MergeRow) -> Result<Option<RunSummary>, Fault> {
    let number = server
        .store
        .run_of_merge(row.project, row.number, &row.sha)
        .await?;
    let Some(number) = number else {
        return Ok(None);
    };
    let run = server.store.run_of(row.project, number).await?;
    Ok(run.map(|run| run.summary()))
}

/// What stands in the way, as far as the database knows.
fn in_words(
    row: &MergeRow,
    run: Option<&RunSummary>,
    approvals: u32,
    needed: u32,
) -> Option<String> {
    match row.state {
        MergeState::Merged => return Some("it is merged".to_owned()),
        MergeState::Closed => return Some("it is closed".to_owned()),
        MergeState::Open | MergeState::WhenGreen => {}
    }
    if is_draft(&row.title) {
        return Some("it is a draft, as its title says".to_owned());
    }
    if approvals < needed {
        return Some(format!("it has {approvals} of {needed} approvals"));
    }
    let Some(run) = run else {
        return Some("its newest commit has no run".to_owned());
    };
    match run.state {
        RunState::Success => None,
        state if state.is_over() => Some(format!(
            "run {} is not green: {}",
            run.number,
            state.as_str()
        )),
        _ => Some(format!("run {} goes on", run.number)),
    }
}

/// What stands in the way in the repository.
async fn in_the_way(
    server: &Server,
    project: &ProjectRow,
    row: &MergeRow,
) -> Result<Option<String>, Fault> {
    let found = tips(server, project, row).await?;
    Ok(match found {
        Ok(tips) => hindrance(row, &tips, None),
        Err(why) => Some(why),
    })
}

/// Where both branches are; or why one of them is nowhere.
pub(super) async fn tips(
    server: &Server,
    project: &ProjectRow,
    row: &MergeRow,
) -> Result<Result<Tips, String>, Fault> {
    let bare = git::open(server, project)?;
    let (source, target) = (row.source_branch.clone(), row.target_branch.clone());
    blocking(move || look(&bare, &source, &target)).await
}

pub(super) fn look(
    bare: &Bare,
    source: &str,
    target: &str,
) -> Result<Result<Tips, String>, SourceError> {
    let tip = |branch: &str| bare.resolve(&format!("refs/heads/{branch}"));
    let (Some(from), Some(to)) = (tip(source)?, tip(target)?) else {
        return Ok(Err(format!("{source} or {target} does not exist any more")));
    };
    let merge = bare.merge_tree(&to, &from)?;
    Ok(Ok(Tips {
        source: from,
        target: to,
        merge,
    }))
}

/// Why these tips can't be merged; None: they can.
pub(super) fn hindrance(row: &MergeRow, tips: &Tips, how: Option<MergeHow>) -> Option<String> {
    let (source, target) = (&row.source_branch, &row.target_branch);
    if tips.source != row.sha {
        return Some(format!("{source} was pushed to just now"));
    }
    match &tips.merge {
        MergeTree::Conflicts(files) => Some(format!(
            "{source} conflicts with {target} in {}: merge {target} into {source}, or rebase",
            some(files)
        )),
        MergeTree::Unrelated => Some(format!("{source} and {target} have no commit in common")),
        MergeTree::Nothing => Some(format!("{target} has all of {source} already")),
        MergeTree::Tree(_) if how == Some(MergeHow::FastForward) => Some(format!(
            "{target} has commits that {source} has not, so it can't be fast-forwarded: rebase {source}"
        )),
        MergeTree::Tree(_) | MergeTree::FastForward => None,
    }
}

fn some(files: &[String]) -> String {
    let shown: Vec<&str> = files.iter().take(5).map(String::as_str).collect();
    match files.len().checked_sub(shown.len()) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
