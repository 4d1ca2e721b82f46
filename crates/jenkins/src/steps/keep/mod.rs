//! Steps that keep files beyond their node, and throw them away.

mod archive;
mod archive_artifacts;
mod clean_ws;
mod fingerprint;
mod publish_html;
mod stash;
mod unstash;

use super::Step;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[
    &stash::STEP,
    &unstash::STEP,
    &archive_artifacts::STEP,
    &archive::STEP,
    &fingerprint::STEP,
    &publish_html::STEP,
    &clean_ws::STEP,
];
