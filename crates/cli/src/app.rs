//! From the process's arguments to its exit code.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::args::{Cli, Command};
use crate::config::Config;
use crate::console::{Console, Stream, Tone};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::{diagnostics, generate, lint, logs, plan, remote, rerun, run, server};

/// What every command gets.
pub(crate) struct App {
    /// What the process was started with.
    pub environment: Environment,
    /// How it prints.
    pub console: Console,
    /// What the configuration files say beyond defaults of flags.
    pub config: Config,
}

/// Runs the process.
pub(crate) fn main() -> ExitCode {
    match start() {
        Ok(code) => code,
        Err(failure) => {
            // The configuration could not be read, or there is no current directory.
            let _ = Stream::Stderr.write(format!("error: {}\n", failure.message).as_bytes());
            ExitCode::from(failure.exit_code())
        }
    }
}

fn start() -> Result<ExitCode, Failure> {
    let environment = Environment::capture()?;
    let config = Config::load(&environment)?;
    let cli = match parse(&config, &environment) {
        Ok(cli) => cli,
        Err(usage) => return Ok(show(&usage)),
    };
    let app = App {
        console: Console::new(cli.console, &environment),
        environment,
        config,
    };
    app.report_findings();
    Ok(app.execute(cli.command))
}

/// Parses the arguments, with what the configuration says as defaults.
fn parse(config: &Config, environment: &Environment) -> Result<Cli, clap::Error> {
    let mut command = config.as_defaults(environment.without_empty(Cli::command()));
    let matches: ArgMatches = command.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Prints help, version or a usage error. A reader that is gone is none.
fn show(usage: &clap::Error) -> ExitCode {
    let _ = usage.print();
    ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2))
}

impl App {
    fn execute(&self, command: Command) -> ExitCode {
        let done = match command {
            Command::Run(args) => run::execute(self, &args),
            Command::Plan(args) => plan::execute(self, &args),
            Command::Lint(args) => lint::execute(self, &args),
            Command::Logs(args) => logs::execute(self, &args),
            Command::Rerun(args) => rerun::execute(self, &args),
            Command::Login(args) => remote::login(self, &args),
            Command::Trigger(args) => remote::trigger(self, &args),
            Command::Ps(args) => remote::ps(self, &args),
            Command::Artifacts(args) => remote::artifacts(self, &args),
            Command::Serve(args) => server::serve::execute(self, &args),
            Command::Agent(args) => server::agent::execute(self, &args),
            Command::AgentJob(args) => server::agent::job(self, &args),
            Command::Admin(args) => server::admin::execute(self, &args.command),
            Command::Completions(args) => generate::completions(args.shell),
            Command::Generate(args) => generate::document(args.document),
        };
        done.unwrap_or_else(|failure| self.fail(&failure))
    }

    /// Prints why it did not go, and gives the exit code for it.
    pub(crate) fn fail(&self, failure: &Failure) -> ExitCode {
        let painter = self.console.painter(Stream::Stderr);
        let mut text = diagnostics::render(&failure.diagnostics, painter);
        if !failure.message.is_empty() {
            let _ = writeln!(
                text,
                "{}: {}",
                painter.paint(Tone::Bad, "error"),
                failure.message
            );
        }
        if let Some(hint) = &failure.hint {
            let _ = writeln!(text, "{}: {hint}", painter.paint(Tone::Active, "hint"));
        }
        self.console.complain(&text);
        ExitCode::from(failure.exit_code())
    }

    fn report_findings(&self) {
        let painter = self.console.painter(Stream::Stderr);
        self.console
            .complain(&diagnostics::render(&self.config.diagnostics, painter));
    }
}

/// Writes a command's whole output; a reader that is gone is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match Stream::Stdout.write(text.as_bytes()) {
        Err(error) if !crate::console::is_gone(&error) => Err(Failure::infrastructure(format!(
            "can't write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}
