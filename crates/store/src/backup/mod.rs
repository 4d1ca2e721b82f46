//! Backups: everything that a database holds in one file, which either kind of database can be made of again.
//!
//! The file is lines of JSON, compressed by zstd: a header, then each table with its rows, then how many rows
//! there were. It is written from one snapshot while others go on, and neither writing nor reading it needs more
//! memory than a row.

mod rows;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::error::StoreError;

pub use rows::restore;

/// Why a backup can't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The file is no backup, or not a whole one.
    #[error("{} is no whole backup of maillon: {why}", path.display())]
    Broken {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The file is of another release.
    #[error(
        "the backup has schema {found}, and this program knows {known}: restore it with the release that wrote it, then upgrade"
    )]
    Schema {
        /// The backup's.
        found: i64,
        /// This program's.
        known: i64,
    },
    /// There is something in the database already.
    #[error("{address} is not empty (there are rows in `{table}`): restore into a new database")]
    NotEmpty {
        /// Without credentials.
        address: Address,
        /// Where there is something.
        table: String,
    },
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl BackupError {
    fn file(path: &Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            path: path.clone(),
            source,
        }
    }
}

/// A line of a backup that is no row; rows are lists.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The first line.
    Maillon {
        /// The version of the schema.
        schema: i64,
    },
    /// The rows of a table follow.
    Table {
        /// Its name.
        name: String,
        /// Their columns.
        columns: Vec<String>,
    },
    /// The last line.
    End {
        /// How many rows there were.
        rows: u64,
    },
}
