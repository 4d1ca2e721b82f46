//! All steps.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{
    Step, data, docker, files, flow, general, keep, libraries, notify, reports, scm, secrets,
    shell, tool,
};

/// In the order of the reference page; within a group as it stands there.
static GROUPS: &[&[&Step]] = &[
    flow::STEPS,
    shell::STEPS,
    files::STEPS,
    scm::STEPS,
    keep::STEPS,
    reports::STEPS,
    data::STEPS,
    secrets::STEPS,
    tool::STEPS,
    general::STEPS,
    docker::STEPS,
    notify::STEPS,
    libraries::STEPS,
];

static BY_NAME: LazyLock<BTreeMap<&str, &Step>> =
    LazyLock::new(|| all().map(|step| (step.name, step)).collect());

/// All steps.
pub(crate) fn all() -> impl Iterator<Item = &'static Step> {
    GROUPS.iter().flat_map(|group| group.iter().copied())
}

/// The step of a name.
pub(crate) fn find(name: &str) -> Option<&'static Step> {
    BY_NAME.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::{Presence, elsewhere_step};

    #[test]
    fn a_name_is_one_step() {
        assert_eq!(all().count(), BY_NAME.len());
    }

    #[test]
    fn what_is_here_is_not_elsewhere() {
        let both = all().filter(|step| elsewhere_step(step.name).is_some());
        let both: Vec<&str> = both.map(|step| step.name).collect();
        assert!(both.is_empty(), "{both:?}");
    }

    #[test]
    fn unnamed_arguments_have_a_parameter() {
        for step in all() {
            let Some(sole) = step.sole else { continue };
            let param = step.params.iter().find(|param| param.name == sole);
            assert!(param.is_some(), "{}.{sole}", step.name);
            let others = step.params.iter().filter(|param| param.name != sole);
            let mut needed = others.filter(|param| param.presence == Presence::Required);
            assert!(
                needed.next().is_none(),
                "{} needs more than {sole}",
                step.name
            );
        }
    }

    #[test]
    fn everything_is_described() {
        for step in all() {
            let summaries = step.params.iter().map(|param| param.summary);
            for summary in std::iter::once(step.summary).chain(summaries) {
                assert!(summary.ends_with('.'), "{}: {summary}", step.name);
            }
        }
    }
}
