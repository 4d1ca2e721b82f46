//! All steps.

use super::Step;

/// In the order of the reference page.
static STEPS: &[&Step] = &[];

/// All steps.
pub(crate) fn all() -> impl Iterator<Item = &'static Step> {
    STEPS.iter().copied()
}

/// The step of a name.
pub(crate) fn find(name: &str) -> Option<&'static Step> {
    all().find(|step| step.name == name)
}
