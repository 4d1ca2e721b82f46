//! The way to a value, for messages.

use std::fmt;
use std::sync::Arc;

/// The way from the top level to a value: `build.rules[2].if`.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Key(Arc<str>),
    Index(usize),
}

impl Trail {
    /// Goes into a mapping.
    pub(super) fn key(&mut self, key: &Arc<str>) {
        self.0.push(Step::Key(Arc::clone(key)));
    }

    /// Goes into a list.
    pub(super) fn index(&mut self, index: usize) {
        self.0.push(Step::Index(index));
    }

    /// Goes back one step.
    pub(super) fn back(&mut self) {
        self.0.pop();
    }
}

impl FromIterator<Arc<str>> for Trail {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(keys: I) -> Self {
        Self(keys.into_iter().map(Step::Key).collect())
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(name) if at == 0 => f.write_str(name)?,
                Step::Key(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
