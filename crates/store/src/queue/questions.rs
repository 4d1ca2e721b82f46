//! What running jobs ask people.

use maillon_protocol::agent::{Answered, AskedQuestion, TaskId};
use maillon_protocol::api::AnswerQuestion;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::number;
use crate::bell::Topic;
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, millis, of_json};

/// A question of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionRow {
    /// Its number in the task.
    pub number: u32,
    /// What it asks.
    pub question: AskedQuestion,
}

impl Tx {
    /// A task asks. Asking twice is asking once.
    pub async fn ask(
        &mut self,
        task: TaskId,
        number: u32,
        question: &AskedQuestion,
    ) -> Result<(), StoreError> {
        let asked = "INSERT INTO questions (task_id, number, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let asked = sqlx::query(asked).bind(task.0).bind(i64::from(number));
        let asked = asked.bind(json("a question", question)?);
        asked.execute(self.sql()).await?;
        self.tell(Topic::Task(task.0));
        Ok(())
    }

    /// Answers a question; false: there is no such open one.
    pub async fn answer(
        &mut self,
        task: TaskId,
        number: u32,
        by: &str,
        answer: &AnswerQuestion,
    ) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let update = "UPDATE questions SET answer = $3, answered_by = $4, answered_at = $5 \
             WHERE task_id = $1 AND number = $2 AND answer IS NULL";
        let update = sqlx::query(update).bind(task.0).bind(i64::from(number));
        let update = update
            .bind(json("an answer", answer)?)
            .bind(by.to_owned())
            .bind(now);
        let done = update.execute(self.sql()).await?.rows_affected() > 0;
        self.tell(Topic::Task(task.0));
        Ok(done)
    }
}

impl Store {
    /// What a task asks and nobody answered yet.
    pub async fn open_questions(&self, task: TaskId) -> Result<Vec<QuestionRow>, StoreError> {
        let question = "SELECT number, body FROM questions WHERE task_id = $1 AND answer IS NULL ORDER BY number";
        let rows = sqlx::query(question)
            .bind(task.0)
            .fetch_all(self.reads())
            .await?;
        let question = |row: &AnyRow| {
            Ok(QuestionRow {
                number: number(row.try_get("number")?),
                question: of_json("a question", row.try_get("body")?)?,
            })
        };
        rows.iter().map(question).collect()
    }

    /// Every answer that a task got.
    pub async fn answers(&self, task: TaskId) -> Result<Vec<Answered>, StoreError> {
        let question = "SELECT number, answer, answered_by FROM questions \
             WHERE task_id = $1 AND answer IS NOT NULL ORDER BY number";
        let rows = sqlx::query(question)
            .bind(task.0)
            .fetch_all(self.reads())
            .await?;
        let answer = |row: &AnyRow| {
            Ok(Answered {
                number: number(row.try_get("number")?),
                by: row.try_get("answered_by")?,
                answer: of_json("an answer", row.try_get("answer")?)?,
            })
        };
        rows.iter().map(answer).collect()
    }
}
