//! What may be asked on the command line. Each flag is declared once, here: its help, its
//! environment variable, and (by its long name) its key in the configuration files.

mod choices;
mod definition;
mod event;
mod help;
mod pair;
mod remote;
mod run;
mod selection;
mod server;
mod trigger;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};

pub(crate) use choices::{ColorChoice, DialectChoice, ExecutorChoice, LogsChoice, PlanFormat};
pub(crate) use definition::{DefinitionArgs, RestartFrom};
pub(crate) use event::EventName;
pub(crate) use pair::{Pair, SecretFrom, SecretPair, variable_name};
pub(crate) use remote::{ArtifactsArgs, LoginArgs, PsArgs, RemoteArgs, TriggerRunArgs};
pub(crate) use run::{ExecutionArgs, OutputArgs, RunArgs};
pub(crate) use selection::SelectionArgs;
pub(crate) use server::{
    AdminArgs, AdminCommand, AgentArgs, AgentJobArgs, OidcArgs, S3Args, ServeArgs, StorageArgs,
};
pub(crate) use trigger::TriggerArgs;

/// Runs the pipeline that a repository already has, on this machine or on a server.
#[derive(Debug, Parser)]
#[command(
    name = "maillon",
    version,
    about = "Runs the pipeline that a repository already has, on this machine or on a server",
    after_help = help::EXAMPLES,
    after_long_help = help::LONG,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to print.
    #[command(flatten)]
    pub console: ConsoleArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the pipeline, or some of its jobs with their needs
    #[command(after_help = help::RUN)]
    Run(Box<RunArgs>),
    /// Show what would run, in which order, and why
    #[command(after_help = help::PLAN)]
    Plan(Box<PlanArgs>),
    /// Check definitions without running anything
    #[command(after_help = help::LINT)]
    Lint(Box<LintArgs>),
    /// Show the log of the last run again, or of one of its jobs; of a server's job: RUN/JOB
    #[command(after_help = help::LOGS)]
    Logs(LogsArgs),
    /// Run again what ran last, or what failed of it
    #[command(after_help = help::RERUN)]
    Rerun(Box<RerunArgs>),
    /// Sign in at a server, and keep a token for it
    Login(LoginArgs),
    /// Start a run on a server
    #[command(after_help = help::TRIGGER)]
    Trigger(Box<TriggerRunArgs>),
    /// List what goes on at a server
    Ps(PsArgs),
    /// List or download what jobs on a server left
    #[command(after_help = help::ARTIFACTS)]
    Artifacts(Box<ArtifactsArgs>),
    /// Be a CI server: web pages, API, git, an embedded database and an embedded agent
    #[command(after_help = help::SERVE)]
    Serve(Box<ServeArgs>),
    /// Run the jobs that a server hands out, on this machine
    #[command(after_help = help::AGENT)]
    Agent(Box<AgentArgs>),
    /// The process of one job of an agent
    #[command(hide = true)]
    AgentJob(AgentJobArgs),
    /// Look after a server's data: back it up, restore and check it, get in again
    #[command(after_help = help::ADMIN)]
    Admin(Box<AdminArgs>),
    /// Print the script that completes maillon's command line in a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print documents that are made of the command line's definition
    #[command(hide = true)]
    Generate(GenerateArgs),
}

/// How to print.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ConsoleArgs {
    /// When to use colours; auto also follows `NO_COLOR`, `CLICOLOR_FORCE` and `TERM`
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        env = "MAILLON_COLOR",
        default_value = "auto"
    )]
    pub color: ColorChoice,
    /// Print only failures and the result
    #[arg(short, long, global = true, env = "MAILLON_QUIET", value_parser = FalseyValueParser::new())]
    pub quiet: bool,
}

