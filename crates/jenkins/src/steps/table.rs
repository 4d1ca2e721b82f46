//! All steps.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{
    Step, data, docker, files, flow, keep, libraries, notify, reports, scm, secrets, shell, tool,
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
