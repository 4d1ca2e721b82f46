//! Merge requests, and who approved them.

use maillon_model::Timestamp;
use maillon_protocol::api::{Approval, MergeHow, MergeState};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::projects::Noted;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, of_word, time, word};

/// A merge request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeRow {
    /// Its number in the database.
    pub id: i64,
    /// Its project.
    pub project: i64,
    /// Its number in the project.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its description, in Markdown.
    pub description: String,
    /// The branch with the changes, by its short name.
    pub source_branch: String,
    /// The branch that gets them, by its short name.
    pub target_branch: String,
    /// Who proposed it.
    pub author_id: i64,
    /// Their login.
    pub author: String,
    /// How it stands.
    pub state: MergeState,
    /// How it is to be merged when it is green.
    pub how: MergeHow,
    /// The newest commit of the source branch.
    pub sha: String,
    /// The target before the merge.
    pub base_sha: Option<String>,
    /// The target after the merge.
    pub merged_sha: Option<String>,
    /// Who merged it, or wants it merged when it is green.
    pub merged_by: Option<i64>,
    /// When it was proposed.
    pub created_at: Timestamp,
    /// When it was merged or closed.
    pub closed_at: Option<Timestamp>,
}

/// A merge request to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshMerge {
    /// Its title.
    pub title: String,
    /// Its description, in Markdown.
    pub description: String,
    /// The branch with the changes, by its short name.
    pub source_branch: String,
    /// The branch that gets them, by its short name.
    pub target_branch: String,
    /// Who proposes it.
    pub author_id: i64,
    /// The newest commit of the source branch.
    pub sha: String,
}

/// How a merge request ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeEnd<'a> {
    /// Somebody gave it up.
    Closed,
    /// The target has the changes.
    Merged {
        /// Who wanted it.
        by: i64,
        /// The target before.
        base: &'a str,
        /// The target after.
        merged: &'a str,
    },
}

/// Which merge requests a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergesShown {
    /// Those that wait.
    Open,
    /// All.
    All,
}

const QUESTION: &str = "SELECT m.id, m.project_id, m.number, m.title, m.description, m.source_branch, \
     m.target_branch, m.author_id, u.login, m.state, m.how, m.sha, m.base_sha, m.merged_sha, m.merged_by, \
     m.created_at, m.closed_at FROM merges m JOIN users u ON u.id = m.author_id";

const OPEN: &str = "m.state IN ('open', 'when_green')";

fn merge(row: &AnyRow) -> Result<MergeRow, StoreError> {
    let number: i64 = row.try_get("number")?;
    Ok(MergeRow {
        id: row.try_get("id")?,
        project: row.try_get("project_id")?,
        number: u64::try_from(number).unwrap_or(0),
        title: row.try_get("title")?,
        description: row.try_get("description")?,
        source_branch: row.try_get("source_branch")?,
        target_branch: row.try_get("target_branch")?,
        author_id: row.try_get("author_id")?,
        author: row.try_get("login")?,
        state: of_word("a merge request's state", row.try_get("state")?)?,
        how: of_word("a way to merge", row.try_get("how")?)?,
        sha: row.try_get("sha")?,
        base_sha: row.try_get("base_sha")?,
        merged_sha: row.try_get("merged_sha")?,
        merged_by: row.try_get("merged_by")?,
        created_at: time(row.try_get("created_at")?),
        closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(time),
    })
}

fn merges(rows: &[AnyRow]) -> Result<Vec<MergeRow>, StoreError> {
    rows.iter().map(merge).collect()
}

