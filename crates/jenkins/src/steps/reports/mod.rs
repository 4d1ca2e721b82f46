//! Steps that read reports of other programs.

mod junit;

use super::Step;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&junit::STEP];
