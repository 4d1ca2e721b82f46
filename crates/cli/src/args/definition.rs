//! Flags that say which definition is meant.

use clap::Args;
use clap::builder::FalseyValueParser;
use serde::{Deserialize, Serialize};

use super::{DialectChoice, Pair};

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
    /// Where jobs of a label of runs-on run: host, skip, or an image; `ubuntu-latest=debian:bookworm`
    /// [default: macOS and Windows are skipped, all else runs on this machine]
    #[arg(short = 'P', long = "platform", value_name = "LABEL=WHERE")]
    pub platforms: Vec<Pair>,
    /// Fetch nothing; includes and actions come from the cache, --override and --action
    #[arg(long, env = "MAILLON_OFFLINE", value_parser = FalseyValueParser::new())]
    pub offline: bool,
}
