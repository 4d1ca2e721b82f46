//! `maillon rerun`: the last run once more, or what failed of it.

use std::process::ExitCode;

use crate::app::App;
use crate::args::RerunArgs;
use crate::failure::Failure;

/// Runs it.
pub(crate) fn execute(_app: &App, _args: RerunArgs) -> Result<ExitCode, Failure> {
    Err(Failure::infrastructure("`rerun` is not there yet"))
}
