//! Projects, and what is known of their repositories.

use maillon_model::Timestamp;
use maillon_protocol::api::{ProjectSettings, Role, Visibility};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, millis, of_json, of_word, time, word};

/// A project as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its number.
    pub id: i64,
    /// Its name in addresses.
    pub name: String,
    /// `group/name`, as the dialects see it.
    pub path: String,
    /// Where its repository is, without credentials; None: on this server.
    pub url: Option<String>,
    /// Sealed: what opens the repository and the forge's API.
    pub sealed: Option<Vec<u8>>,
    /// What its maintainers decided.
    pub settings: ProjectSettings,
    /// Sealed: the secret of its webhooks; None: it hears none.
    pub hook: Option<Vec<u8>>,
    /// How looking at its remote repository goes.
    pub polling: Polling,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How looking at a remote repository goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Polling {
    /// When it is looked at next; None: it is not.
    pub next_at: Option<Timestamp>,
    /// How many looks in a row failed.
    pub failures: u32,
    /// Why the last look failed; None: it did not.
    pub trouble: Option<String>,
}

/// A project to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshProject {
    /// Its name in addresses.
    pub name: String,
    /// `group/name`.
    pub path: String,
    /// Where its repository is, without credentials; None: on this server.
    pub url: Option<String>,
    /// Sealed: what opens the repository and the forge's API.
    pub sealed: Option<Vec<u8>>,
    /// What its maintainers decided.
    pub settings: ProjectSettings,
}

/// For whom projects are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A stranger: public projects.
    Stranger,
    /// Somebody: also internal ones, and their own.
    User(i64),
    /// All projects.
    Administrator(i64),
}

/// A branch or a tag, and where it points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefRow {
    /// `refs/heads/main`
    pub name: String,
    /// The commit, or the annotated tag.
    pub sha: String,
}

const COLUMNS: &str = "p.id, p.name, p.path, p.url, p.sealed, p.settings, p.hook, p.poll_at, \
     p.poll_failures, p.trouble, p.created_at";

fn project(row: &AnyRow) -> Result<ProjectRow, StoreError> {
    Ok(ProjectRow {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        path: row.try_get("path")?,
        url: row.try_get("url")?,
        sealed: row.try_get("sealed")?,
        settings: of_json("settings of a project", row.try_get("settings")?)?,
        hook: row.try_get("hook")?,
        polling: polling(row)?,
        created_at: time(row.try_get("created_at")?),
    })
}

fn polling(row: &AnyRow) -> Result<Polling, StoreError> {
    let failures: i64 = row.try_get("poll_failures")?;
    Ok(Polling {
        next_at: row.try_get::<Option<i64>, _>("poll_at")?.map(time),
        failures: u32::try_from(failures).unwrap_or(u32::MAX),
        trouble: row.try_get("trouble")?,
    })
}

impl Store {
    /// The project of a name.
    pub async fn project(&self, name: &str) -> Result<Option<ProjectRow>, StoreError> {
        let question = format!("SELECT {COLUMNS} FROM projects p WHERE p.name = $1");
        let found = sqlx::query(AssertSqlSafe(question)).bind(name);
        let row = found.fetch_optional(self.reads()).await?;
        row.as_ref().map(project).transpose()
    }

    /// The project of a number.
    pub async fn project_by_id(&self, id: i64) -> Result<Option<ProjectRow>, StoreError> {
        let question = format!("SELECT {COLUMNS} FROM projects p WHERE p.id = $1");
        let found = sqlx::query(AssertSqlSafe(question)).bind(id);
        let row = found.fetch_optional(self.reads()).await?;
        row.as_ref().map(project).transpose()
    }

    /// Every project, by name.
    pub async fn projects(&self) -> Result<Vec<ProjectRow>, StoreError> {
        let question = format!("SELECT {COLUMNS} FROM projects p ORDER BY p.name");
        let rows = sqlx::query(AssertSqlSafe(question));
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(project).collect()
    }

    /// The projects that somebody may know of, by name, each with their role as a member.
    pub async fn projects_of(
        &self,
        viewer: Viewer,
    ) -> Result<Vec<(ProjectRow, Option<Role>)>, StoreError> {
        let (user, visible) = match viewer {
            Viewer::Stranger => (0, "p.visibility = 'public'"),
            Viewer::User(id) => (id, "(m.role IS NOT NULL OR p.visibility <> 'private')"),
            Viewer::Administrator(id) => (id, "p.id IS NOT NULL"),
        };
        let question = format!(
            "SELECT {COLUMNS}, m.role FROM projects p \
             LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1 \
             WHERE {visible} ORDER BY p.name"
        );
        let rows = sqlx::query(AssertSqlSafe(question)).bind(user);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter()
            .map(|row| Ok((project(row)?, role(row)?)))
            .collect()
    }