fn number_of(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Store {
    /// A merge request of a project.
    pub async fn merge(&self, project: i64, number: u64) -> Result<Option<MergeRow>, StoreError> {
        let question = format!("{QUESTION} WHERE m.project_id = $1 AND m.number = $2");
        let row = sqlx::query(AssertSqlSafe(question))
            .bind(project)
            .bind(number_of(number))
            .fetch_optional(self.reads())
            .await?;
        row.as_ref().map(merge).transpose()
    }

    /// Merge requests of a project with numbers below `before`, newest first.
    pub async fn merges(
        &self,
        project: i64,
        shown: MergesShown,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<MergeRow>, StoreError> {
        let shown = match shown {
            MergesShown::Open => format!(" AND {OPEN}"),
            MergesShown::All => String::new(),
        };
        let question = format!(
            "{QUESTION} WHERE m.project_id = $1 AND m.number < $2{shown} ORDER BY m.number DESC LIMIT $3"
        );
        let rows = sqlx::query(AssertSqlSafe(question))
            .bind(project)
            .bind(before.map_or(i64::MAX, number_of))
            .bind(i64::from(limit))
            .fetch_all(self.reads())
            .await?;
        merges(&rows)
    }

    /// Open merge requests of a source branch, by its short name.
    pub async fn open_merges_from(
        &self,
        project: i64,
        branch: &str,
    ) -> Result<Vec<MergeRow>, StoreError> {
        let question = format!(
            "{QUESTION} WHERE m.project_id = $1 AND m.source_branch = $2 AND {OPEN} ORDER BY m.number"
        );
        let rows = sqlx::query(AssertSqlSafe(question))
            .bind(project)
            .bind(branch)
            .fetch_all(self.reads())
            .await?;
        merges(&rows)
    }

    /// Merge requests of all projects that are to be merged as soon as they can be.
    pub async fn merges_when_green(&self) -> Result<Vec<MergeRow>, StoreError> {
        let question = format!("{QUESTION} WHERE m.state = 'when_green' ORDER BY m.id");
        let rows = sqlx::query(AssertSqlSafe(question));
        merges(&rows.fetch_all(self.reads()).await?)
    }

    /// Who approved a commit of a merge request, in the order in which they did.
    pub async fn approvals(&self, merge: i64, sha: &str) -> Result<Vec<Approval>, StoreError> {
        let question = "SELECT u.login, a.at FROM approvals a JOIN users u ON u.id = a.user_id \
             WHERE a.merge_id = $1 AND a.sha = $2 AND u.blocked = 0 ORDER BY a.at, u.login";
        let rows: Vec<(String, i64)> = sqlx::query_as(question)
            .bind(merge)
            .bind(sha)
            .fetch_all(self.reads())
            .await?;
        let approvals = rows
            .into_iter()
            .map(|(by, at)| Approval { by, at: time(at).0 });
        Ok(approvals.collect())
    }
}

impl Tx {
    /// Keeps a new merge request; its number in the project.
    pub async fn insert_merge(
        &mut self,
        project: i64,
        fresh: &FreshMerge,
    ) -> Result<u64, StoreError> {
        let now = self.now().await?;
        let question = "UPDATE projects SET next_merge = next_merge + 1 WHERE id = $1 RETURNING next_merge - 1";
        let (number,): (i64,) = sqlx::query_as(question)
            .bind(project)
            .fetch_one(self.sql())
            .await?;
        let question = "INSERT INTO merges (project_id, number, title, description, source_branch, \
             target_branch, author_id, state, sha, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)";
        sqlx::query(question)
            .bind(project)
            .bind(number)
            .bind(&fresh.title)
            .bind(&fresh.description)
            .bind(&fresh.source_branch)
            .bind(&fresh.target_branch)
            .bind(fresh.author_id)
            .bind(&fresh.sha)
            .bind(millis(now))
            .execute(self.sql())
            .await?;
        Ok(u64::try_from(number).unwrap_or(0))
    }

    /// Changes the words of a merge request.
    pub async fn rename_merge(
        &mut self,
        merge: i64,
        title: &str,
        description: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE merges SET title = $2, description = $3 WHERE id = $1")
            .bind(merge)
            .bind(title)
            .bind(description)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Notes the newest commit of the source branch. Approvals of other commits count no more, and nobody wished
    /// to have this one merged yet.
    pub async fn set_merge_sha(&mut self, merge: i64, sha: &str) -> Result<(), StoreError> {
        let question = "UPDATE merges SET sha = $2, state = 'open', merged_by = NULL \
             WHERE id = $1 AND sha <> $2 AND state IN ('open', 'when_green')";
        sqlx::query(question)
            .bind(merge)
            .bind(sha)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Wishes an open merge request to be merged when it is green (who, and how), or no more (None).
    /// [`Noted::Known`]: it is not open.
    pub async fn wish_merge(
        &mut self,
        merge: i64,
        wish: Option<(i64, MergeHow)>,
    ) -> Result<Noted, StoreError> {
        let (state, by, how) = match wish {
            Some((by, how)) => (MergeState::WhenGreen, Some(by), how),
            None => (MergeState::Open, None, MergeHow::default()),
        };
        let question = "UPDATE merges SET state = $2, merged_by = $3, how = $4 \
             WHERE id = $1 AND state IN ('open', 'when_green')";
        let done = sqlx::query(question)
            .bind(merge)
            .bind(word(&state))
            .bind(by)
            .bind(word(&how))
            .execute(self.sql())
            .await?;
        Ok(Noted::of(done.rows_affected()))
    }

    /// Ends an open merge request. [`Noted::Known`]: it has ended already.
    pub async fn end_merge(&mut self, merge: i64, end: &MergeEnd<'_>) -> Result<Noted, StoreError> {
        let now = self.now().await?;
        let (state, by, base, merged) = match end {
            MergeEnd::Closed => (MergeState::Closed, None, None, None),
            MergeEnd::Merged { by, base, merged } => {
                (MergeState::Merged, Some(*by), Some(*base), Some(*merged))
            }
        };
        let question = "UPDATE merges SET state = $2, merged_by = $3, base_sha = $4, merged_sha = $5, \
             closed_at = $6 WHERE id = $1 AND state IN ('open', 'when_green')";
        let done = sqlx::query(question)
            .bind(merge)
            .bind(word(&state))
            .bind(by)
            .bind(base.map(str::to_owned))
            .bind(merged.map(str::to_owned))
            .bind(millis(now))
            .execute(self.sql())
            .await?;
        Ok(Noted::of(done.rows_affected()))
    }

    /// Approves a commit of a merge request; doing so twice is doing so once.
    pub async fn approve(&mut self, merge: i64, user: i64, sha: &str) -> Result<(), StoreError> {
        let now = self.now().await?;
        let question = "INSERT INTO approvals (merge_id, user_id, sha, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (merge_id, user_id, sha) DO NOTHING";
        sqlx::query(question)
            .bind(merge)
            .bind(user)
            .bind(sha)
            .bind(millis(now))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Takes an approval back.
    pub async fn disapprove(&mut self, merge: i64, user: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM approvals WHERE merge_id = $1 AND user_id = $2")
            .bind(merge)
            .bind(user)
            .execute(self.sql())
            .await?;
        Ok(())
    }
}
