//! Why a pipeline is made: the event, the ref, the commit, and what was given by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ids::{JobId, Timestamp};
use crate::variable::Variable;

/// Everything that a dialect knows about the outside, apart from the files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// What happened.
    pub event: TriggerEvent,
    /// What the pipeline is for.
    pub git_ref: GitRef,
    /// What is checked out.
    pub commit: Commit,
    /// Whose pipeline it is.
    pub project: Project,
    /// Who started it.
    pub user: User,
    /// Variables given from outside: `--var` and `--secret` ([`crate::variable::Layer::Pipeline`]),
    /// of the project, of the group, of the instance.
    pub variables: Vec<Variable>,
    /// Values of the definition's inputs, as written (`--input`).
    pub inputs: BTreeMap<String, String>,
    /// When the pipeline is made.
    pub created_at: Timestamp,
    /// The number of the run in its project; the first is 1.
    pub number: u64,
    /// The jobs that triggered a child pipeline, from the run's own pipeline down to the one above
    /// it; empty for the run's own.
    #[serde(default)]
    pub lineage: Vec<Ancestor>,
    /// The definition's file, as it was named.
    #[serde(default)]
    pub definition: String,
    /// The event in the forge's own words, where somebody gave them.
    #[serde(default)]
    pub forge: Option<ForgeEvent>,
    /// What `--env` adds to the environment of jobs on this machine.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// The server that the run is on; None: there is none.
    #[serde(default)]
    pub site: Option<Site>,
}

impl Trigger {
    /// How many pipelines of the same project stand directly above it.
    pub fn generation(&self) -> usize {
        let same = |ancestor: &&Ancestor| ancestor.project == self.project.path;
        self.lineage.iter().rev().take_while(same).count()
    }
}

/// The server that a run is on, as far as jobs are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its address, without a slash at the end: `https://ci.example.com`.
    pub url: String,
    /// The project's name in its addresses.
    pub project: String,
    /// The project's number.
    pub project_id: u64,
    /// The run's number among those of all projects.
    pub run_id: u64,
    /// Where the repository is.
    pub repository: Home,
    /// What the branch or tag is.
    pub protection: Protection,
}

/// Where a repository is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Home {
    /// On the server itself.
    Here,
    /// On another one: that is what [`Project::host`] names.
    Elsewhere,
}

/// Whether everybody may push to a branch or tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Whoever may push at all.
    #[default]
    Open,
    /// Only some: its runs get protected secrets.
    Protected,
}

impl Site {
    /// The project's page.
    pub fn project_url(&self) -> String {
        format!("{}/projects/{}", self.url, self.project)
    }

    /// The page of a run of the project.
    pub fn run_url(&self, number: u64) -> String {
        format!("{}/runs/{number}", self.project_url())
    }

