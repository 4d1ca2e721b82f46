//! Steps for shared libraries.

mod library;
mod library_resource;

use super::Step;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&library::STEP, &library_resource::STEP];
