//! What `runs-on` means on this machine.

use indexmap::IndexMap;

/// Where jobs with a label run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// On this machine itself.
    Host,
    /// In a container of this image.
    Image(String),
    /// Nowhere: they are skipped, for this reason.
    Skip(String),
}

/// Labels of `runs-on`, each with where its jobs run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    mapped: IndexMap<String, Target>,
    others: Others,
}

/// Where jobs of labels run that are not mapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Others {
    /// On this machine; those of macOS and Windows nowhere.
    #[default]
    Here,
    /// On the agents that offer the labels.
    Agents,
}

impl FromIterator<(String, Target)> for Labels {
    fn from_iter<I: IntoIterator<Item = (String, Target)>>(labels: I) -> Self {
        let lower = |(label, target): (String, Target)| (label.to_ascii_lowercase(), target);
        Self {
            mapped: labels.into_iter().map(lower).collect(),
            others: Others::Here,
        }
    }
}

impl Labels {
    /// For agents, whichever labels they offer: no job is skipped for its labels.
    pub fn of_agents() -> Self {
        Self {
            mapped: IndexMap::new(),
            others: Others::Agents,
        }
    }

    /// Where a job with these labels runs: what is mapped wins; of the others, those of macOS and
    /// Windows are skipped, and all else runs on this machine.
    pub fn target(&self, labels: &[String]) -> Target {
        let lower: Vec<String> = labels.iter().map(|l| l.to_ascii_lowercase()).collect();
        if let Some(target) = lower.iter().find_map(|label| self.mapped.get(label)) {
            return target.clone();
        }
        if self.others == Others::Agents {
            return Target::Host;
        }
        let foreign = |label: &&String| label.contains("windows") || label.contains("macos");
        match lower.iter().find(foreign) {
            Some(label) => Target::Skip(format!(
                "`{label}` is no label of this machine (map it: --platform {label}=host, or =IMAGE)"
            )),
            None => Target::Host,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_label_wins_and_other_systems_are_skipped() {
        let labels =
            Labels::from_iter([("Ubuntu-Latest".to_owned(), Target::Image("u".to_owned()))]);
        let target = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            labels.target(&names)
        };
        assert_eq!(target(&["ubuntu-latest"]), Target::Image("u".to_owned()));
        assert_eq!(target(&["self-hosted", "linux"]), Target::Host);
        assert!(matches!(target(&["windows-2022"]), Target::Skip(_)));
        let windows = ["windows-2022".to_owned()];
        assert_eq!(Labels::of_agents().target(&windows), Target::Host);
    }
}
