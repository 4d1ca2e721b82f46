//! `action.yml`: what an action is.

mod parse;

use indexmap::IndexMap;
use maillon_model::Diagnostic;

pub(crate) use parse::parse;

use crate::workflow::{Mapping, Step, Text};

/// An action, as its `action.yml` says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action {
    pub(crate) name: String,
    /// In lower case, as `inputs` finds them in any.
    pub(crate) inputs: IndexMap<String, ActionInput>,
    pub(crate) runs: Runs,
}

/// An input of an action.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ActionInput {
    pub(crate) required: bool,
    pub(crate) default: Option<Text>,
    pub(crate) deprecation: Option<String>,
}

/// How an action runs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Runs {
    Composite {
        steps: Vec<Step>,
        outputs: IndexMap<String, Text>,
    },
    JavaScript {
        /// `node20`
        using: String,
        main: String,
        pre: Option<Phase>,
        post: Option<Phase>,
    },
    Docker {
        /// `Dockerfile`, or `docker://image`
        image: String,
        entrypoint: Option<String>,
        args: Option<Vec<Text>>,
        env: Mapping,
        pre: Option<Phase>,
        post: Option<Phase>,
    },
}

/// A part of an action that runs before or after the steps: a script, or an entrypoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    pub(crate) run: String,
    /// Default: `always()`.
    pub(crate) condition: Option<Text>,
}

/// Nothing is refused without an error, and every finding has its place.
pub(crate) fn fuzz(text: &str) {
    let (action, found) = parse("action.yml", text.as_bytes());
    assert_eq!(action.is_none(), found.iter().any(Diagnostic::is_error));
    assert!(found.iter().all(|found| found.place.is_some()));
}

#[cfg(test)]
mod tests;
