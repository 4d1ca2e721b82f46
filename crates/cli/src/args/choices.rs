//! Flags that take one of a few words.

use clap::ValueEnum;
use maillon_model::pipeline::Dialect;
use serde::{Deserialize, Serialize};

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `--dialect`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DialectChoice {
    /// .gitlab-ci.yml
    Gitlab,
    /// .github/workflows/*.yml
    Github,
    /// Jenkinsfile
    Jenkins,
}

impl From<DialectChoice> for Dialect {
    fn from(choice: DialectChoice) -> Self {
        match choice {
            DialectChoice::Gitlab => Self::Gitlab,
            DialectChoice::Github => Self::Github,
            DialectChoice::Jenkins => Self::Jenkins,
        }
    }
}

/// `--executor`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExecutorChoice {
    /// docker for jobs with an image where an engine answers, else shell
    #[default]
    Auto,
    /// On this machine itself
    Shell,
    /// In containers (Docker or Podman)
    Docker,
    /// In pods (not supported yet)
    Kubernetes,
}

/// `--logs`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogsChoice {
    /// In the live view only where one job runs, else (and in plain output) of all jobs
    #[default]
    Auto,
    /// Of all jobs, while they run
    All,
    /// Of failed jobs, when they have failed
    Failed,
    /// Of none; the summary shows the end of what failed
    None,
}

/// `--format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// A Mermaid flowchart
    Mermaid,
    /// A picture
    Svg,
}
