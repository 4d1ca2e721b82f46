//! Resource groups: at most one job of each holds it, the others wait in the order of their readiness.

use std::collections::VecDeque;
use std::sync::Arc;

use maillon_model::JobId;
use rustc_hash::FxHashMap;

/// All resource groups of a run; a child pipeline shares those of its parent.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    groups: FxHashMap<Arc<str>, ResourceGroup>,
}

#[derive(Debug, Default)]
struct ResourceGroup {
    holder: Option<JobId>,
    waiting: VecDeque<JobId>,
}

/// The answer to a wish for a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    Held,
    Waits,
}

impl Resources {
    /// Gives the resource to the job, or lets it wait.
    pub(crate) fn acquire(&mut self, name: &Arc<str>, job: JobId) -> Grant {
        let group = self.groups.entry(Arc::clone(name)).or_default();
        if group.holder.is_none_or(|holder| holder == job) {
            group.holder = Some(job);
            return Grant::Held;
        }
        group.waiting.push_back(job);
        Grant::Waits
    }

    /// Takes the resource from the job, where it has it, and names who waits longest for it.
    /// Whoever is named may not want it any more: then ask [`Resources::next`].
    pub(crate) fn release(&mut self, name: &str, job: JobId) -> Option<JobId> {
        let group = self.groups.get_mut(name)?;
        if group.holder != Some(job) {
            return None;
        }
        group.holder = None;
        group.waiting.pop_front()
    }

    /// Names the next who waits for a free resource.
    pub(crate) fn next(&mut self, name: &str) -> Option<JobId> {
        self.groups.get_mut(name)?.waiting.pop_front()
    }
}
