//! `maillon lint`: what is wrong with a definition.

use std::process::ExitCode;

use crate::app::App;
use crate::args::LintArgs;
use crate::console::Stream;
use crate::diagnostics;
use crate::failure::Failure;
use crate::prepare::Prepared;

/// Prints what is wrong.
pub(crate) fn execute(app: &App, args: &LintArgs) -> Result<ExitCode, Failure> {
    let prepared = Prepared::new(app, &args.definition, &args.trigger, None)?;
    if let Some(diagnostics) = prepared.refusal() {
        return Err(Failure::definition(diagnostics));
    }
    let painter = app.console.painter(Stream::Stderr);
    app.console
        .complain(&diagnostics::render(&prepared.loaded.diagnostics, painter));
    Ok(ExitCode::SUCCESS)
}
