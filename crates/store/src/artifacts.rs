//! Archives that jobs left, by content, and artifacts that actions uploaded. Their bytes lie in a storage of files;
//! here is where, and who uses them.

use maillon_model::Timestamp;
use maillon_protocol::agent::UploadInfo;
use maillon_protocol::api::Artifact;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::logs::{signed, unsigned};
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, millis, of_json, time};

/// An archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveRow {
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub id: String,
    /// Where its bytes lie.
    pub place: String,
    /// How many bytes.
    pub size: u64,
    /// The files in it, perhaps not all of very many.
    pub files: Vec<Artifact>,
}

/// An artifact that an action uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRow {
    /// The run, as the database numbers it.
    pub run: i64,
    /// What its agent says about it.
    pub info: UploadInfo,
    /// Where its bytes lie.
    pub place: String,
}

/// How long an archive that nobody uses stays: somebody may be about to.
const UNUSED_MS: i64 = 3_600_000;

fn archive(row: &AnyRow) -> Result<ArchiveRow, StoreError> {
    let files: String = row.try_get("files")?;
    Ok(ArchiveRow {
        id: row.try_get("id")?,
        place: row.try_get("place")?,
        size: unsigned(row.try_get("size")?),
        files: of_json("the files of an archive", &files)?,
    })
}

fn upload(row: &AnyRow) -> Result<UploadRow, StoreError> {
    let info: String = row.try_get("info")?;
    Ok(UploadRow {
        run: row.try_get("run_id")?,
        info: of_json("an upload", &info)?,
        place: row.try_get("place")?,
    })
}

impl Tx {
    /// Keeps an archive whose bytes are in their place; false where there is one with that content: then
    /// these bytes are not needed.
    pub async fn keep_archive(&mut self, archive: &ArchiveRow) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let kept = sqlx::query(
            "INSERT INTO archives (id, place, size, files, used_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO NOTHING",
        );
        let kept = kept.bind(&archive.id[..]).bind(&archive.place[..]);
        let kept = kept.bind(signed(archive.size));
        let kept = kept.bind(json("the files of an archive", &archive.files)?);
        Ok(kept.bind(now).execute(self.sql()).await?.rows_affected() > 0)
    }

    /// Notes that a job of a run uses an archive; false where there is no such archive.
    pub async fn use_archive(&mut self, id: &str, run: i64, job: u32) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let touched = sqlx::query("UPDATE archives SET used_at = $2 WHERE id = $1 RETURNING size");
        let touched = touched
            .bind(id)
            .bind(now)
            .fetch_optional(self.sql())
            .await?;
        let Some(row) = touched else {
            return Ok(false);
        };
        let size: i64 = row.try_get(0)?;
        let used = sqlx::query(
            "INSERT INTO archive_uses (archive_id, run_id, job, expires_at) VALUES ($1, $2, $3,
                 (SELECT $4 + keep_ms FROM jobs WHERE run_id = $2 AND job = $3)) ON CONFLICT DO NOTHING",
        );
        let used = used.bind(id).bind(run).bind(i64::from(job)).bind(now);
        if used.execute(self.sql()).await?.rows_affected() > 0 {
            self.count_run_bytes(run, size).await?;
        }
        Ok(true)
    }

    async fn count_run_bytes(&mut self, run: i64, more: i64) -> Result<(), StoreError> {
        let counted = sqlx::query("UPDATE runs SET bytes = bytes + $2 WHERE id = $1");
        counted.bind(run).bind(more).execute(self.sql()).await?;
        Ok(())
    }

    /// Keeps an upload whose bytes are in their place; false where there is one of that number: then these
    /// bytes are not needed.
    pub async fn keep_upload(&mut self, upload: &UploadRow) -> Result<bool, StoreError> {
        let kept = sqlx::query(
            "INSERT INTO uploads (run_id, upload, job, run, info, place, size, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT $8 + keep_ms FROM jobs WHERE run_id = $1 AND job = $3))
             ON CONFLICT (run_id, upload) DO NOTHING",
        );
        let now = millis(self.now().await?);
        let kept = kept.bind(upload.run).bind(signed(upload.info.id));
        let kept = kept.bind(i64::from(upload.info.job.0));
        let kept = kept.bind(upload.info.run.as_str());
        let kept = kept.bind(json("an upload", &upload.info)?);
        let kept = kept.bind(&upload.place[..]).bind(signed(upload.info.size));
        let kept = kept.bind(now);
        let is_new = kept.execute(self.sql()).await?.rows_affected() > 0;
        if is_new {
            self.count_run_bytes(upload.run, signed(upload.info.size))
                .await?;
        }
        Ok(is_new)
    }

    /// Forgets uses and uploads whose time is over and whose run has ended, uploads of runs that are gone, and
    /// archives that nobody used for an hour; some at a time. Gives the places of the bytes that are not
    /// needed any more: to be removed after the commit.
    pub async fn forget_artifacts(&mut self) -> Result<Vec<String>, StoreError> {
        let now = millis(self.now().await?);
        let over =
            "expires_at <= $1 AND run_id IN (SELECT id FROM runs WHERE finished_at IS NOT NULL)";
        let uses = format!("DELETE FROM archive_uses WHERE {over}");
        let uses = sqlx::query(AssertSqlSafe(uses)).bind(now);
        uses.execute(self.sql()).await?;
        let uploads = format!(
            "DELETE FROM uploads WHERE ({over}) OR NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = uploads.run_id)
             RETURNING place"
        );
        let uploads = sqlx::query(AssertSqlSafe(uploads)).bind(now);
        let mut gone = uploads.fetch_all(self.sql()).await?;
        let archives = sqlx::query(
            "DELETE FROM archives WHERE used_at < $1 AND id IN (SELECT id FROM archives a WHERE a.used_at < $1
                 AND NOT EXISTS (SELECT 1 FROM archive_uses u WHERE u.archive_id = a.id) LIMIT 1000)
             RETURNING place",
        );
        let archives = archives.bind(now - UNUSED_MS);
        gone.extend(archives.fetch_all(self.sql()).await?);
        let place = |row: &AnyRow| Ok(row.try_get(0)?);
        gone.iter().map(place).collect()
    }
}

