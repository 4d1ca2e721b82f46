//! Steps that steer the build itself, a file each.

mod echo;
mod error;

use super::Step;

/// In the order of the reference page.
pub(super) static STEPS: &[&Step] = &[&echo::STEP, &error::STEP];
