//! From a file to a database.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::{BackupError, Line};
use crate::address::Address;
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;

/// Makes a new, empty database of a backup: all of it, or nothing.
pub async fn restore(from: &Path, to: &Address) -> Result<(), BackupError> {
    let file = File::open(from).map_err(BackupError::file(from))?;
    let lines = zstd::Decoder::new(file).map_err(BackupError::file(from))?;
    let mut reader = Reader {
        path: from,
        lines: BufReader::new(lines),
    };
    let store = Store::open(to).await?;
    reader.header(store.schema())?;
    let mut tx = store.begin().await?;
    for table in store.tables(tx.sql()).await? {
        if tx.has_rows(&table).await? {
            return Err(BackupError::NotEmpty {
                address: to.clone(),
                table,
            });
        }
    }
    reader.rows(&mut tx).await?;
    Ok(tx.commit().await?)
}

struct Reader<'a, R> {
    path: &'a Path,
    lines: R,
}

/// The table whose rows come.
struct Table {
    name: String,
    columns: Vec<String>,
    largest: Option<i64>,
}

impl<R: BufRead> Reader<'_, R> {
    fn broken(&self, why: impl Into<String>) -> BackupError {
        BackupError::Broken {
            path: self.path.to_owned(),
            why: why.into(),
        }
    }

    fn next(&mut self) -> Result<Value, BackupError> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line);
        match read.map_err(|error| self.broken(error.to_string()))? {
            0 => Err(self.broken("its end is missing")),
            _ => serde_json::from_str(&line).map_err(|error| self.broken(error.to_string())),
        }
    }

    fn line(&self, value: Value) -> Result<Line, BackupError> {
        serde_json::from_value(value).map_err(|error| self.broken(error.to_string()))
    }

    fn header(&mut self, known: i64) -> Result<(), BackupError> {
        let first = self.next()?;
        match self.line(first)? {
            Line::Maillon { schema } if schema == known => Ok(()),
            Line::Maillon { schema } => Err(BackupError::Schema {
                found: schema,
                known,
            }),
            _ => Err(self.broken("it does not begin as one")),
        }
    }

    async fn rows(&mut self, tx: &mut Tx) -> Result<(), BackupError> {
        let mut table: Option<Table> = None;
        let mut count = 0;
        loop {
            let value = self.next()?;
            if let Value::Array(row) = value {
                let table = table
                    .as_mut()
                    .ok_or_else(|| self.broken("a row without a table"))?;
                tx.restore_row(table, &row).await?;
                count += 1;
                continue;
            }
            tx.end_table(table.take()).await?;
            match self.line(value)? {
                Line::Table { name, columns } => table = Some(self.table(name, columns)?),
                Line::End { rows } if rows == count => return Ok(()),
                Line::End { rows } => {
                    return Err(self.broken(format!("it has {count} rows instead of {rows}")));
                }
                Line::Maillon { .. } => return Err(self.broken("it begins twice")),
            }
        }
    }

    /// Names become SQL: nothing else may.
    fn table(&self, name: String, columns: Vec<String>) -> Result<Table, BackupError> {
        let plain = |name: &String| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !columns.iter().chain([&name]).all(plain) {
            return Err(self.broken(format!("`{name}` is no table")));
        }
        Ok(Table {
            name,
            columns,
            largest: None,
        })
    }
}

impl Tx {
    async fn has_rows(&mut self, table: &str) -> Result<bool, StoreError> {
        let question = AssertSqlSafe(format!("SELECT 1 FROM {table} LIMIT 1"));
        Ok(sqlx::query(question)
            .fetch_optional(self.sql())
            .await?
            .is_some())
    }

    async fn restore_row(&mut self, table: &mut Table, row: &[Value]) -> Result<(), StoreError> {
        let insert = insert(table, row);
        let mut insert = sqlx::query(AssertSqlSafe(insert));
        for value in row.iter().filter(|value| !value.is_null()) {
            insert = match value {
                Value::Number(number) => match number.as_i64() {
                    Some(whole) => insert.bind(whole),
                    None => insert.bind(number.as_f64()),
                },
                Value::Array(bytes) => insert.bind(decode(bytes)?),
                other => insert.bind(other.as_str().map(str::to_owned)),
            };
        }
        insert.execute(self.sql()).await?;
        if table.columns.first().is_some_and(|column| column == "id") {
            table.largest = table.largest.max(row.first().and_then(Value::as_i64));
        }
        Ok(())
    }

    async fn end_table(&mut self, table: Option<Table>) -> Result<(), StoreError> {
        let Some((name, largest)) = table.and_then(|table| Some((table.name, table.largest?)))
        else {
            return Ok(());
        };
        if let Some(statement) = self.database().after_ids() {
            let statement = sqlx::query(statement).bind(name).bind(largest);
            statement.execute(self.sql()).await?.rows_affected();
        }
        Ok(())
    }
}

/// What is missing is missing in the statement: a parameter would need a type.
fn insert(table: &Table, row: &[Value]) -> String {
    let mut place = 0;
    let values = row.iter().map(|value| {
        if value.is_null() {
            return "NULL".to_owned();
        }
        place += 1;
        format!("${place}")
    });
    let values: Vec<String> = values.collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        table.name,
        table.columns.join(", "),
        values.join(", ")
    )
}

fn decode(bytes: &[Value]) -> Result<Vec<u8>, StoreError> {
    let text = bytes.first().and_then(Value::as_str).unwrap_or_default();
    STANDARD.decode(text).map_err(|error| StoreError::Content {
        what: "a backup's bytes",
        why: error.to_string(),
    })
}
