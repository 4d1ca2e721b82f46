//! What `maillon serve`, `maillon agent` and `maillon admin` are asked.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, Subcommand};

use super::ExecutorChoice;

/// What `maillon serve` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "MAILLON_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,
    /// How others reach the server [default: the address that it listens on]
    #[arg(long, value_name = "URL", env = "MAILLON_URL")]
    pub url: Option<String>,
    /// Where everything is kept.
    #[command(flatten)]
    pub storage: StorageArgs,
    /// Certificate and key.
    #[command(flatten)]
    pub tls: TlsArgs,
    /// Where artifacts lie.
    #[command(flatten)]
    pub s3: S3Args,
    /// Where people sign in.
    #[command(flatten)]
    pub oidc: OidcArgs,
    /// The agent in the server itself.
    #[command(flatten)]
    pub embedded: EmbeddedArgs,
    /// A proxy in front of the server, whose `X-Forwarded-For` is believed; may be repeated
    #[arg(
        long = "trusted-proxy",
        value_name = "IP",
        env = "MAILLON_TRUSTED_PROXIES",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<IpAddr>,
    /// How many seconds an agent may be silent before its jobs count as lost
    #[arg(long, value_name = "SECONDS", env = "MAILLON_TTL", default_value_t = 60, value_parser = clap::value_parser!(u64).range(2..))]
    pub ttl: u64,
    /// How many seconds a lost job is waited for before it runs again, or ends as errored
    #[arg(
        long,
        value_name = "SECONDS",
        env = "MAILLON_GRACE",
        default_value_t = 300
    )]
    pub grace: u64,
}

/// Where a server keeps everything.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Storage")]
pub(crate) struct StorageArgs {
    /// The folder of repositories, artifacts and the key [default: /var/lib/maillon for root, else
    /// $XDG_DATA_HOME/maillon]
    #[arg(long, value_name = "DIR", env = "MAILLON_DATA")]
    pub data: Option<PathBuf>,
    /// The database: sqlite:PATH or `postgres://USER:PASSWORD@HOST/NAME` [default: maillon.db in the
    /// data folder]
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "MAILLON_DATABASE",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// The file with the key that seals secrets, 32 bytes in base64; the variable `MAILLON_KEY` may hold
    /// the key itself [default: key in the data folder, made at the first start]
    #[arg(long, value_name = "FILE", env = "MAILLON_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

/// Certificate and key.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "TLS")]
pub(crate) struct TlsArgs {
    /// The certificate chain, in PEM [default: plain HTTP]
    #[arg(
        long,
        value_name = "FILE",
        env = "MAILLON_TLS_CERTIFICATE",
        requires = "tls_key"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(
        long,
        value_name = "FILE",
        env = "MAILLON_TLS_KEY",
        requires = "tls_certificate"
    )]
    pub tls_key: Option<PathBuf>,
}

/// Artifacts in a bucket.
#[expect(
    clippy::struct_field_names,
    reason = "their names are those of the flags"
)]
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Artifacts in a bucket")]
pub(crate) struct S3Args {
    /// The bucket, of a service that speaks S3 [default: the folder artifacts in the data folder]
    #[arg(long, value_name = "NAME", env = "MAILLON_S3_BUCKET", requires_all = ["s3_key_id", "s3_secret_file"])]
    pub s3_bucket: Option<String>,
    /// The service's address [default: Amazon's]
    #[arg(long, value_name = "URL", env = "MAILLON_S3_ENDPOINT")]
    pub s3_endpoint: Option<String>,
    /// The region
    #[arg(
        long,
        value_name = "NAME",
        env = "MAILLON_S3_REGION",
        default_value = "us-east-1"
    )]
    pub s3_region: String,
    /// The access key's id
    #[arg(long, value_name = "ID", env = "MAILLON_S3_KEY_ID")]
    pub s3_key_id: Option<String>,
    /// The file with the secret access key
    #[arg(long, value_name = "FILE", env = "MAILLON_S3_SECRET_FILE")]
    pub s3_secret_file: Option<PathBuf>,
}

/// Where people sign in: OpenID Connect.
#[expect(
    clippy::struct_field_names,
    reason = "their names are those of the flags"
)]
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sign-in by OpenID Connect")]
pub(crate) struct OidcArgs {
    /// The issuer's address
    #[arg(long, value_name = "URL", env = "MAILLON_OIDC_ISSUER", requires_all = ["oidc_client_id", "oidc_secret_file"])]
    pub oidc_issuer: Option<String>,
    /// How the issuer calls this server
    #[arg(long, value_name = "ID", env = "MAILLON_OIDC_CLIENT_ID")]
    pub oidc_client_id: Option<String>,
    /// The file with this server's secret there
    #[arg(long, value_name = "FILE", env = "MAILLON_OIDC_SECRET_FILE")]
    pub oidc_secret_file: Option<PathBuf>,
    /// What the button says
    #[arg(
        long,
        value_name = "TEXT",
        env = "MAILLON_OIDC_LABEL",
        default_value = "Sign in with OpenID"
    )]
    pub oidc_label: String,
}