impl Store {
    /// An archive that a run of a project uses: what others left is none of its business.
    pub async fn archive_of_project(
        &self,
        id: &str,
        project: i64,
    ) -> Result<Option<ArchiveRow>, StoreError> {
        let row = sqlx::query(
            "SELECT a.id, a.place, a.size, a.files FROM archives a WHERE a.id = $1 AND EXISTS
                 (SELECT 1 FROM archive_uses u JOIN runs r ON r.id = u.run_id
                  WHERE u.archive_id = a.id AND r.project_id = $2)",
        );
        let row = row.bind(id).bind(project);
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(archive).transpose()
    }

    /// The artifacts that actions of a run uploaded, in their order.
    pub async fn uploads(&self, run: i64) -> Result<Vec<UploadRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT run_id, info, place FROM uploads WHERE run_id = $1 ORDER BY upload",
        );
        let rows = rows.bind(run).fetch_all(self.reads()).await?;
        rows.iter().map(upload).collect()
    }

    /// An artifact that an action of a project's run uploaded. `run` is the run's id as agents know it.
    pub async fn upload_of_project(
        &self,
        run: &str,
        number: u64,
        project: i64,
    ) -> Result<Option<UploadRow>, StoreError> {
        let row = sqlx::query(
            "SELECT u.run_id, u.info, u.place FROM uploads u JOIN runs r ON r.id = u.run_id
             WHERE u.run = $1 AND u.upload = $2 AND r.project_id = $3",
        );
        let row = row.bind(run).bind(signed(number)).bind(project);
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(upload).transpose()
    }

    /// A run and those that it runs again, the newest first.
    pub async fn runs_behind(&self, run: i64) -> Result<Vec<i64>, StoreError> {
        let rows = sqlx::query(
            "WITH RECURSIVE behind (id, project_id, rerun_of) AS (
                 SELECT id, project_id, rerun_of FROM runs WHERE id = $1
                 UNION SELECT r.id, r.project_id, r.rerun_of FROM runs r
                     JOIN behind b ON r.project_id = b.project_id AND r.number = b.rerun_of)
             SELECT id FROM behind ORDER BY id DESC",
        );
        let rows = rows.bind(run).fetch_all(self.reads()).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// When what a job left is removed; None: with its run.
    pub async fn artifacts_expire_at(
        &self,
        run: i64,
        job: u32,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query(
            "SELECT MIN(expires_at) FROM (
                 SELECT expires_at FROM archive_uses WHERE run_id = $1 AND job = $2
                 UNION ALL SELECT expires_at FROM uploads WHERE run_id = $1 AND job = $2) AS kept",
        );
        let row = row
            .bind(run)
            .bind(i64::from(job))
            .fetch_one(self.reads())
            .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.map(time))
    }

    /// Whether something of the database lies in a place of the storage.
    pub async fn is_place_known(&self, place: &str) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 FROM archives WHERE place = $1 UNION ALL SELECT 1 FROM uploads WHERE place = $1",
        );
        let row = row.bind(place).fetch_optional(self.reads()).await?;
        Ok(row.is_some())
    }

    /// What a job's test reports say, as it was read from these archives; None: nobody asked yet.
    pub async fn test_report(
        &self,
        run: i64,
        job: u32,
        source: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT body FROM test_reports WHERE run_id = $1 AND job = $2 AND source = $3",
        );
        let row = row.bind(run).bind(i64::from(job)).bind(source);
        let row = row.fetch_optional(self.reads()).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }
}

impl Tx {
    /// Keeps what a job's test reports say.
    pub async fn keep_test_report(
        &mut self,
        run: i64,
        job: u32,
        source: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        let gone = sqlx::query("DELETE FROM test_reports WHERE run_id = $1 AND job = $2");
        gone.bind(run)
            .bind(i64::from(job))
            .execute(self.sql())
            .await?;
        let kept = sqlx::query(
            "INSERT INTO test_reports (run_id, job, source, body) VALUES ($1, $2, $3, $4)",
        );
        let kept = kept.bind(run).bind(i64::from(job)).bind(source).bind(body);
        kept.execute(self.sql()).await?;
        Ok(())
    }
}
