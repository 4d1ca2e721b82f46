//! What goes wrong.

/// Why the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It can't be opened.
    #[error("open {address}: {why}")]
    Open {
        /// Without credentials.
        address: String,
        /// The driver's words.
        why: String,
    },
    /// Its schema is newer than this program.
    #[error(
        "the database was made by a newer maillon (schema {found}, this program knows {known})"
    )]
    Newer {
        /// The newest migration that it has.
        found: i64,
        /// The newest one of this program.
        known: i64,
    },
    /// It refused a question, or is away.
    #[error("the database: {0}")]
    Sql(#[from] sqlx::Error),
    /// It refused what several wanted to write together.
    #[error("the database: {0}")]
    Shared(std::sync::Arc<sqlx::Error>),
    /// What it holds is not what this program wrote.
    #[error("the database holds {what} that can't be read: {why}")]
    Content {
        /// Of which kind.
        what: &'static str,
        /// Why.
        why: String,
    },
}

impl StoreError {
    /// Whether a row with that key is there already.
    pub fn is_duplicate(&self) -> bool {
        self.database()
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// Whether the database has no room for more.
    pub fn is_full(&self) -> bool {
        const SQLITE_FULL: &str = "13";
        const POSTGRES_DISK_FULL: &str = "53100";
        let code = self.database().and_then(sqlx::error::DatabaseError::code);
        code.is_some_and(|code| [SQLITE_FULL, POSTGRES_DISK_FULL].contains(&&*code))
    }

    fn database(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        let error = match self {
            Self::Sql(error) => error,
            Self::Shared(error) => error,
            _ => return None,
        };
        error.as_database_error()
    }

    /// Whether two transactions were in each other's way: the whole of it is to be tried again.
    pub fn is_clash(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("40001" | "40P01"))
            }
            _ => false,
        }
    }

    pub(crate) fn content(what: &'static str) -> impl Fn(serde_json::Error) -> Self {
        move |error| Self::Content {
            what,
            why: error.to_string(),
        }
    }
}
