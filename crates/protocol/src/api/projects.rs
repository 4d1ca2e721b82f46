//! Projects, and what belongs to them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Role, RunSummary};

/// A repository whose commits are taken to production.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// Its name in addresses: lower-case letters, digits, `.`, `_` and `-`.
    pub name: String,
    /// `group/name`, as the dialects see it.
    pub path: String,
    /// Where its repository is.
    pub repository: RepositoryPlace,
    /// `main`
    pub default_branch: String,
    /// Who sees it without being a member.
    pub visibility: Visibility,
    /// What the asking person may do.
    pub role: Option<Role>,
    /// Why its remote repository could not be read when that was tried last.
    #[serde(default)]
    pub trouble: Option<String>,
    /// The newest run of the default branch.
    pub latest: Option<RunSummary>,
    /// How the last runs of the default branch ended, newest first; at most 20.
    pub health: Vec<super::RunState>,
    /// When it was made.
    pub created_at: u64,
}

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RepositoryPlace {
    /// On this server: `git push http://SERVER/git/NAME`.
    Hosted,
    /// Elsewhere.
    Remote {
        /// A path, or an address for ssh or https. Holds no credentials.
        url: String,
        /// Which forge it is on, for webhooks and statuses.
        forge: Option<Forge>,
    },
}

/// A forge that the server speaks with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Forge {
    /// GitLab.
    Gitlab,
    /// GitHub.
    Github,
    /// Gitea and Forgejo.
    Gitea,
}

/// Who sees a project without being a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Nobody.
    #[default]
    Private,
    /// Everybody who is signed in, as a guest.
    Internal,
    /// Everybody, as a guest.
    Public,
}

/// A project to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewProject {
    /// Its name in addresses.
    pub name: String,
    /// `group/name`; None: the name.
    #[serde(default)]
    pub path: Option<String>,
    /// Where its repository is; None: on this server.
    #[serde(default)]
    pub url: Option<String>,
    /// Who sees it without being a member.
    #[serde(default)]
    pub visibility: Visibility,
    /// On which forge the repository is; None: where its address tells, that one.
    #[serde(default)]
    pub forge: Option<Forge>,
    /// What opens the repository and the forge's API.
    #[serde(default)]
    pub credentials: Option<Credentials>,
}

/// What opens a remote repository and its forge's API. Never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Credentials {
    /// The user; None: the token says it all.
    #[serde(default)]
    pub user: Option<String>,
    /// A token or password.
    pub token: String,
}

/// Where a remote repository is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeRemote {
    /// A path, or an address for ssh or https.
    pub url: String,
    /// What opens it; None: what opened it before, where the host is the same.
    #[serde(default)]
    pub credentials: Option<Credentials>,
}

/// The webhook of a project, to be entered at the forge. Its secret is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MadeHook {
    /// The address that the forge is to call.
    pub url: String,
    /// The secret that it signs with.
    pub secret: String,
}

/// What a maintainer decides about a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectSettings {
    /// `main`
    pub default_branch: String,
    /// Who sees it without being a member.
    pub visibility: Visibility,
    /// The definition's file, where it is not the usual one.
    pub definition: Option<String>,
    /// Globs of branches and tags that only maintainers push to; their runs get protected secrets.
    pub protected: Vec<String>,
    /// How many approvals a merge request needs.
    pub approvals: u32,
    /// Whether a newer commit of a branch ends the runs of older ones.
    pub auto_cancel: bool,
    /// Seconds between looks at a remote repository; None: it is not polled.
    pub poll_seconds: Option<u32>,
    /// How runs are kept.
    pub retention: Retention,
    /// The agents' labels that a job without tags asks for.
    pub default_labels: Vec<String>,
    /// On which forge the repository is.
    pub forge: Option<Forge>,
    /// Whether the forge is told how runs stand.
    pub report_statuses: bool,
}

/// How long finished runs are kept; whichever limit comes first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retention {
    /// Days.
    pub days: Option<u32>,
    /// Runs.
    pub runs: Option<u32>,
    /// Bytes of logs and artifacts.
    pub bytes: Option<u64>,
}

/// A run that comes due by the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Its number in the project.
    pub id: i64,
    /// What it is for, for people.
    pub description: String,
    /// Five fields, as cron has them.
    pub cron: String,
    /// `Europe/Paris`
    pub timezone: String,
    /// The branch or tag.
    pub git_ref: String,
    /// Variables of its runs.
    pub variables: BTreeMap<String, String>,
    /// Whether it comes due at all.
    pub active: bool,
    /// When it comes due next.
    pub next_at: Option<u64>,
    /// The number of its last run.
    pub last_run: Option<u64>,
    /// Why it made no run when it was due last.
    #[serde(default)]
    pub trouble: Option<String>,
    /// Who made it; its runs are theirs.
    pub owner: String,
}

/// A schedule to be made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewSchedule {
    /// What it is for, for people.
    pub description: String,
    /// Five fields, as cron has them.
    pub cron: String,
    /// `Europe/Paris`
    pub timezone: String,
    /// The branch or tag.
    pub git_ref: String,
    /// Variables of its runs.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Whether it comes due at all.
    pub active: bool,
}

/// A secret, without its value: that is never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SecretInfo {
    /// The variable's name.
    pub name: String,
    /// The environment that it is for, perhaps with `*`; None: every job.
    pub environment: Option<String>,
    /// Whether only runs of protected branches and tags get it.
    pub protected: bool,
    /// How jobs receive it.
    pub kind: SecretKind,
    /// When it was set.
    pub updated_at: u64,
}

/// How jobs receive a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// As the value of a variable, masked in logs.
    #[default]
    Variable,
    /// In a file whose path is the variable's value.
    File,
    /// As a variable that everybody may see.
    Plain,
    /// As a credential of Jenkinsfiles: the value is the text of a credentials file's entry.
    Credential,
}

/// A secret to be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewSecret {
    /// The variable's name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The environment that it is for, perhaps with `*`; None: every job.
    #[serde(default)]
    pub environment: Option<String>,
    /// Whether only runs of protected branches and tags get it.
    #[serde(default)]
    pub protected: bool,
    /// How jobs receive it.
    #[serde(default)]
    pub kind: SecretKind,
}

/// An input of a run that somebody starts by hand, as the definition declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InputField {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its type.
    pub kind: InputKind,
    /// What holds where nobody gives one.
    pub default: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// What may be chosen.
    pub options: Vec<String>,
}

/// The type of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// A line.
    Text,
    /// Several lines.
    Paragraph,
    /// Yes or no.
    Boolean,
    /// A number.
    Number,
    /// One of some.
    Choice,
    /// What nobody may see.
    Password,
}