    /// The server's name, with the port where the address has one: `ci.example.com:8080`.
    pub fn authority(&self) -> &str {
        let rest = self
            .url
            .split_once("://")
            .map_or(&*self.url, |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    /// The server's name alone.
    pub fn host(&self) -> &str {
        let authority = self.authority();
        authority
            .rsplit_once(':')
            .map_or(authority, |(host, port)| {
                let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
                if is_port { host } else { authority }
            })
    }

    /// `https` or `http`.
    pub fn protocol(&self) -> &str {
        self.url
            .split_once("://")
            .map_or("https", |(protocol, _)| protocol)
    }

    /// The port that it is reached at.
    pub fn port(&self) -> &str {
        let port = self.authority().strip_prefix(self.host());
        let port = port.and_then(|port| port.strip_prefix(':'));
        port.unwrap_or(if self.protocol() == "http" {
            "80"
        } else {
            "443"
        })
    }
}

/// An event in the words of a forge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgeEvent {
    /// `push`, `release`, `workflow_dispatch`, ...
    pub name: String,
    /// What the webhook tells; None: it is made from the repository.
    pub payload: Option<Arc<serde_json::Value>>,
}

/// A job that triggered a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ancestor {
    /// Its id in the run.
    pub job: JobId,
    /// The path of the project whose pipeline it stands in.
    pub project: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerEvent {
    /// Commits were pushed to a branch, or a tag was pushed (see [`Trigger::git_ref`]).
    Push,
    /// A merge request (pull request) was opened or updated.
    MergeRequest(MergeRequest),
    /// A schedule came due.
    Schedule,
    /// Somebody started it by hand.
    Manual,
    /// A call of the API.
    Api,
    /// A call with a trigger token.
    TriggerToken,
    /// Another event of the forge: see [`Trigger::forge`].
    Forge,
    /// A job of another project.
    Pipeline,
    /// A job of this project's own pipeline, with the merge request of that pipeline.
    ParentPipeline(Option<MergeRequest>),
}

impl TriggerEvent {
    /// The merge request that the pipeline is for, also by way of its parent.
    pub fn merge_request(&self) -> Option<&MergeRequest> {
        match self {
            Self::MergeRequest(request) | Self::ParentPipeline(Some(request)) => Some(request),
            _ => None,
        }
    }
}

/// A merge request. Fields that nobody gave are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRequest {
    /// Its number within the project.
    pub number: u64,
    /// The branch with the changes.
    pub source_branch: String,
    /// The branch that gets them.
    pub target_branch: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
}

/// A branch or a tag, by its short name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GitRef {
    /// A branch.
    Branch(String),
    /// A tag.
    Tag(String),
}

impl GitRef {
    /// The short name.
    pub fn name(&self) -> &str {
        match self {
            Self::Branch(name) | Self::Tag(name) => name,
        }
    }
}

/// A commit. Where the repository has none yet, `sha` is forty zeros and the texts are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Forty hexadecimal digits (64 in a SHA-256 repository).
    pub sha: String,
    /// The commit before; forty zeros where there is none.
    pub before_sha: String,
    /// The whole message.
    pub message: String,
    /// `Name <email>`.
    pub author: String,
    /// ISO 8601, as git gives it (`%cI`).
    pub timestamp: String,
    /// The tag's message, for an annotated tag.
    pub tag_message: Option<String>,
}

impl Commit {
    /// The first line of the message.
    pub fn title(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

/// Whose pipeline it is. Without a server it describes itself: from the origin's address, else
/// from the name of the workspace's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// `gitlab.com`
    pub host: String,
    /// `group/subgroup/name`
    pub path: String,
    /// The address that the repository is cloned from; empty where there is no remote.
    pub remote_url: String,
    /// `main`
    pub default_branch: String,
}

impl Project {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The path without its last part; empty where there is none.
    pub fn namespace(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or("", |(namespace, _)| namespace)
    }
}

/// Who started the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `jane`
    pub login: String,
    /// `Jane Doe`
    pub name: String,
    /// `jane@example.com`
    pub email: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(url: &str) -> Site {
        Site {
            url: url.to_owned(),
            project: "shop".to_owned(),
            project_id: 1,
            run_id: 12,
            repository: Home::Here,
            protection: Protection::Open,
        }
    }

    #[test]
    fn an_address_is_taken_apart() {
        let check = |url: &str, host: &str, port: &str, authority: &str| {
            let site = site(url);
            assert_eq!(
                (site.host(), site.port(), site.authority()),
                (host, port, authority)
            );
        };
        check(
            "https://ci.example.com",
            "ci.example.com",
            "443",
            "ci.example.com",
        );
        check(
            "http://ci.example.com",
            "ci.example.com",
            "80",
            "ci.example.com",
        );
        check(
            "http://127.0.0.1:8080",
            "127.0.0.1",
            "8080",
            "127.0.0.1:8080",
        );
        check("http://[::1]:8080", "[::1]", "8080", "[::1]:8080");
        check("https://[::1]", "[::1]", "443", "[::1]");
        assert_eq!(site("http://a").run_url(3), "http://a/projects/shop/runs/3");
    }
}
