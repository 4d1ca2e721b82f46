//! Flags that say what the pipeline is for.

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::event::EventParser;
use super::{EventName, Pair, SecretPair};

/// For which event, ref and variables.
#[derive(Clone, Debug, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Trigger")]
pub(crate) struct TriggerArgs {
    /// What happened [default: push; tag with --tag, merge_request with --target-branch; of workflows
    /// that no push triggers, what triggers them]
    #[arg(long, value_name = "EVENT", env = "MAILLON_EVENT", value_parser = EventParser)]
    pub event: Option<EventName>,
    /// The branch [default: the one that is checked out]
    #[arg(long, value_name = "B", env = "MAILLON_BRANCH", conflicts_with = "tag")]
    pub branch: Option<String>,
    /// The tag
    #[arg(long, value_name = "T", env = "MAILLON_TAG")]
    pub tag: Option<String>,
    /// The event as the server's webhook tells it; flags win over what it says
    #[arg(long, value_name = "FILE")]
    pub event_json: Option<PathBuf>,
    /// A variable of the pipeline; wins over all others
    #[arg(long = "var", value_name = "K=V", value_parser = super::pair::variable)]
    pub variables: Vec<Pair>,
    /// A masked variable: K (value from the environment), K=@FILE, or K=V (`ps` shows V)
    #[arg(long = "secret", value_name = "K[=V|=@FILE]")]
    #[serde(skip)]
    pub secrets: Vec<SecretPair>,
    /// A TOML file with credentials of a Jenkinsfile: a table for each id, with `text`, `username` and
    /// `password`, `file`, or `ssh-key`
    #[arg(long, value_name = "FILE", env = "MAILLON_CREDENTIALS")]
    pub credentials: Option<PathBuf>,
    /// A value for an input of the definition (spec:inputs, workflow_dispatch, parameters, input)
    #[arg(long = "input", value_name = "K=V")]
    pub inputs: Vec<Pair>,
    /// A variable of the environment in which the shell executor starts processes (GitHub: also of
    /// the `env` context)
    #[arg(long = "env", value_name = "K=V")]
    pub environment: Vec<Pair>,
    /// A TOML file with variables, in the tables `project`, `group` and `instance`
    #[arg(long, value_name = "FILE", env = "MAILLON_VARIABLES_FILE")]
    pub variables_file: Option<PathBuf>,
    /// The merge request's branch [default: the one that is checked out]
    #[arg(long, value_name = "B", help_heading = "Merge request")]
    pub source_branch: Option<String>,
    /// The branch that the merge request goes to [default: the default branch]
    #[arg(long, value_name = "B", help_heading = "Merge request")]
    pub target_branch: Option<String>,
    /// The merge request's number [default: 1]
    #[arg(long, value_name = "N", help_heading = "Merge request")]
    pub mr_number: Option<u64>,
    /// The merge request's title [default: the commit's]
    #[arg(long, value_name = "TEXT", help_heading = "Merge request")]
    pub mr_title: Option<String>,
    /// The merge request's description
    #[arg(long, value_name = "TEXT", help_heading = "Merge request")]
    pub mr_description: Option<String>,
    /// A label of the merge request
    #[arg(long = "label", value_name = "LABEL", help_heading = "Merge request")]
    pub labels: Vec<String>,
    /// The merge request is a draft
    #[arg(long, help_heading = "Merge request")]
    pub draft: bool,
}

impl TriggerArgs {
    /// Whether nothing says what happened.
    pub(crate) fn names_no_event(&self) -> bool {
        self.event.is_none() && self.event_json.is_none() && self.tag.is_none()
    }
}
