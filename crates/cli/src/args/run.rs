//! What `maillon run` is asked.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use clap::builder::FalseyValueParser;
use serde::{Deserialize, Serialize};

use super::{DefinitionArgs, ExecutorChoice, LogsChoice, SelectionArgs, TriggerArgs};

/// What `maillon run` is asked. It is recorded with the run (without secrets), for `rerun`.
#[derive(Clone, Debug, Default, Args, Serialize, Deserialize)]
pub(crate) struct RunArgs {
    /// Which jobs.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Where jobs run.
    #[command(flatten)]
    pub execution: ExecutionArgs,
    /// What is printed and written.
    #[command(flatten)]
    #[serde(skip)]
    pub output: OutputArgs,
    /// Which definition.
    #[command(flatten)]
    pub definition: DefinitionArgs,
    /// For what.
    #[command(flatten)]
    pub trigger: TriggerArgs,
}

/// Where and how jobs run.
#[derive(Clone, Debug, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Execution")]
pub(crate) struct ExecutionArgs {
    /// Where jobs run
    #[arg(
        long,
        value_name = "EXECUTOR",
        env = "MAILLON_EXECUTOR",
        default_value = "auto"
    )]
    pub executor: ExecutorChoice,
    /// How many jobs run at a time [default: one per core]
    #[arg(short = 'j', long = "jobs", value_name = "N", env = "MAILLON_JOBS")]
    pub slots: Option<NonZeroUsize>,
    /// When a step fails, wait and ask: retry it, open a shell in the job, or go on (workflows)
    #[arg(long)]
    #[serde(skip)]
    pub pause: bool,
    /// Run in the working tree itself, which jobs may then change [default: in a workspace for each]
    #[arg(long, env = "MAILLON_IN_PLACE", value_parser = FalseyValueParser::new())]
    pub in_place: bool,
    /// Where the mail and chat messages of a Jenkinsfile are posted to, as JSON [default: they are only written down]
    #[arg(long, value_name = "URL", env = "MAILLON_MESSAGES_TO")]
    pub messages_to: Option<String>,
    /// Where the container engine listens [default: the usual sockets]
    #[arg(long, value_name = "HOST", env = "DOCKER_HOST")]
    pub docker_host: Option<String>,
}

/// What is printed and written.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Write the result as JSON
    #[arg(long, value_name = "FILE", env = "MAILLON_REPORT")]
    pub report: Option<PathBuf>,
    /// Write every event as a line of JSON, `-` for standard output
    #[arg(long, value_name = "FILE", env = "MAILLON_EVENTS")]
    pub events: Option<PathBuf>,
    /// Write the result as JUnit XML: a test case per job, and the failed tests of the jobs' reports
    #[arg(long, value_name = "FILE", env = "MAILLON_JUNIT")]
    pub junit: Option<PathBuf>,
    /// Copy the artifacts to DIR/JOB/
    #[arg(long, value_name = "DIR", env = "MAILLON_ARTIFACTS_TO")]
    pub artifacts_to: Option<PathBuf>,
    /// Print prefixed lines instead of a live view; always so where output is not a terminal
    #[arg(long, env = "MAILLON_PLAIN", value_parser = FalseyValueParser::new())]
    pub plain: bool,
    /// Whose logs are printed
    #[arg(
        long,
        value_name = "WHOSE",
        env = "MAILLON_LOGS",
        default_value = "auto"
    )]
    pub logs: LogsChoice,
}
