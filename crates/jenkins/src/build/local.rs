//! What a thread of the script has of its own: where it is.

use std::path::PathBuf;
use std::sync::Arc;

use maillon_groovy::Cx;
use maillon_model::StepId;
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::{BuildResult, SharedBuild};
use crate::host::Node;

/// Where a thread of the script is. A block step makes a changed copy for its body (`Cx::local` is this type).
#[derive(Clone)]
pub(crate) struct Local {
    /// The build.
    pub(crate) build: SharedBuild,
    /// The node around; None outside of `node`.
    pub(crate) node: Option<Arc<dyn Node>>,
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
    /// The stage around.
    pub(crate) parent: Option<Arc<StageRef>>,
}

/// What can interrupt a thread: a timeout, a failed sibling, a person.
pub(crate) struct Interruption {
    /// Set off together with the cause. A child of the one around.
    pub(crate) token: CancellationToken,
    /// Which result and why; the first one counts.
    pub(crate) cause: Mutex<Option<(BuildResult, String)>>,
    /// The one around.
    pub(crate) around: Option<Arc<Interruption>>,
}

impl Interruption {
    /// Inside another one.
    pub(crate) fn within(around: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self {
            token: around.token.child_token(),
            cause: Mutex::default(),
            around: Some(Arc::clone(around)),
        })
    }

    /// Interrupts.
    pub(crate) fn set_off(&self, result: BuildResult, cause: impl Into<String>) {
        self.cause.lock().get_or_insert((result, cause.into()));
        self.token.cancel();
    }

    /// The cause, its own or that around.
    pub(crate) fn cause(&self) -> Option<(BuildResult, String)> {
        let own = self.cause.lock().clone();
        own.or_else(|| self.around.as_ref()?.cause())
    }
}

impl Local {
    /// Of a thread. Every thread of a build has one.
    pub(crate) fn of(cx: &Cx) -> Option<Arc<Self>> {
        Arc::clone(cx.local.as_ref()?).downcast().ok()
    }
}
