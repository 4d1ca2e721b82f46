//! Jobs of runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a job stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits for other jobs.
    Waiting,
    /// It waits for an agent, or for its turn.
    Queued,
    /// An agent has it.
    Running,
    /// It was asked to end.
    Canceling,
    /// It waits for somebody to play it.
    Manual,
    /// It ran and succeeded.
    Success,
    /// It ran and failed.
    Failed,
    /// It ran and is not sure of itself (Jenkins).
    Unstable,
    /// It did not run, because of the results before it.
    Skipped,
    /// Somebody wished it to end, or not to begin.
    Canceled,
    /// It was ended from within the pipeline (Jenkins).
    Aborted,
    /// The infrastructure failed.
    Errored,
}

impl JobState {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Canceling => "canceling",
            Self::Manual => "manual",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Unstable => "unstable",
            Self::Skipped => "skipped",
            Self::Canceled => "canceled",
            Self::Aborted => "aborted",
            Self::Errored => "errored",
        }
    }

    /// Whether it is at its end.
    pub fn is_over(self) -> bool {
        !matches!(
            self,
            Self::Waiting | Self::Queued | Self::Running | Self::Canceling | Self::Manual
        )
    }
}

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobSummary {
    /// Its id in the run.
    pub id: u32,
    /// Its name, behind its parents': `trigger/child`.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// The job whose child pipeline it stands in.
    pub parent: Option<u32>,
    /// Whom it waits for, by name; None: the stages before.
    pub needs: Option<Vec<String>>,
    /// How it stands.
    pub state: JobState,
    /// Whether a failure is, or was, allowed.
    pub allow_failure: bool,
    /// Why it stands so, for a person: why it waits, was skipped, failed.
    pub reason: Option<String>,
    /// Which try; 0 where none began.
    pub attempt: u32,
    /// The agent that has or had it.
    pub agent: Option<String>,
    /// The script's exit code.
    pub exit_code: Option<i32>,
    /// Since when it could start.
    pub queued_at: Option<u64>,
    /// When its last try started.
    pub started_at: Option<u64>,
    /// When it ended.
    pub finished_at: Option<u64>,
    /// Percent, from the job's `coverage` expression.
    pub coverage: Option<f64>,
    /// Where it deployed to.
    pub environment: Option<EnvironmentLink>,
}

/// Where a job deployed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EnvironmentLink {
    /// The environment.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
}

/// A whole job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Job {
    /// What stands in lists.
    #[serde(flatten)]
    pub summary: JobSummary,
    /// Who played or approved it, and when.
    pub played: Option<Played>,
    /// Its steps or stages, in their order.
    pub steps: Vec<Step>,
    /// What it points at.
    pub annotations: Vec<Note>,
    /// What it wrote for people, in Markdown.
    pub summary_markdown: Option<String>,
    /// Lines of its log.
    pub lines: u64,
    /// What it left.
    pub artifacts: Vec<super::Artifact>,
    /// What it asks a person (Jenkins' `input`), and nobody answered yet.
    pub questions: Vec<Question>,
}

/// Who let a manual job run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Played {
    /// A login.
    pub by: String,
    /// When.
    pub at: u64,
}

/// A step (GitHub), stage (Jenkins) or section (GitLab) of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Its number in the job.
    pub id: u32,
    /// The step that it is part of.
    pub parent: Option<u32>,
    /// Its name.
    pub name: String,
    /// The name that its marks in the log have, where it is a section.
    #[serde(default)]
    pub section: Option<String>,
    /// Whether it is folded until somebody opens it.
    #[serde(default)]
    pub collapsed: bool,
    /// How it ended; None: it goes on, or is a section.
    pub state: Option<JobState>,
    /// The log's first line of it, counted from 1.
    pub line: u64,
    /// The log's last line of it; before the first one where it wrote none. None: it goes on.
    #[serde(default)]
    pub end_line: Option<u64>,
    /// When it began.
    pub started_at: u64,
    /// When it ended.
    pub finished_at: Option<u64>,
}

/// Something that a job points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The job's name.
    pub job: String,
    /// `notice`, `warning`, `error`, or `test` for a test that failed.
    pub level: String,
    /// A heading.
    pub title: Option<String>,
    /// One or more lines.
    pub message: String,
    /// `src/main.rs:12:3`
    pub place: Option<String>,
}

/// A question of a running job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Its number in the job.
    pub number: u32,
    /// What it asks.
    pub message: String,
    /// What the button says.
    pub ok: String,
    /// What is to be filled in.
    pub fields: Vec<super::InputField>,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerQuestion {
    /// Whether it goes on.
    pub proceed: bool,
    /// Values of its fields.
    #[serde(default)]
    pub values: std::collections::BTreeMap<String, String>,
}

/// Why a job waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// The project.
    pub project: String,
    /// The run.
    pub run: u64,
    /// The job's id.
    pub job: u32,
    /// Its name.
    pub name: String,
    /// `no agent with label gpu`, `resource group prod is held by run 12 of shop`, `needs build`, ...
    pub why: String,
    /// Since when.
    pub since: u64,
    /// Its place among the queued ones of its kind; None where it waits for jobs.
    pub position: Option<u64>,
}

/// Lines of a job's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogWindow {
    /// The number of the first line, counted from 1.
    pub first: u64,
    /// The lines.
    pub lines: Vec<LogLine>,
    /// How many there are by now.
    pub total: u64,
    /// Whether no more come.
    pub complete: bool,
}

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogLine {
    /// When it was written.
    pub at: u64,
    /// Without its end; secrets are masked, ANSI codes kept.
    pub text: String,
    /// The step that wrote it.
    pub step: Option<u32>,
}

/// Lines of a job's log that have a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogMatches {
    /// Each with its number.
    pub matches: Vec<LogMatch>,
    /// The line to search on from; None: there is no more by now.
    pub next: Option<u64>,
}

/// A line of a job's log that has a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogMatch {
    /// The line's number, counted from 1.
    pub number: u64,
    /// The line, without control codes.
    pub text: String,
}

/// Lines that were added to a log: what is sent to those who follow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogPiece {
    /// The number of the first line, counted from 1.
    pub first: u64,
    /// The lines.
    pub lines: Vec<LogLine>,
}
