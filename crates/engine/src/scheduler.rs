//! The state machine.

use maillon_model::Timestamp;

use crate::{Command, Input, Limits};

/// Decides over one run.
#[derive(Debug)]
pub struct Scheduler {
    limits: Limits,
}

impl Scheduler {
    /// A scheduler that waits for [`Input::Begin`].
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// Takes in what happened and says what to do next.
    pub fn on(&mut self, input: Input, now: Timestamp) -> Vec<Command> {
        let _ = (input, now, self.limits);
        Vec::new()
    }
}
