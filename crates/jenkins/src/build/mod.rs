//! The state of a running build, shared by all threads of its script.

mod bridge;
mod ending;
mod environment;
mod interruption;
mod local;
mod log;
mod machine;
mod node;
mod parameters;
mod result;
mod script;
mod span;
mod stage;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use maillon_groovy::STACK;
use maillon_groovy::Value;
use maillon_model::{Secret, Timestamp};
use parking_lot::Mutex;

use crate::library::Libraries;
use crate::load::Job;
pub(crate) use bridge::{Asked, Bridge, Doing, ask, ask_long};
pub(crate) use ending::{Ended, ended, report, syntax_error, trace};
pub(crate) use environment::{
    add_variables, build_url, cause, command_environment, job_name, user, variable, variables,
};
pub(crate) use interruption::{
    Cause, INTERRUPTED, Interruption, cause_of, deliver, interrupted, result_of, settle,
};
pub(crate) use local::{Local, StageRef, within};
pub(crate) use log::{Log, note, print, print_output, say};
pub(crate) use machine::Machine;
pub(crate) use node::{on_node, on_node_of};
pub(crate) use parameters::{Parameter, declare_parameter};
pub use result::BuildResult;
pub(crate) use script::{Script, no_such_method};
pub(crate) use span::span;
pub(crate) use stage::{enter_stage, in_stage, leave_stage};

/// A running build.
pub(crate) struct Build {
    /// What was asked for.
    pub(crate) job: Job,
    /// The way to the host.
    pub(crate) bridge: Bridge,
    /// What is printed.
    pub(crate) log: Log,
    /// Credentials as they came, by id: see [`crate::load::Credential`].
    pub(crate) credentials: BTreeMap<String, Secret>,
    /// Global variables that scripts have set: those of the Jenkinsfile and of what it loads.
    pub(crate) binding: Value,
    /// When it began.
    pub(crate) started: Timestamp,
    /// Shared libraries.
    pub(crate) libraries: Libraries,
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
    pub(crate) params: BTreeMap<String, Value>,
    /// `currentBuild.displayName`, `description`.
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    /// The exit code of the command that failed first.
    pub(crate) exit_code: Option<i32>,
    /// Where the machine is to blame for the end, what happened.
    pub(crate) broken: Option<String>,
    /// What `sh -xe` and the like have left for others: anything by key, for steps that keep state (milestones, test counts).
    pub(crate) notes: BTreeMap<String, String>,
    /// Why the build was interrupted, as far as the log says it: each cause is said once.
    pub(crate) causes: Vec<String>,
    /// The number of the last stage.
    pub(crate) stages: u32,
    /// The stage without a block that goes on.
    pub(crate) entered: Option<StageRef>,
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