    /// Remote projects that are to be looked at by now, the longest due first.
    pub async fn projects_to_poll(&self, now: Timestamp) -> Result<Vec<ProjectRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM projects p WHERE p.url IS NOT NULL AND p.poll_at <= $1 \
             ORDER BY p.poll_at"
        );
        let rows = sqlx::query(AssertSqlSafe(question)).bind(millis(now));
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(project).collect()
    }

    /// What is known of a repository's branches and tags, by name.
    pub async fn refs(&self, project: i64) -> Result<Vec<RefRow>, StoreError> {
        let question = "SELECT name, sha FROM refs WHERE project_id = $1 ORDER BY name";
        let rows: Vec<(String, String)> = sqlx::query_as(question)
            .bind(project)
            .fetch_all(self.reads())
            .await?;
        let refs = rows.into_iter().map(|(name, sha)| RefRow { name, sha });
        Ok(refs.collect())
    }

    /// Where a branch or tag is known to point.
    pub async fn ref_sha(&self, project: i64, name: &str) -> Result<Option<String>, StoreError> {
        let question = "SELECT sha FROM refs WHERE project_id = $1 AND name = $2";
        let row: Option<(String,)> = sqlx::query_as(question)
            .bind(project)
            .bind(name)
            .fetch_optional(self.reads())
            .await?;
        Ok(row.map(|(sha,)| sha))
    }

    /// The number of the newest run that a push of a commit to a branch or tag made.
    pub async fn run_of_push(
        &self,
        project: i64,
        git_ref: &str,
        sha: &str,
    ) -> Result<Option<u64>, StoreError> {
        let question = "SELECT MAX(number) FROM runs WHERE project_id = $1 AND git_ref = $2 \
             AND sha = $3 AND event = 'push'";
        let row: (Option<i64>,) = sqlx::query_as(question)
            .bind(project)
            .bind(git_ref)
            .bind(sha)
            .fetch_one(self.reads())
            .await?;
        Ok(row.0.and_then(|number| u64::try_from(number).ok()))
    }

    /// The number of the newest run of a commit of a merge request.
    pub async fn run_of_merge(
        &self,
        project: i64,
        merge: u64,
        sha: &str,
    ) -> Result<Option<u64>, StoreError> {
        let question = "SELECT MAX(number) FROM runs \
             WHERE project_id = $1 AND merge_number = $2 AND sha = $3";
        let row: (Option<i64>,) = sqlx::query_as(question)
            .bind(project)
            .bind(i64::try_from(merge).unwrap_or(i64::MAX))
            .bind(sha)
            .fetch_one(self.reads())
            .await?;
        Ok(row.0.and_then(|number| u64::try_from(number).ok()))
    }
}

fn role(row: &AnyRow) -> Result<Option<Role>, StoreError> {
    let text: Option<String> = row.try_get("role")?;
    text.map(|text| of_word("a role", &text)).transpose()
}

impl Tx {
    /// Keeps a new project; its number. A name that is taken is a duplicate
    /// ([`StoreError::is_duplicate`]).
    pub async fn insert_project(&mut self, fresh: &FreshProject) -> Result<i64, StoreError> {
        let now = self.now().await?;
        let question = "INSERT INTO projects (name, path, url, sealed, settings, visibility, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
        let row: (i64,) = sqlx::query_as(question)
            .bind(&fresh.name)
            .bind(&fresh.path)
            .bind(&fresh.url)
            .bind(&fresh.sealed)
            .bind(json("settings of a project", &fresh.settings)?)
            .bind(word(&fresh.settings.visibility))
            .bind(millis(now))
            .fetch_one(self.sql())
            .await?;
        Ok(row.0)
    }

    /// Changes what its maintainers decide.
    pub async fn change_project(
        &mut self,
        project: i64,
        settings: &ProjectSettings,
    ) -> Result<(), StoreError> {
        let visibility: Visibility = settings.visibility;
        sqlx::query("UPDATE projects SET settings = $2, visibility = $3 WHERE id = $1")
            .bind(project)
            .bind(json("settings of a project", settings)?)
            .bind(word(&visibility))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Changes where a remote repository is, and what opens it.
    pub async fn move_project(
        &mut self,
        project: i64,
        url: &str,
        sealed: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE projects SET url = $2, sealed = $3 WHERE id = $1")
            .bind(project)
            .bind(url)
            .bind(sealed.map(<[u8]>::to_vec))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Sets the sealed secret of its webhooks; None: it hears none any more.
    pub async fn set_hook(
        &mut self,
        project: i64,
        sealed: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE projects SET hook = $2 WHERE id = $1")
            .bind(project)
            .bind(sealed.map(<[u8]>::to_vec))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Sets when a remote repository is looked at next, and how the last look went.
    pub async fn set_polling(&mut self, project: i64, polling: &Polling) -> Result<(), StoreError> {
        let question =
            "UPDATE projects SET poll_at = $2, poll_failures = $3, trouble = $4 WHERE id = $1";
        sqlx::query(question)
            .bind(project)
            .bind(polling.next_at.map(millis))
            .bind(i64::from(polling.failures))
            .bind(&polling.trouble)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Removes a project with everything that belongs to it.
    pub async fn remove_project(&mut self, project: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM projects WHERE id = $1")
            .bind(project)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Notes where a branch or tag points now; None: it is gone. Whether that was news.
    pub async fn set_ref(
        &mut self,
        project: i64,
        name: &str,
        sha: Option<&str>,
    ) -> Result<Noted, StoreError> {
        let changed = match sha {
            Some(sha) => self.put_ref(project, name, sha).await?,
            None => self.drop_ref(project, name).await?,
        };
        Ok(Noted::of(u64::from(changed)))
    }

    async fn put_ref(&mut self, project: i64, name: &str, sha: &str) -> Result<bool, StoreError> {
        let question = "INSERT INTO refs (project_id, name, sha) VALUES ($1, $2, $3) \
             ON CONFLICT (project_id, name) DO UPDATE SET sha = excluded.sha \
             WHERE refs.sha <> excluded.sha";
        let done = sqlx::query(question)
            .bind(project)
            .bind(name)
            .bind(sha)
            .execute(self.sql())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    async fn drop_ref(&mut self, project: i64, name: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM refs WHERE project_id = $1 AND name = $2")
            .bind(project)
            .bind(name)
            .execute(self.sql())
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

/// Whether something was known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It was not.
    News,
    /// It was.
    Known,
}

impl Noted {
    pub(crate) fn of(rows: u64) -> Self {
        if rows > 0 { Self::News } else { Self::Known }
    }
}
