//! Steps that bring files of a repository.

mod checkout;
mod git;
mod order;

use super::Step;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&checkout::STEP, &git::STEP];
