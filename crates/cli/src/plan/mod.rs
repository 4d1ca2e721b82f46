//! `maillon plan`: what would run.

use std::process::ExitCode;

use crate::app::App;
use crate::args::PlanArgs;
use crate::failure::Failure;
use crate::prepare::Prepared;

/// Prints the plan.
pub(crate) fn execute(app: &App, args: &PlanArgs) -> Result<ExitCode, Failure> {
    let prepared = Prepared::new(
        app,
        &args.definition,
        &args.trigger,
        args.explain.as_deref(),
    )?;
    match prepared.refusal() {
        Some(diagnostics) => Err(Failure::definition(diagnostics)),
        None => Err(Failure::infrastructure("`plan` is not there yet")),
    }
}
