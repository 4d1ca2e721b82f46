//! Where the server keeps everything: projects, runs and their journals, the queue, logs, people, secrets.
//!
//! [`Store`] reads, [`Tx`] writes; each file of this crate holds the questions of one area, in SQL that
//! SQLite and PostgreSQL both understand. Where they differ, [`Database`] is the trait of the questions that
//! each answers in its own way ([`sqlite`], [`postgres`]). One suite runs over both.
//!
//! House rules of the SQL: placeholders are `$1`; columns are BIGINT, TEXT, BYTEA or DOUBLE PRECISION; truth
//! is 0 or 1; a sum is cast (`CAST(SUM(x) AS BIGINT)`); time is the database's ([`Tx::now`]).
//!
//! Never here: HTTP, encryption (sealed columns are bytes), decisions about who may do what.

pub mod access;
mod address;
mod agents;
pub mod artifacts;
mod backup;
mod bell;
mod check;
mod database;
mod duties;
mod error;
mod gauges;
mod group;
mod hooks;
mod jobs;
mod journal;
pub mod logs;
mod merges;
pub mod postgres;
mod projects;
mod question;
mod queue;
pub mod retention;
mod runs;
mod schedules;
mod secrets;
pub mod sqlite;
mod store;
mod turns;
mod tx;
mod words;

pub use address::{Address, BadAddress};
pub use agents::{Admission, AgentRow, Duty, Greeting};
pub use backup::{BackupError, restore};
pub use bell::Topic;
pub use database::Database;
pub use error::StoreError;
pub use gauges::Gauges;
pub use hooks::{DeliveryRow, ReportRow};
pub use jobs::{FreshJob, JobPatch, JobRow, Set};
pub use journal::{JournalRow, LetterRow};
pub use merges::{FreshMerge, MergeEnd, MergeRow, MergesShown};
pub use projects::{FreshProject, Noted, Polling, ProjectRow, RefRow, Viewer};
pub use queue::{Asking, FreshTask, Leased, QuestionRow, Queued, TaskRow, Ticket, Why};
pub use runs::{FreshRun, MadeRun, RunRow, RunStand, RunsFilter, SealedRun};
pub use schedules::ScheduleRow;
pub use secrets::SecretRow;
pub use store::Store;
pub use turns::{Turn, TurnAnswer, TurnQueue};
pub use tx::Tx;
