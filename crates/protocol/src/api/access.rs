//! People, agents, tokens, and what they may do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody may do in a project; each role has the rights of those before it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees runs and their status.
    Guest,
    /// Sees logs and artifacts as well.
    Reporter,
    /// Starts, cancels and reruns; proposes merges.
    Developer,
    /// Changes settings, secrets, schedules, members; merges into protected branches.
    Maintainer,
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// `jane`
    pub login: String,
    /// `Jane Doe`
    pub name: String,
    /// `jane@example.com`
    pub email: String,
    /// Whether everything is allowed.
    pub administrator: bool,
    /// Whether signing in is refused.
    pub blocked: bool,
    /// When the account was made.
    pub created_at: u64,
    /// When it was used last.
    pub seen_at: Option<u64>,
}

/// Somebody's place in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// Who.
    pub login: String,
    /// As what.
    pub role: Role,
}

/// What a token opens.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reading through the API.
    Read,
    /// Everything that its owner may do through the API.
    Write,
    /// `git fetch` and `git push`.
    Git,
}

/// A token of somebody for programs. Its text is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// What it is for, for people.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: u64,
    /// When it ends.
    pub expires_at: Option<u64>,
    /// When it was used last.
    pub used_at: Option<u64>,
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewToken {
    /// What it is for, for people.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// For how many days; None: for ever.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A token that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MadeToken {
    /// What everybody may know.
    #[serde(flatten)]
    pub token: Token,
    /// The text itself: it is never shown again.
    pub text: String,
}

/// A token to be made with login and password, as `maillon login` does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignIn {
    /// Whose.
    pub login: String,
    /// Their password.
    pub password: String,
    /// The token.
    pub token: NewToken,
}

/// An account to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewAccount {
    /// `jane`: letters, digits, `.`, `_` and `-`.
    pub login: String,
    /// `Jane Doe`; empty: the login.
    #[serde(default)]
    pub name: String,
    /// `jane@example.com`
    #[serde(default)]
    pub email: String,
    /// Whether everything is allowed.
    #[serde(default)]
    pub administrator: bool,
}

/// What is to be changed of an account; None: it stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeAccount {
    /// `Jane Doe`
    #[serde(default)]
    pub name: Option<String>,
    /// `jane@example.com`
    #[serde(default)]
    pub email: Option<String>,
    /// Whether everything is allowed.
    #[serde(default)]
    pub administrator: Option<bool>,
    /// Whether signing in is refused.
    #[serde(default)]
    pub blocked: Option<bool>,
}

/// A link that opens once, for somebody's new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OnceLink {
    /// Whose password it sets.
    pub login: String,
    /// The address: it is never shown again.
    pub url: String,
    /// For how many hours it opens.
    pub hours: u32,
}

/// Somebody's role, to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetRole {
    /// As what.
    pub role: Role,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: u64,
    /// Who: a login, `agent NAME`, `the server`, or nothing for a stranger.
    pub actor: String,
    /// From which address.
    pub address: String,
    /// What: `run.cancel`, `secret.set`, `login.failed`, ...
    pub action: String,
    /// In which project.
    pub project: Option<String>,
    /// To what: a run, a user, a secret's name.
    pub target: String,
}

/// A machine that executes jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agent {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it offers.
    pub labels: Vec<String>,
    /// How many jobs at a time.
    pub capacity: u32,
    /// How many it has.
    pub busy: u32,
    /// How it stands.
    pub state: AgentState,
    /// Its program: `maillon 0.1.0`.
    pub program: String,
    /// When it was heard last.
    pub seen_at: Option<u64>,
    /// Why it takes no work though it is not full: `disk full: ...`.
    #[serde(default)]
    pub obstacle: Option<String>,
}

/// An agent to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewAgent {
    /// Its name.
    pub name: String,
}

/// An agent that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MadeAgent {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it signs in with: it is never shown again.
    pub token: String,
}

/// How an agent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    /// It asks for work.
    Online,
    /// It was not heard for longer than a minute.
    Offline,
    /// It finishes what it has and gets nothing new.
    Draining,
    /// Its token is refused.
    Blocked,
}