/// What `maillon plan` is asked.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Which jobs.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// How to show the plan
    #[arg(
        long,
        value_name = "FORMAT",
        env = "MAILLON_FORMAT",
        default_value = "text"
    )]
    pub format: PlanFormat,
    /// Tell for one job why it runs or not: every rule, with the values that it saw
    #[arg(long, value_name = "JOB")]
    pub explain: Option<String>,
    /// Which definition.
    #[command(flatten)]
    pub definition: DefinitionArgs,
    /// For what.
    #[command(flatten)]
    pub trigger: TriggerArgs,
}

/// What `maillon lint` is asked.
#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// Definitions, or folders that hold some [default: the repository's own]
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// How to show what was found: text or json
    #[arg(
        long,
        value_name = "FORMAT",
        env = "MAILLON_FORMAT",
        default_value = "text",
        hide_possible_values = true
    )]
    pub format: PlanFormat,
    /// Which definition.
    #[command(flatten)]
    pub definition: DefinitionArgs,
    /// For what.
    #[command(flatten)]
    pub trigger: TriggerArgs,
}

/// What `maillon logs` is asked.
#[derive(Debug, Args)]
pub(crate) struct LogsArgs {
    /// A job of the last run, or a part of its name; 12/JOB: of run 12 on the server [default: the whole run]
    #[arg(value_name = "JOB")]
    pub job: Option<String>,
    /// Go on while the job on the server writes
    #[arg(short, long)]
    pub follow: bool,
    /// Show that run rather than the last one (a folder's name in .maillon/runs)
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
    /// Which server.
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// What `maillon rerun` is asked.
#[derive(Debug, Args)]
pub(crate) struct RerunArgs {
    /// Jobs of the last run [default: all that it ran]
    #[arg(value_name = "JOB")]
    pub jobs: Vec<String>,
    /// Only what did not succeed, and what waits for it; the rest keeps its results and artifacts
    #[arg(long, conflicts_with = "jobs")]
    pub failed: bool,
    /// Start a declarative Jenkinsfile again from a stage at its top; those before it are left out
    #[arg(long, value_name = "STAGE", conflicts_with_all = ["jobs", "failed"])]
    pub from: Option<String>,
    /// A secret of the first run; secrets are not recorded (see `maillon run --help`)
    #[arg(long = "secret", value_name = "K[=V|=@FILE]")]
    pub secrets: Vec<SecretPair>,
    /// Print prefixed lines instead of a live view
    #[arg(long, env = "MAILLON_PLAIN", value_parser = FalseyValueParser::new())]
    pub plain: bool,
    /// Write the result as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<std::path::PathBuf>,
    /// Write events as NDJSON, `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub events: Option<std::path::PathBuf>,
    /// Write the result as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<std::path::PathBuf>,
}

/// What `maillon completions` is asked.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    pub shell: clap_complete::Shell,
}

/// What `maillon generate` is asked.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Which document
    pub document: Document,
}

/// What can be made of the command line's definition.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Document {
    /// The manual page, in roff
    Man,
    /// The reference of commands and flags, in Markdown
    CliReference,
    /// The description of the server's API, in JSON
    Openapi,
    /// The table of GitHub's keys, in Markdown
    GithubReference,
    /// The table of GitLab's keywords, in Markdown
    GitlabReference,
    /// The sections, steps and methods of Jenkinsfiles, in Markdown
    JenkinsReference,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn usage_errors_exit_with_two() {
        for bad in [
            "",
            "run --jobs 0",
            "run --executor rocket",
            "run --var NAME",
            "fly",
        ] {
            let error = Cli::try_parse_from(["maillon"].into_iter().chain(bad.split_whitespace()));
            assert_eq!(
                error.map(|_| ()).map_err(|e| e.exit_code()),
                Err(2),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_secret_does_not_show_itself_in_debug() {
        let cli = Cli::try_parse_from(["maillon", "run", "--secret", "TOKEN=hunter22"]).unwrap();
        assert!(!format!("{cli:?}").contains("hunter22"));
    }
}
