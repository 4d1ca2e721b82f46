//! What a thread of the script has of its own: where it is.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use maillon_groovy::{Cx, Eval};
use maillon_model::StepId;
use parking_lot::Mutex;

use super::{BuildResult, Interruption, Machine, SharedBuild};
use crate::host::Node;

/// Where a thread of the script is. A block step makes a changed copy for its body (`Cx::local` is this type).
#[derive(Clone)]
pub(crate) struct Local {
    /// The build.
    pub(crate) build: SharedBuild,
    /// The node around; None outside of `node`.
    pub(crate) node: Option<Arc<dyn Node>>,
    /// The environment that the node's machine has by itself.
    pub(crate) machine: Arc<Machine>,
    /// The current folder, as commands see it; empty without a node.
    pub(crate) cwd: PathBuf,
    /// Variables of `withEnv`, `environment`, credentials: later ones win. `PATH+X=dir` is resolved already.
    pub(crate) env: Arc<Vec<(String, String)>>,
    /// The innermost stage.
    pub(crate) stage: Option<StageRef>,
    /// Interrupts this thread and what it started.
    pub(crate) interruption: Arc<Interruption>,
    /// Whether a sandbox slot is held by this branch.
    pub(crate) holds_slot: bool,
    /// Decorations of printed lines: `timestamps`.
    pub(crate) timestamps: bool,
    /// Timers of `timeout(activity: true)` around: what is printed starts them again.
    pub(crate) activity: Arc<Vec<Arc<tokio::sync::Notify>>>,
    /// Within `post` blocks: how the stage or the build stands, which `currentBuild` shows there.
    pub(crate) seen_result: Option<BuildResult>,
}

/// A stage that runs.
#[derive(Clone)]
pub(crate) struct StageRef {
    /// For events.
    pub(crate) id: StepId,
    /// As written.
    pub(crate) name: Arc<str>,
    /// How it stands: it only worsens.
    pub(crate) result: Arc<Mutex<Option<BuildResult>>>,
    /// Whether it does not run, whatever is thrown out of it.
    pub(crate) skipped: Arc<AtomicBool>,
    /// The stage around.
    pub(crate) parent: Option<Arc<StageRef>>,
}

impl StageRef {
    /// Worsens this stage's result and that of the stages around.
    pub(crate) fn worsen(&self, result: BuildResult) {
        {
            let mut own = self.result.lock();
            *own = Some(own.map_or(result, |now| now.worse(result)));
        }
        if let Some(parent) = &self.parent {
            parent.worsen(result);
        }
    }
}

impl Local {
    /// Of the beginning of a build.
    pub(crate) fn new(build: SharedBuild) -> Self {
        Self {
            build,
            node: None,
            machine: Arc::default(),
            cwd: PathBuf::new(),
            env: Arc::default(),
            stage: None,
            interruption: Interruption::new(),
            holds_slot: false,
            timestamps: false,
            activity: Arc::default(),
            seen_result: None,
        }
    }

    /// Of a thread. Every thread of a build has one.
    pub(crate) fn of(cx: &Cx) -> Option<Arc<Self>> {
        Arc::clone(cx.local.as_ref()?).downcast().ok()
    }

    /// Of a thread, where one without is an error of this program.
    pub(crate) fn here(cx: &mut Cx) -> Eval<Arc<Self>> {
        Self::of(cx).ok_or_else(|| cx.fault("a thread of the script belongs to no build"))
    }

    /// With more variables than now.
    pub(crate) fn add_env(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        Arc::make_mut(&mut self.env).extend(variables);
    }
}

/// Does something in a changed place: the place of the thread is afterwards what it was before.
pub(crate) fn within<T>(
    cx: &mut Cx,
    change: impl FnOnce(&mut Local),
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    let before = Local::here(cx)?;
    let mut inside = Local::clone(&before);
    change(&mut inside);
    cx.local = Some(Arc::new(inside));
    let result = work(cx);
    cx.local = Some(before);
    result
}
