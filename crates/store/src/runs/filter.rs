//! Lists of runs.

use maillon_protocol::api::RunState;

use super::{COLUMNS, RunRow, run};
use crate::error::StoreError;
use crate::question::Question;
use crate::store::Store;

/// Which runs a list shows; newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunsFilter {
    /// Of this project; None: of all.
    pub project: Option<i64>,
    /// Of this branch or tag: by its short name, or whole.
    pub git_ref: Option<String>,
    /// That stand so.
    pub state: Option<RunState>,
    /// By this person.
    pub author: Option<String>,
    /// For this merge request.
    pub merge: Option<u64>,
    /// Before this id.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

impl Store {
    /// Runs, newest first.
    pub async fn runs(&self, filter: &RunsFilter) -> Result<Vec<RunRow>, StoreError> {
        let git_ref = match &filter.git_ref {
            None => None,
            Some(name) => Some(self.whole_ref(filter.project, name).await?),
        };
        let mut question = Question::new(format!(
            "SELECT {COLUMNS} FROM runs r JOIN projects p ON p.id = r.project_id WHERE r.id < "
        ));
        question.bind(filter.before.unwrap_or(i64::MAX));
        if let Some(project) = filter.project {
            question.push(" AND r.project_id = ").bind(project);
        }
        if let Some(git_ref) = git_ref {
            question.push(" AND r.git_ref = ").bind(git_ref);
        }
        if let Some(state) = filter.state {
            question.push(" AND r.state = ").bind(state.as_str());
        }
        if let Some(author) = &filter.author {
            question.push(" AND r.author = ").bind(author.clone());
        }
        if let Some(merge) = filter.merge {
            question.push(" AND r.merge_number = ");
            question.bind(super::signed(merge));
        }
        question.push(" ORDER BY r.id DESC LIMIT ");
        question.bind(i64::from(filter.limit));
        let rows = question.fetch_all(self.reads()).await?;
        rows.iter().map(run).collect()
    }

    /// The whole name of a ref that runs have: a branch's, where there is one.
    async fn whole_ref(&self, project: Option<i64>, name: &str) -> Result<String, StoreError> {
        let branch = format!("refs/heads/{name}");
        if name.starts_with("refs/") {
            return Ok(name.to_owned());
        }
        let known =
            sqlx::query("SELECT id FROM runs WHERE project_id = $1 AND git_ref = $2 LIMIT 1");
        let known = known.bind(project.unwrap_or(0)).bind(branch.clone());
        let known = known.fetch_optional(self.reads()).await?;
        Ok(match known {
            Some(_) => branch,
            None => format!("refs/tags/{name}"),
        })
    }
}
