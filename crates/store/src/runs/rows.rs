//! A run as it is kept.

use maillon_model::Timestamp;
use maillon_protocol::api::{RunEvent, RunState, RunSummary};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::unsigned;
use crate::error::StoreError;
use crate::words::{of_json, of_word};

/// A run as it is kept, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its id among all runs.
    pub id: i64,
    /// Its project.
    pub project_id: i64,
    /// The project's name.
    pub project: String,
    /// Its number in the project.
    pub number: u64,
    /// How it stands.
    pub state: RunState,
    /// What made it.
    pub event: RunEvent,
    /// `refs/heads/main`
    pub git_ref: String,
    /// The commit.
    pub sha: String,
    /// The first line of the commit's message.
    pub title: String,
    /// A login, or the commit's author.
    pub author: String,
    /// The pipeline's own name.
    pub name: Option<String>,
    /// `gitlab`, `github` or `jenkins`.
    pub dialect: Option<String>,
    /// The definition's file.
    pub definition: Option<String>,
    /// Why it ended so, where that is no job's fault.
    pub reason: Option<String>,
    /// What was found in the definition.
    pub diagnostics: Vec<String>,
    /// The number of the run whose jobs it runs again.
    pub rerun_of: Option<u64>,
    /// The number of the merge request that it is for.
    pub merge: Option<u64>,
    /// Its place in the queue.
    pub priority: i32,
    /// Whether it gets protected secrets.
    pub protected: bool,
    /// Whether it gets secrets at all.
    pub trusted: bool,
    /// Whether a newer run may end it.
    pub interruptible: bool,
    /// Whether its pipeline was made.
    pub made: bool,
    /// When its engine wants to hear of the time.
    pub wake_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its first job started.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

pub(crate) const COLUMNS: &str = "r.id, r.project_id, p.name AS project, r.number, r.state, r.event, r.git_ref, \
     r.sha, r.title, r.author, r.name, r.dialect, r.definition, r.reason, r.diagnostics, r.rerun_of, \
     r.merge_number, r.priority, r.protected, r.trusted, r.interruptible, \
     CAST(CASE WHEN r.made IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_made, r.wake_at, r.created_at, \
     r.started_at, r.finished_at";

pub(crate) fn run(row: &AnyRow) -> Result<RunRow, StoreError> {
    let count = |column| row.try_get::<Option<i64>, _>(column);
    let moment = |column| Ok::<_, sqlx::Error>(count(column)?.map(time));
    let truth = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)? != 0);
    Ok(RunRow {
        id: row.try_get("id")?,
        project_id: row.try_get("project_id")?,
        project: row.try_get("project")?,
        number: unsigned(row.try_get("number")?),
        state: of_word("a run's state", row.try_get("state")?)?,
        event: of_word("a run's event", row.try_get("event")?)?,
        git_ref: row.try_get("git_ref")?,
        sha: row.try_get("sha")?,
        title: row.try_get("title")?,
        author: row.try_get("author")?,
        name: row.try_get("name")?,
        dialect: row.try_get("dialect")?,
        definition: row.try_get("definition")?,
        reason: row.try_get("reason")?,
        diagnostics: of_json("diagnostics of a run", row.try_get("diagnostics")?)?,
        rerun_of: count("rerun_of")?.map(unsigned),
        merge: count("merge_number")?.map(unsigned),
        priority: i32::try_from(row.try_get::<i64, _>("priority")?).unwrap_or(0),
        protected: truth("protected")?,
        trusted: truth("trusted")?,
        interruptible: truth("interruptible")?,
        made: truth("is_made")?,
        wake_at: moment("wake_at")?,
        created_at: time(row.try_get("created_at")?),
        started_at: moment("started_at")?,
        finished_at: moment("finished_at")?,
    })
}

impl RunRow {
    /// As it stands in lists.
    pub fn summary(&self) -> RunSummary {
        RunSummary {
            project: self.project.clone(),
            number: self.number,
            state: self.state,
            name: self.name.clone(),
            event: self.event,
            git_ref: short_ref(&self.git_ref).to_owned(),
            sha: self.sha.clone(),
            title: self.title.clone(),
            author: self.author.clone(),
            created_at: self.created_at.0,
            started_at: self.started_at.map(|at| at.0),
            finished_at: self.finished_at.map(|at| at.0),
        }
    }
}

/// `main` of `refs/heads/main`; what is neither a branch nor a tag stays whole.
fn short_ref(git_ref: &str) -> &str {
    let branch = git_ref.strip_prefix("refs/heads/");
    branch
        .or_else(|| git_ref.strip_prefix("refs/tags/"))
        .unwrap_or(git_ref)
}

pub(crate) fn time(millis: i64) -> Timestamp {
    Timestamp(unsigned(millis))
}

pub(crate) fn millis(time: Timestamp) -> i64 {
    super::signed(time.0)
}
