//! A question that is put together of parts, with its placeholders in order.

use std::fmt::Write as _;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, AnyPool, Arguments, AssertSqlSafe, Encode, Type};

use crate::error::StoreError;

/// A statement that grows.
#[derive(Default)]
pub(crate) struct Question {
    text: String,
    values: AnyArguments,
    wrong: Option<sqlx::Error>,
}

impl Question {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Adds SQL, never anything from outside.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder with its value.
    pub(crate) fn bind<'q, T>(&mut self, value: T) -> &mut Self
    where
        T: Encode<'q, Any> + Type<Any>,
    {
        if let Err(error) = self.values.add(value) {
            self.wrong = Some(sqlx::Error::Encode(error));
        }
        let number = self.values.len();
        let _ = write!(self.text, "${number}");
        self
    }

    pub(crate) async fn execute(self, on: &mut AnyConnection) -> Result<(), StoreError> {
        if let Some(wrong) = self.wrong {
            return Err(wrong.into());
        }
        let query = sqlx::query_with(AssertSqlSafe(self.text), self.values);
        query.execute(on).await?;
        Ok(())
    }

    pub(crate) async fn fetch_all(self, on: &AnyPool) -> Result<Vec<AnyRow>, StoreError> {
        if let Some(wrong) = self.wrong {
            return Err(wrong.into());
        }
        let query = sqlx::query_with(AssertSqlSafe(self.text), self.values);
        Ok(query.fetch_all(on).await?)
    }
}
