//! From a database to a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::TryStreamExt as _;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Row, ValueRef as _};

use super::{BackupError, Line};
use crate::error::StoreError;
use crate::store::Store;

type Writer<'a> = zstd::Encoder<'a, BufWriter<File>>;

impl Store {
    /// Writes everything to a file, as it is at one moment, while others go on. What lies beside the database
    /// (repositories, artifacts, the key that seals secrets) is not in it.
    pub async fn back_up(&self, to: &Path) -> Result<(), BackupError> {
        let failed = BackupError::file(to);
        let partial = to.with_extension("partial");
        let file = File::create(&partial).map_err(&failed)?;
        let mut writer = zstd::Encoder::new(BufWriter::new(file), 3).map_err(&failed)?;
        writer.include_checksum(true).map_err(&failed)?;
        self.write_all(&mut writer, to).await?;
        let file = writer.finish().map_err(&failed)?;
        let file = file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(&failed)?;
        std::fs::rename(&partial, to).map_err(&failed)
    }

    async fn write_all(&self, writer: &mut Writer<'_>, to: &Path) -> Result<(), BackupError> {
        let schema = self.schema();
        let mut snapshot = self.reads().begin_with(self.database().snapshot()).await?;
        line(writer, &Line::Maillon { schema }).map_err(BackupError::file(to))?;
        let mut rows = 0;
        for table in self.tables(&mut snapshot).await? {
            rows += write_table(&mut snapshot, writer, &table, to).await?;
        }
        line(writer, &Line::End { rows }).map_err(BackupError::file(to))?;
        Ok(snapshot.rollback().await?)
    }

    /// The version of the schema that this program knows.
    pub(super) fn schema(&self) -> i64 {
        let migrations = self.database().migrations();
        migrations
            .iter()
            .map(|migration| migration.version)
            .max()
            .unwrap_or(0)
    }

    /// All tables; those that others refer to come first.
    pub(super) async fn tables(&self, sql: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(self.database().tables()).fetch_all(sql).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?)
    }
}

async fn write_table(
    sql: &mut AnyConnection,
    writer: &mut Writer<'_>,
    table: &str,
    to: &Path,
) -> Result<u64, BackupError> {
    let question = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}")));
    let mut rows = question.fetch(sql);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        if count == 0 {
            let columns = row
                .columns()
                .iter()
                .map(|column| column.name().to_owned())
                .collect();
            let name = table.to_owned();
            line(writer, &Line::Table { name, columns }).map_err(BackupError::file(to))?;
        }
        let values = values(&row)?;
        line(writer, &values).map_err(BackupError::file(to))?;
        count += 1;
    }
    Ok(count)
}

fn line<T: Serialize>(writer: &mut Writer<'_>, value: &T) -> std::io::Result<()> {
    serde_json::to_writer(&mut *writer, value)?;
    writer.write_all(b"\n")
}

/// Numbers and texts are themselves; bytes are a list with their base64.
fn values(row: &AnyRow) -> Result<Vec<Value>, StoreError> {
    (0..row.len()).map(|at| value(row, at)).collect()
}

fn value(row: &AnyRow, at: usize) -> Result<Value, StoreError> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().kind();
    Ok(match kind {
        AnyTypeInfoKind::Real | AnyTypeInfoKind::Double => json!(row.try_get::<f64, _>(at)?),
        AnyTypeInfoKind::Text => Value::String(row.try_get(at)?),
        AnyTypeInfoKind::Blob => json!([STANDARD.encode(row.try_get::<Vec<u8>, _>(at)?)]),
        _ => json!(row.try_get::<i64, _>(at)?),
    })
}
