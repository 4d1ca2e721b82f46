//! What changes of a job at once.

use std::time::Duration;

use maillon_model::Timestamp;
use maillon_protocol::api::{EnvironmentLink, JobState};

use crate::error::StoreError;
use crate::question::Question;
use crate::runs::millis;
use crate::tx::Tx;
use crate::words::json;

/// What becomes of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Set<T> {
    /// It stays.
    #[default]
    Keep,
    /// It becomes this; None: nothing.
    To(Option<T>),
}

impl<T> Set<T> {
    /// It becomes this.
    pub fn some(value: T) -> Self {
        Self::To(Some(value))
    }

    /// It becomes nothing.
    pub fn none() -> Self {
        Self::To(None)
    }
}

/// What changes of a job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobPatch {
    /// How it stands.
    pub state: Option<JobState>,
    /// Whether its failure is, or was, allowed.
    pub allow_failure: Option<bool>,
    /// Why it stands so.
    pub reason: Set<String>,
    /// Which try.
    pub attempt: Option<u32>,
    /// Its last try in the queue.
    pub task: Set<i64>,
    /// How long what it leaves is kept; none: as long as its run.
    pub keep: Set<Duration>,
    /// Since when it could start.
    pub queued_at: Set<Timestamp>,
    /// When its last try started.
    pub started_at: Set<Timestamp>,
    /// When it ended.
    pub finished_at: Set<Timestamp>,
    /// When a delayed one starts.
    pub delayed_until: Set<Timestamp>,
    /// The script's exit code.
    pub exit_code: Set<i32>,
    /// Percent.
    pub coverage: Set<f64>,
    /// Where it deployed to.
    pub environment: Set<EnvironmentLink>,
    /// The JSON of its masked result.
    pub result: Set<String>,
    /// Who let it run.
    pub played_by: Set<String>,
    /// When they did.
    pub played_at: Set<Timestamp>,
}

/// The columns of an `UPDATE`.
struct Columns<'a> {
    question: &'a mut Question,
    any: bool,
}

impl Columns<'_> {
    fn begin(&mut self, column: &str) {
        self.question.push(if self.any { ", " } else { "" });
        self.question.push(column).push(" = ");
        self.any = true;
    }

    #[expect(clippy::needless_pass_by_value, reason = "it is made for this one use")]
    fn number(&mut self, column: &str, set: Set<i64>) {
        if let Set::To(value) = set {
            self.begin(column);
            self.question.bind(value);
        }
    }

    fn text(&mut self, column: &str, set: Set<String>) {
        if let Set::To(value) = set {
            self.begin(column);
            self.question.bind(value);
        }
    }

    /// The driver for both databases has no word for a missing real number: it goes as a text.
    #[expect(clippy::needless_pass_by_value, reason = "it is made for this one use")]
    fn real(&mut self, column: &str, set: Set<f64>) {
        if let Set::To(value) = set {
            self.begin(column);
            self.question.push("CAST(");
            self.question.bind(value.map(|value| value.to_string()));
            self.question.push(" AS DOUBLE PRECISION)");
        }
    }
}

fn map<T, U>(set: &Set<T>, change: impl FnOnce(&T) -> U) -> Set<U> {
    match set {
        Set::Keep => Set::Keep,
        Set::To(value) => Set::To(value.as_ref().map(change)),
    }
}

fn always<T>(value: Option<T>) -> Set<T> {
    value.map_or(Set::Keep, Set::some)
}

fn moment(at: &Set<Timestamp>) -> Set<i64> {
    map(at, |at| millis(*at))
}

/// Milliseconds; at most what may be added to the present.
fn long(duration: &Duration) -> i64 {
    i64::try_from(duration.as_millis()).map_or(i64::MAX >> 1, |millis| millis.min(i64::MAX >> 1))
}

impl Tx {
    /// Changes a job.
    pub async fn patch_job(
        &mut self,
        run: i64,
        job: u32,
        patch: &JobPatch,
    ) -> Result<(), StoreError> {
        let mut question = Question::new("UPDATE jobs SET ");
        let mut columns = Columns {
            question: &mut question,
            any: false,
        };
        fill(&mut columns, patch)?;
        if !columns.any {
            return Ok(());
        }
        question.push(" WHERE run_id = ").bind(run);
        question.push(" AND job = ").bind(i64::from(job));
        question.execute(self.sql()).await
    }
}

fn fill(columns: &mut Columns<'_>, patch: &JobPatch) -> Result<(), StoreError> {
    let state = patch.state.map(|state| state.as_str().to_owned());
    columns.text("state", always(state));
    columns.number("allow_failure", always(patch.allow_failure.map(i64::from)));
    columns.text("reason", patch.reason.clone());
    columns.number("attempt", always(patch.attempt.map(i64::from)));
    columns.number("task_id", patch.task.clone());
    columns.number("keep_ms", map(&patch.keep, long));
    columns.number("queued_at", moment(&patch.queued_at));
    columns.number("started_at", moment(&patch.started_at));
    columns.number("finished_at", moment(&patch.finished_at));
    columns.number("delayed_until", moment(&patch.delayed_until));
    columns.number("exit_code", map(&patch.exit_code, |code| i64::from(*code)));
    columns.real("coverage", patch.coverage.clone());
    columns.text("result", patch.result.clone());
    columns.text("played_by", patch.played_by.clone());
    columns.number("played_at", moment(&patch.played_at));
    match &patch.environment {
        Set::Keep => {}
        Set::To(None) => columns.text("environment", Set::none()),
        Set::To(Some(link)) => {
            columns.text("environment", Set::some(json("an environment", link)?));
        }
    }
    Ok(())
}
