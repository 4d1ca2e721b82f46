//! What the threads of a script share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::{Condvar, Mutex};
use rustc_hash::FxHashMap;

use super::{Cx, Host, Limits};
use crate::ast::Name;
use crate::value::Class;

/// All that the threads of a script share: classes, limits, the host, the baton (only the thread that has it runs).
pub struct Program {
    pub(super) host: Arc<dyn Host>,
    pub(super) limits: Limits,
    baton: Baton,
    /// Evaluated nodes of all threads.
    steps: AtomicU64,
    /// Bytes of values that all threads made, since they were last compared with what is in use.
    made: AtomicU64,
    /// Scripts' classes by their full names.
    classes: Mutex<FxHashMap<Name, Arc<Class>>>,
    /// How often classes came: answers of "there is no such class" are good for one generation.
    generation: AtomicU64,
}

impl Program {
    /// A program without scripts.
    pub fn new(host: Arc<dyn Host>, limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            host,
            limits,
            baton: Baton::default(),
            steps: AtomicU64::new(0),
            made: AtomicU64::new(0),
            classes: Mutex::default(),
            generation: AtomicU64::new(0),
        })
    }

    /// A thread of execution. It takes the baton, waiting for it where another thread has it, and gives it back when dropped.
    pub fn enter(self: &Arc<Self>) -> Cx {
        Cx::new(self, Vec::new(), None)
    }

    /// Waits for the turn of the calling thread.
    pub(super) fn take_baton(&self) {
        self.baton.take();
    }

    /// Lets another thread run.
    pub(super) fn give_baton(&self) {
        self.baton.give();
    }

    /// Counts nodes that a thread evaluated; the sum over all threads.
    pub(super) fn count(&self, steps: u64) -> u64 {
        self.steps.fetch_add(steps, Ordering::Relaxed) + steps
    }

    /// Counts bytes of values that a thread made; false: that is more than there may be. The last `coming` of them are still to be made,
    /// so that the host can't see them yet.
    pub(super) fn fits(&self, made: u64, coming: u64) -> bool {
        let before = self.made.load(Ordering::Relaxed);
        let mut sum = before.saturating_add(made);
        if sum > self.limits.memory
            && let Some(used) = self.host.memory_in_use()
        {
            sum = used.saturating_add(coming);
        }
        let fits = sum <= self.limits.memory;
        if fits {
            self.made.store(sum, Ordering::Relaxed);
        }
        fits
    }

    /// A script's class by its full name.
    pub(super) fn class(&self, name: &str) -> Option<Arc<Class>> {
        self.classes.lock().get(name).cloned()
    }

    /// Makes a class known to all scripts.
    pub(super) fn add_class(&self, class: &Arc<Class>) {
        self.classes
            .lock()
            .insert(Arc::clone(&class.name), Arc::clone(class));
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// Changes whenever a class comes.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }
}

/// What a thread must hold to run.
#[derive(Default)]
struct Baton {
    taken: Mutex<bool>,
    free: Condvar,
}

impl Baton {
    fn take(&self) {
        let mut taken = self.taken.lock();
        while *taken {
            self.free.wait(&mut taken);
        }
        *taken = true;
    }

    fn give(&self) {
        *self.taken.lock() = false;
        self.free.notify_one();
    }
}
