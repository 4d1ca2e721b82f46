//! What a runner gets: one job, whole and serialisable; and what a dialect makes of it when it starts.

use std::time::Duration;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::ids::{Attempt, JobId, JobName, RunId};
use crate::job::{Artifacts, Body, Environment, Image, Job, SaveWhen, Service};
use crate::outcome::JobStatus;
use crate::pipeline::Dialect;
use crate::secret::Secret;
use crate::variable::{Delivery, Value};

/// One try of a job, as it goes to a runner in this process or to an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobSpec {
    /// The run that it belongs to.
    pub run: RunId,
    /// Its id in that run.
    pub id: JobId,
    /// Which try this is.
    pub attempt: Attempt,
    /// Who interprets the body.
    pub dialect: Dialect,
    /// The job itself.
    pub job: Job,
    /// What the jobs before it left for it, in the order in which it is unpacked.
    pub upstream: Vec<Upstream>,
    /// How the jobs that it needs ended, in the order in which they did.
    #[serde(default)]
    pub needs: Vec<Settled>,
    /// What the jobs of its pipeline share.
    #[serde(default)]
    pub shared: Body,
    /// Values to be masked beside those of masked variables.
    #[serde(with = "exposed_list")]
    pub masks: Vec<Secret>,
}

/// How a job of a pipeline ended, for those after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Which.
    pub job: JobName,
    /// Its name in the definition.
    pub template: JobName,
    /// Where it stands.
    pub status: JobStatus,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
    /// The values that it gives to later jobs.
    pub outputs: IndexMap<String, String>,
}

/// What an ended job left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftovers {
    /// Its archive of artifacts, by content.
    pub archive: Option<ArchiveId>,
    /// The names of the files in the archive, sorted.
    pub files: Vec<String>,
    /// The variables of its dotenv report.
    pub dotenv: IndexMap<String, String>,
    /// Archives of reports that are not in `archive`, by kind.
    pub reports: IndexMap<String, ArchiveId>,
    /// The values that it gives to later jobs.
    #[serde(default)]
    pub outputs: IndexMap<String, String>,
    /// The artifacts that its actions uploaded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uploads: Vec<Upload>,
}

/// An artifact that an action uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// To the services of which run.
    pub run: RunId,
    /// Its number there.
    pub id: u64,
}

/// What a job takes from one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upstream {
    /// Who left it.
    pub job: JobName,
    /// What it left.
    pub left: Leftovers,
}

/// The content of an archive: its BLAKE3 hash in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArchiveId(pub String);

/// A job at its start: every text is expanded, nothing is left to be known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResolvedJob {
    /// Its variables, each name once, expanded, in a stable order.
    pub variables: Vec<ResolvedVariable>,
    /// The image that it runs in.
    pub image: Option<Image>,
    /// What is started beside it.
    pub services: Vec<Service>,
    /// What it keeps for the next run.
    pub caches: Vec<ResolvedCache>,
    /// What it leaves behind, with texts expanded.
    pub artifacts: Option<Artifacts>,
    /// Where it deploys to, with texts expanded.
    pub environment: Option<Environment>,
    /// How long the try may take.
    pub timeout: Duration,
    /// What is brought into the workspace before it starts.
    pub checkout: Checkout,
}

/// A variable as the job gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolvedVariable {
    /// Its name.
    pub name: String,
    /// Its value, expanded. Masked as soon as a masked one went into it.
    pub value: Value,
    /// How the job receives it.
    pub delivery: Delivery,
}

/// A cache with its keys worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolvedCache {
    /// The key.
    pub key: String,
    /// Keys that are tried in this order when there is nothing under `key`.
    pub fallback_keys: Vec<String>,
    /// Globs relative to the workspace.
    pub paths: Vec<String>,
    /// Whether files that git does not track are taken as well.
    pub untracked: bool,
    /// After which results it is saved.
    pub when: SaveWhen,
    /// Whether it is restored and saved.
    pub policy: CachePolicy,
}

/// Whether a cache is restored and saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CachePolicy {
    /// Restored only.
    Pull,
    /// Saved only.
    Push,
    /// Both.
    #[default]
    PullPush,
}

impl CachePolicy {
    /// Whether it is restored before the job.
    pub fn pulls(self) -> bool {
        self != Self::Push
    }

    /// Whether it is saved after the job.
    pub fn pushes(self) -> bool {
        self != Self::Pull
    }
}

/// What is brought into a job's workspace before it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checkout {
    /// The working tree, without submodules.
    #[default]
    Tree,
    /// The working tree with its submodules.
    TreeWithSubmodules,
    /// Nothing.
    Empty,
}

/// The names by which a service is reachable: its aliases, and two made of the image's name
/// (`tutum/wordpress:latest` gives `tutum__wordpress` and `tutum-wordpress`).
///
/// Source: <https://docs.gitlab.com/ci/services/#accessing-the-services>.
pub fn service_hostnames(service: &Service) -> Vec<String> {
    let name = service.image.name.split('@').next().unwrap_or_default();
    let (base, last) = name
        .rsplit_once('/')
        .map_or(("", name), |(base, last)| (base, last));
    let last = last.split(':').next().unwrap_or_default();
    let path = if base.is_empty() {
        last.to_owned()
    } else {
        format!("{base}/{last}")
    };
    let path = path.replace(':', "");
    let mut names = service.aliases.clone();
    for separator in ["__", "-"] {
        let derived = path.replace('/', separator);
        if !names.contains(&derived) {
            names.push(derived);
        }
    }
    names
}

mod exposed_list {
    use super::{Deserialize, Secret, Serialize};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(list: &[Secret], to: S) -> Result<S::Ok, S::Error> {
        list.iter()
            .map(Secret::expose)
            .collect::<Vec<_>>()
            .serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Secret>, D::Error> {
        Ok(Vec::<String>::deserialize(from)?
            .into_iter()
            .map(Secret::new)
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(image: &str, expected: &[&str]) {
        let service = Service {
            image: Image::named(image),
            aliases: Vec::new(),
            command: None,
            variables: IndexMap::new(),
        };
        assert_eq!(service_hostnames(&service), expected, "{image}");
    }

    #[test]
    fn a_service_is_reachable_by_names_made_of_its_image() {
        check("postgres:16", &["postgres"]);
        check(
            "tutum/wordpress:latest",
            &["tutum__wordpress", "tutum-wordpress"],
        );
        check(
            "registry.example.com:4999/a/b@sha256:12",
            &[
                "registry.example.com4999__a__b",
                "registry.example.com4999-a-b",
            ],
        );
    }
}
