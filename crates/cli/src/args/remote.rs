//! What the clients of a server are asked: `login`, `trigger`, `ps`, `artifacts`, and `logs` of a server's runs.

use std::path::PathBuf;

use clap::Args;

use super::Pair;

/// Which server, and which of its projects.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct RemoteArgs {
    /// The server's address [default: the one of the last `maillon login`]
    #[arg(long, value_name = "URL", env = "MAILLON_SERVER")]
    pub server: Option<String>,
    /// The project's name there [default: the one that a remote of this repository leads to]
    #[arg(short, long, value_name = "NAME", env = "MAILLON_PROJECT")]
    pub project: Option<String>,
    /// Certificates, in PEM, that are believed instead of the usual ones
    #[arg(long, value_name = "FILE", env = "MAILLON_CA")]
    pub ca: Option<PathBuf>,
}

/// What `maillon login` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct LoginArgs {
    /// The server's address
    #[arg(value_name = "URL")]
    pub url: String,
    /// Who signs in [default: it asks]
    #[arg(long, value_name = "LOGIN")]
    pub login: Option<String>,
    /// The file with a token that was made on the page Account; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "login")]
    pub token_file: Option<PathBuf>,
    /// Certificates, in PEM, that are believed instead of the usual ones
    #[arg(long, value_name = "FILE", env = "MAILLON_CA")]
    pub ca: Option<PathBuf>,
}

/// What `maillon trigger` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct TriggerRunArgs {
    /// The branch or tag [default: the project's default branch]
    #[arg(value_name = "REF")]
    pub git_ref: Option<String>,
    /// A variable of the run; may be repeated
    #[arg(long = "var", value_name = "K=V")]
    pub variables: Vec<Pair>,
    /// A value for one of the definition's inputs; may be repeated
    #[arg(long = "input", value_name = "K=V")]
    pub inputs: Vec<Pair>,
    /// Its place in the queue: larger comes first
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    pub priority: i32,
    /// Wait for its end, and exit as `maillon run` would
    #[arg(short, long)]
    pub follow: bool,
    /// Which server.
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// What `maillon ps` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct PsArgs {
    /// Also runs that are over
    #[arg(short, long)]
    pub all: bool,
    /// Which server.
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// What `maillon artifacts` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct ArtifactsArgs {
    /// A run's number, or one of its jobs
    #[arg(value_name = "RUN[/JOB]")]
    pub place: String,
    /// Download them to this folder [default: list them]
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Which server.
    #[command(flatten)]
    pub remote: RemoteArgs,
}
