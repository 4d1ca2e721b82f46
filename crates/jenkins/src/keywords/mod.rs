//! Every section, directive, option, trigger, condition, step and method, and what maillon does with it.
//!
//! The tables are behind three things: the validator refuses what they do not know, messages list and suggest from them, and
//! the reference page is made of them.

mod agents;
mod conditions;
mod options;
mod page;
mod parameters;
mod post;
mod sections;
mod tools;
mod triggers;

use maillon_model::keywords::{Effect, State};

use crate::steps::{Kind, Param, Presence};

pub(crate) use agents::AGENTS;
pub(crate) use conditions::{CONDITIONS, Children, KnownCondition};
pub(crate) use options::{
    blocked_in_calls, blocked_in_steps, is_for_stages, is_wrapper, option, option_names,
};
pub use page::reference;
pub(crate) use parameters::PARAMETERS;
pub(crate) use post::POST_CONDITIONS;
pub(crate) use tools::TOOLS;
pub(crate) use triggers::TRIGGERS;

/// Something that declarative sections call with arguments: an agent's kind, an option, a trigger, a condition.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) name: &'static str,
    /// What maillon does with it.
    pub(crate) state: State,
    /// One sentence.
    pub(crate) summary: &'static str,
    pub(crate) params: &'static [Param],
}

impl Described {
    const fn new(name: &'static str, summary: &'static str, params: &'static [Param]) -> Self {
        Self {
            name,
            state: State::Implemented,
            summary,
            params,
        }
    }

    /// It is read and checked, and changes nothing here.
    const fn recorded(self) -> Self {
        Self {
            state: State::Recorded(Effect::None),
            ..self
        }
    }
}

/// The one of a name.
pub(crate) fn named<'t>(table: &'t [Described], name: &str) -> Option<&'t Described> {
    table.iter().find(|described| described.name == name)
}

/// What nested calls of arguments make: `logRotator(numToKeepStr: '5')`.
pub(crate) fn nested(name: &str) -> Option<&'static Described> {
    named(options::NESTED, name)
}

const fn required(name: &'static str, kind: Kind, summary: &'static str) -> Param {
    Param {
        name,
        kind,
        presence: Presence::Required,
        summary,
    }
}

const fn optional(name: &'static str, kind: Kind, summary: &'static str) -> Param {
    Param {
        name,
        kind,
        presence: Presence::Optional,
        summary,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn check(table: &[Described]) {
        let mut seen = BTreeSet::new();
        for described in table {
            let name = described.name;
            assert!(seen.insert(name), "{name} twice");
            assert!(described.summary.ends_with('.'), "{name}");
            let params = described.params.iter();
            assert!(
                params.clone().all(|param| param.summary.ends_with('.')),
                "{name}"
            );
        }
    }

    #[test]
    fn everything_is_described_once() {
        for table in [
            AGENTS,
            options::OPTIONS,
            options::NESTED,
            PARAMETERS,
            TRIGGERS,
        ] {
            check(table);
        }
    }

    #[test]
    fn the_page_has_a_row_of_each_table() {
        let page = reference();
        for row in [
            "| `agent` |",
            "| `dockerfile` |",
            "| `buildDiscarder` |",
            "| `changeRequest` |",
            "| `regression` |",
            "| `upstream` |",
        ] {
            assert!(page.contains(row), "{row}");
        }
    }
}
