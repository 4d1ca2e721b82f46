//! Steps that give secrets to their block.

mod sshagent;
mod with_credentials;

use super::Step;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&with_credentials::STEP, &sshagent::STEP];
