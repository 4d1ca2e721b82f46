//! `maillon logs`: the last run again.

use std::process::ExitCode;

use crate::app::App;
use crate::args::LogsArgs;
use crate::failure::Failure;

/// Prints the log.
pub(crate) fn execute(_app: &App, _args: &LogsArgs) -> Result<ExitCode, Failure> {
    Err(Failure::infrastructure("`logs` is not there yet"))
}
