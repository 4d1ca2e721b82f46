//! Flags that say which jobs are meant.

use clap::Args;
use clap::builder::FalseyValueParser;
use serde::{Deserialize, Serialize};

use super::Pair;

/// Which jobs.
#[derive(Clone, Debug, Default, Args, Serialize, Deserialize)]
pub(crate) struct SelectionArgs {
    /// Jobs, manual or not, with what they need; `test` means every copy of a matrix
    /// [default: the whole pipeline]
    #[arg(value_name = "JOB")]
    pub jobs: Vec<String>,
    /// Only the jobs that are named, without what they need
    #[arg(long, requires = "jobs")]
    pub no_needs: bool,
    /// Play every manual job
    #[arg(long, env = "MAILLON_MANUAL", value_parser = FalseyValueParser::new())]
    pub manual: bool,
    /// Of a matrix only the jobs with this value
    #[arg(long, value_name = "AXIS=VALUE")]
    pub matrix: Vec<Pair>,
}
