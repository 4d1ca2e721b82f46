//! What an agent is told of a job, and which agents may have it.

use maillon_engine::Work;
use maillon_model::pipeline::Dialect;
use maillon_protocol::agent::{Checkout, Order, OrderProject};

use super::own::Place;
use super::variables::equip;

/// The order for an agent. The tags of its job are the labels that the agent must have.
pub(super) fn order(work: Work, place: &Place, labels: &[String]) -> Order {
    let Work { name, mut spec } = work;
    equip(&mut spec, &place.scoped);
    spec.job.tags = labels_of(spec.dialect, &spec.job.tags, labels);
    Order {
        name,
        spec,
        project: OrderProject {
            name: place.project.clone(),
            path: place.path.clone(),
            host: place.actions.clone(),
        },
        checkout: Checkout {
            repository: format!("git/{}", place.project),
            sha: place.sha.clone(),
            git_ref: place.git_ref.clone(),
            branch: place.branch.clone(),
            remote_url: place.remote_url.clone(),
        },
        libraries: Vec::new(),
    }
}

/// The labels that an agent must have for a job.
fn labels_of(dialect: Dialect, tags: &[String], usual: &[String]) -> Vec<String> {
    let mut labels: Vec<String> = match dialect {
        Dialect::Github => tags.iter().filter_map(|label| on_github(label)).collect(),
        Dialect::Gitlab | Dialect::Jenkins => tags.to_vec(),
    };
    if labels.is_empty() {
        labels = usual.to_vec();
    }
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// GitHub's own machines run Ubuntu, macOS and Windows; of the first kind is every agent here.
fn on_github(label: &str) -> Option<String> {
    let label = label.to_ascii_lowercase();
    let hosted = |system: &str| {
        let version = label.strip_prefix(system)?.strip_prefix('-')?;
        (version == "latest" || version.starts_with(|c: char| c.is_ascii_digit())).then_some(())
    };
    match label.as_str() {
        "self-hosted" => None,
        _ if hosted("ubuntu").is_some() => None,
        _ if hosted("macos").is_some() => Some("macos".to_owned()),
        _ if hosted("windows").is_some() => Some("windows".to_owned()),
        _ => Some(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_must_have_what_a_job_asks_for() {
        let check = |dialect, tags: &[&str], expected: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|&tag| tag.to_owned()).collect();
            let labels = labels_of(dialect, &tags, &["usual".to_owned()]);
            assert_eq!(labels, expected);
        };
        check(Dialect::Gitlab, &[], &["usual"]);
        check(Dialect::Gitlab, &["gpu", "big", "gpu"], &["big", "gpu"]);
        check(Dialect::Jenkins, &["linux"], &["linux"]);
        check(Dialect::Github, &["ubuntu-latest"], &["usual"]);
        check(Dialect::Github, &["Ubuntu-24.04"], &["usual"]);
        check(Dialect::Github, &["ubuntu-big"], &["ubuntu-big"]);
        check(Dialect::Github, &["macos-14"], &["macos"]);
        check(Dialect::Github, &["self-hosted", "GPU"], &["gpu"]);
        check(Dialect::Github, &["self-hosted"], &["usual"]);
    }
}
