//! The state of a running build, shared by all threads of its script.

mod bridge;
mod local;
mod result;

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::load::Job;
pub(crate) use bridge::{Asked, Bridge};
pub(crate) use local::{Interruption, Local};
pub use result::BuildResult;

/// A running build.
pub(crate) struct Build {
    /// What was asked for.
    pub(crate) job: Job,
    /// The way to the host.
    pub(crate) bridge: Bridge,
    /// What changes.
    pub(crate) state: Mutex<State>,
}

/// What changes in a build. It is locked for moments only, never while the script runs.
#[derive(Default)]
pub(crate) struct State {
    /// `currentBuild.result`: None until something sets it; it only worsens.
    pub(crate) result: Option<BuildResult>,
    /// `env.X = ...` of the script: for the whole build.
    pub(crate) env: BTreeMap<String, String>,
    /// Values of the build's parameters: text, or a boolean's `true`/`false`, by name.
    pub(crate) params: BTreeMap<String, maillon_groovy::Value>,
    /// `currentBuild.displayName`, `description`.
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    /// The exit code of the command that failed first.
    pub(crate) exit_code: Option<i32>,
    /// What `sh -xe` and the like have left for others: anything by key, for steps that keep state (milestones, test counts).
    pub(crate) notes: BTreeMap<String, String>,
    /// The number of the last stage.
    pub(crate) stages: u32,
}

impl Build {
    /// Worsens the build's result; it never gets better.
    pub(crate) fn worsen(&self, result: BuildResult) {
        let mut state = self.state.lock();
        state.result = Some(state.result.map_or(result, |now| now.worse(result)));
    }

    /// `currentBuild.currentResult`.
    pub(crate) fn current_result(&self) -> BuildResult {
        self.state.lock().result.unwrap_or(BuildResult::Success)
    }
}

/// The build that a thread belongs to is in its [`Local`].
pub(crate) type SharedBuild = Arc<Build>;