/// The agent in the server itself.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "The embedded agent")]
pub(crate) struct EmbeddedArgs {
    /// How many jobs the server itself runs at a time; 0: only agents run jobs [default: one per core]
    #[arg(long, value_name = "N", env = "MAILLON_EMBEDDED_JOBS")]
    pub embedded_jobs: Option<u32>,
    /// A label of the embedded agent; may be repeated
    #[arg(
        long = "embedded-label",
        value_name = "LABEL",
        env = "MAILLON_EMBEDDED_LABELS",
        value_delimiter = ','
    )]
    pub embedded_labels: Vec<String>,
    /// Where its jobs run
    #[arg(
        long,
        value_name = "EXECUTOR",
        env = "MAILLON_EMBEDDED_EXECUTOR",
        default_value = "auto"
    )]
    pub embedded_executor: ExecutorChoice,
    /// Where the container engine listens [default: the usual sockets]
    #[arg(long, value_name = "HOST", env = "DOCKER_HOST")]
    pub docker_host: Option<String>,
}

/// What `maillon agent` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct AgentArgs {
    /// The server's address
    #[arg(long, value_name = "URL", env = "MAILLON_SERVER")]
    pub server: String,
    /// The file with the agent's token, which an administrator made; the variable `MAILLON_AGENT_TOKEN` may
    /// hold the token itself
    #[arg(long, value_name = "FILE", env = "MAILLON_AGENT_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// A label that jobs may ask for; may be repeated
    #[arg(
        long = "label",
        value_name = "LABEL",
        env = "MAILLON_AGENT_LABELS",
        value_delimiter = ','
    )]
    pub labels: Vec<String>,
    /// How many jobs at a time [default: one per core]
    #[arg(long, value_name = "N", env = "MAILLON_AGENT_JOBS")]
    pub capacity: Option<NonZeroU32>,
    /// Where jobs run
    #[arg(
        long,
        value_name = "EXECUTOR",
        env = "MAILLON_EXECUTOR",
        default_value = "auto"
    )]
    pub executor: ExecutorChoice,
    /// Where the container engine listens [default: the usual sockets]
    #[arg(long, value_name = "HOST", env = "DOCKER_HOST")]
    pub docker_host: Option<String>,
    /// The folder of jobs, clones and caches [default: /var/lib/maillon-agent for root, else
    /// $XDG_DATA_HOME/maillon-agent]
    #[arg(long, value_name = "DIR", env = "MAILLON_AGENT_DATA")]
    pub data: Option<PathBuf>,
    /// Certificates, in PEM, that are believed beside those of the system
    #[arg(long, value_name = "FILE", env = "MAILLON_CA")]
    pub ca: Option<PathBuf>,
}

/// What the process of a job is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct AgentJobArgs {
    /// The job's folder
    pub folder: PathBuf,
}

/// What `maillon admin` is asked.
#[derive(Clone, Debug, Args)]
pub(crate) struct AdminArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// What to do with a server's data.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Write a consistent copy of the database, the repositories, the artifacts and the key to a folder
    Backup {
        /// The folder; it must not exist
        folder: PathBuf,
        /// Where everything is kept.
        #[command(flatten)]
        storage: StorageArgs,
    },
    /// Bring a copy back, into an empty data folder and database
    Restore {
        /// The folder that `backup` wrote
        folder: PathBuf,
        /// Where everything is kept.
        #[command(flatten)]
        storage: StorageArgs,
    },
    /// Look whether the database holds together
    Check {
        /// Where everything is kept.
        #[command(flatten)]
        storage: StorageArgs,
    },
    /// Print a one-time link by which an administrator sets a new password
    Link {
        /// The administrator's login; it is made where it is missing
        #[arg(default_value = "admin")]
        login: String,
        /// How others reach the server
        #[arg(
            long,
            value_name = "URL",
            env = "MAILLON_URL",
            default_value = "http://127.0.0.1:8080"
        )]
        url: String,
        /// Where everything is kept.
        #[command(flatten)]
        storage: StorageArgs,
    },
    /// Make a token of somebody for programs, and print it: it is never shown again
    Token {
        /// The person's login; where it is missing an administrator is made
        #[arg(default_value = "admin")]
        login: String,
        /// Where everything is kept.
        #[command(flatten)]
        storage: StorageArgs,
    },
    /// Make a token for an agent, and print it: it is never shown again
    AgentToken {
        /// The agent's name
        name: String,
        /// Replace the token of an agent that is there
        #[arg(long, value_parser = FalseyValueParser::new())]
        replace: bool,
        /// Where everything is kept.
        #[command(flatten)]
        storage: StorageArgs,
    },
}
