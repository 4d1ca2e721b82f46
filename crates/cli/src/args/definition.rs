//! Flags that say which definition is meant.

use clap::Args;
use clap::builder::FalseyValueParser;
use maillon_model::RunId;
use serde::{Deserialize, Serialize};

use super::{DialectChoice, Pair};

/// Where a build is started again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RestartFrom {
    /// The stage.
    pub stage: String,
    /// The run.
    pub run: RunId,
    /// Its number.
    pub number: u64,
}

/// Which definition, and how what it includes is found.
#[derive(Clone, Debug, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Definition")]
pub(crate) struct DefinitionArgs {
    /// The definition [default: what the repository has]
    #[arg(short, long, value_name = "PATH", env = "MAILLON_FILE")]
    pub file: Option<String>,
    /// The language of the definition [default: by its name]
    #[arg(long, value_name = "DIALECT", env = "MAILLON_DIALECT")]
    pub dialect: Option<DialectChoice>,
    /// Take what lies elsewhere from a local path: a project (group/name), an address or a template
    #[arg(long = "override", value_name = "WHAT=PATH")]
    pub overrides: Vec<Pair>,
    /// Take an action from a local folder
    #[arg(long = "action", value_name = "OWNER/REPO[@REF]=PATH")]
    pub actions: Vec<Pair>,
    /// Where jobs of a label (runs-on, agent) run: host, skip, or an image; `ubuntu-latest=debian:bookworm`
    /// [default: macOS and Windows are skipped, all else runs on this machine]
    #[arg(short = 'P', long = "platform", value_name = "LABEL=WHERE")]
    pub platforms: Vec<Pair>,
    /// Where a shared library of a Jenkinsfile is: a folder, or a git address
    #[arg(long = "library", value_name = "NAME[@VERSION]=WHERE")]
    pub libraries: Vec<Pair>,
    /// A shared library that every Jenkinsfile has without asking for it
    #[arg(long = "implicit-library", value_name = "NAME")]
    pub implicit_libraries: Vec<String>,
    /// Where a tool of a Jenkinsfile's `tools` is installed: `maven:M3=/opt/maven`
    #[arg(long = "tool", value_name = "KIND:NAME=FOLDER")]
    pub tools: Vec<Pair>,
    /// Where to start a Jenkinsfile again; only `rerun` says that.
    #[arg(skip)]
    #[serde(skip)]
    pub restart: Option<RestartFrom>,
    /// Fetch nothing; includes and actions come from the cache, --override and --action
    #[arg(long, env = "MAILLON_OFFLINE", value_parser = FalseyValueParser::new())]
    pub offline: bool,
}
