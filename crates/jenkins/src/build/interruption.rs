//! What can interrupt a thread of the script: a timeout, a failed sibling, a person.
//!
//! As on Jenkins an interruption is *delivered once*: what the thread waits for ends, and `FlowInterruptedException` is thrown
//! there. Whatever the script does after it (`catch`, `finally`, `post`) runs and waits as always.

use std::sync::{Arc, Weak};

use maillon_groovy::{Cx, Eval, Object, Throw, Unwind};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::{BuildResult, Local};
use crate::globals::interruption_fields;

/// The name of what is thrown.
pub(crate) const INTERRUPTED: &str =
    "org.jenkinsci.plugins.workflow.steps.FlowInterruptedException";

/// What interrupts a thread.
#[derive(Default)]
pub(crate) struct Interruption {
    state: Mutex<State>,
    branches: Mutex<Vec<Weak<Interruption>>>,
}

#[derive(Default)]
struct State {
    token: CancellationToken,
    cause: Option<Arc<Cause>>,
}

/// Which result is asked for, and why: sentences for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    /// What becomes of the build if nobody catches it.
    pub(crate) result: BuildResult,
    /// In Jenkins' words: `Timeout has been exceeded`.
    pub(crate) causes: Vec<String>,
    /// Whether something was stopped, rather than thrown by `error` in the script.
    pub(crate) actual: bool,
}

impl Interruption {
    /// Of the first thread.
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Of a branch: what interrupts the thread around interrupts the branch too.
    pub(crate) fn within(around: &Arc<Self>) -> Arc<Self> {
        let branch = Self::new();
        let mut branches = around.branches.lock();
        branches.retain(|branch| branch.strong_count() > 0);
        branches.push(Arc::downgrade(&branch));
        drop(branches);
        if let Some(cause) = around.cause() {
            branch.deliver(&cause);
        }
        branch
    }

    /// Cancelled when an interruption is to be delivered. Ask for it each time that something waits.
    pub(crate) fn token(&self) -> CancellationToken {
        self.state.lock().token.clone()
    }

    /// Interrupts the thread and its branches.
    pub(crate) fn set_off(&self, result: BuildResult, cause: impl Into<String>) -> Arc<Cause> {
        let cause = Arc::new(Cause {
            result,
            causes: vec![cause.into()],
            actual: true,
        });
        self.deliver(&cause);
        cause
    }

    fn deliver(&self, cause: &Arc<Cause>) {
        {
            let mut state = self.state.lock();
            state.cause.get_or_insert_with(|| Arc::clone(cause));
            state.token.cancel();
        }
        let branches = self.branches.lock().clone();
        branches
            .iter()
            .filter_map(Weak::upgrade)
            .for_each(|branch| branch.deliver(cause));
    }

    /// The cause of an interruption that is still to be delivered.
    pub(crate) fn cause(&self) -> Option<Arc<Cause>> {
        self.state.lock().cause.clone()
    }

    /// Takes an interruption for delivery: from now on the thread waits undisturbed.
    pub(crate) fn take(&self) -> Option<Arc<Cause>> {
        let mut state = self.state.lock();
        let cause = state.cause.take()?;
        state.token = CancellationToken::new();
        Some(cause)
    }

    /// Takes back what was set off, if it was not delivered: its reason is gone.
    pub(crate) fn withdraw(&self, cause: &Arc<Cause>) {
        let mut state = self.state.lock();
        if state
            .cause
            .as_ref()
            .is_some_and(|own| Arc::ptr_eq(own, cause))
        {
            *state = State::default();
        }
    }
}

/// Throws what is to be delivered to this thread, if anything is.
pub(crate) fn deliver(cx: &mut Cx) -> Eval<()> {
    let Some(local) = Local::of(cx) else {
        return Ok(());
    };
    match local.interruption.take() {
        None => Ok(()),
        Some(cause) => Err(interrupted(cx, cause)),
    }
}

/// A `FlowInterruptedException`.
pub(crate) fn interrupted(cx: &mut Cx, cause: impl Into<Arc<Cause>>) -> Unwind {
    let cause = cause.into();
    let unwind = cx.throw(INTERRUPTED, "");
    if let Unwind::Throw(Throw(object)) = &unwind
        && let Some(thrown) = &object.thrown
    {
        object.fields.lock().extend(interruption_fields(&cause));
        let mut thrown = thrown.lock();
        thrown.message = None;
        thrown.payload = Some(cause);
    }
    unwind
}

/// What has interrupted a block has left it: to what is around, it is a failure like others, after which `retry` goes on.
pub(crate) fn settle(thrown: &Object, cause: &Arc<Cause>) {
    let own = cause_of(thrown).is_some_and(|own| Arc::ptr_eq(&own, cause));
    if let (true, Some(thrown)) = (own, &thrown.thrown) {
        thrown.lock().payload = Some(Arc::new(Cause {
            actual: false,
            ..Cause::clone(cause)
        }));
    }
}

/// Why a throwable interrupts; None: it is no `FlowInterruptedException`.
pub(crate) fn cause_of(thrown: &Object) -> Option<Arc<Cause>> {
    let payload = thrown.thrown.as_ref()?.lock().payload.clone()?;
    payload.downcast().ok()
}

/// The result that something thrown asks for.
pub(crate) fn result_of(thrown: &Object) -> BuildResult {
    cause_of(thrown).map_or(BuildResult::Failure, |cause| cause.result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_is_delivered_once_and_to_branches_too() {
        let main = Interruption::new();
        let branch = Interruption::within(&main);
        main.set_off(BuildResult::Aborted, "a");
        main.set_off(BuildResult::Failure, "b");
        assert!(branch.token().is_cancelled());
        let causes = |taken: Option<Arc<Cause>>| taken.map(|cause| cause.causes.clone());
        assert_eq!(causes(branch.take()), Some(vec!["a".to_owned()]));
        assert_eq!(causes(branch.take()), None);
        assert!(!branch.token().is_cancelled());
        assert!(main.token().is_cancelled());
    }

    #[test]
    fn what_was_not_delivered_can_be_withdrawn() {
        let main = Interruption::new();
        let cause = main.set_off(BuildResult::Aborted, "a");
        main.withdraw(&cause);
        assert!(main.take().is_none() && !main.token().is_cancelled());
    }
}
