//! `maillon run`: executes a pipeline and shows what happens.

use std::process::ExitCode;

use crate::app::App;
use crate::args::RunArgs;
use crate::failure::Failure;

/// Runs the pipeline.
pub(crate) fn execute(_app: &App, _args: RunArgs) -> Result<ExitCode, Failure> {
    Err(Failure::infrastructure("`run` is not there yet"))
}
