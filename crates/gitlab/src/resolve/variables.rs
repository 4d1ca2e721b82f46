//! The variables of a job with their final values.
//!
//! As in GitLab, in two passes. The server replaces references within values, through several
//! levels, but not those to raw and file variables; the runner then replaces what is left, once:
//! raw ones by their value, file ones by their path, unknown ones by nothing, and `$$` by `$`.

use std::borrow::Cow;
use std::path::Path;

use indexmap::IndexMap;
use maillon_model::Secret;
use maillon_model::spec::ResolvedVariable;
use maillon_model::variable::{Delivery, Expansion, Value, Variable};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::variables::expand::{self, Expanded, Found, Lookup};

/// More than this is no value that a process could receive.
const MAX_VALUE: usize = 1 << 20;

/// Final values by name.
#[derive(Debug)]
pub(super) struct Values {
    all: IndexMap<String, Final>,
}

#[derive(Debug)]
struct Final {
    value: Value,
    delivery: Delivery,
    /// What a reference to it is replaced by: the value, or the file's path.
    reference: Value,
}

impl Values {
    /// Expands variables. Of those with one name the one with the last layer counts.
    pub(super) fn new(known: Vec<Variable>, private: &Path) -> Self {
        let winners = winners(known);
        let server = Server::expand(&winners);
        let runner = Runner {
            winners: &winners,
            server: &server,
            private,
        };
        let all = winners
            .iter()
            .map(|(name, variable)| (name.clone(), runner.finish(variable)));
        Self { all: all.collect() }
    }

    /// A value; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.all
            .get(name)
            .map_or("", |found| found.reference.expose())
    }

    /// A text as the runner expands it.
    pub(super) fn expand(&self, text: &str) -> String {
        expand::runner(text, self).text
    }

    /// Texts as the runner expands them.
    pub(super) fn expand_all(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.expand(text)).collect()
    }

    pub(super) fn into_resolved(self) -> Vec<ResolvedVariable> {
        let resolved = self.all.into_iter().map(|(name, found)| ResolvedVariable {
            name,
            value: found.value,
            delivery: found.delivery,
        });
        resolved.collect()
    }
}

impl Lookup for Values {
    fn find(&self, name: &str) -> Option<Found<'_>> {
        self.all.get(name).map(|found| borrowed(&found.reference))
    }
}

fn borrowed(value: &Value) -> Found<'_> {
    Found {
        text: Cow::Borrowed(value.expose()),
        masked: matches!(value, Value::Masked(_)),
    }
}

fn value(text: String, masked: bool) -> Value {
    if masked {
        return Value::Masked(Secret::new(text));
    }
    Value::Plain(text.into())
}

fn winners(known: Vec<Variable>) -> IndexMap<String, Variable> {
    let mut winners = IndexMap::<String, Variable>::with_capacity(known.len());
    for variable in known {
        let older = winners.get(&*variable.name);
        if older.is_none_or(|older| older.layer <= variable.layer) {
            winners.insert(variable.name.to_string(), variable);
        }
    }
    winners
}

/// The first pass, in the order of who refers to whom. A circle stays as written.
struct Server<'a> {
    winners: &'a IndexMap<String, Variable>,
    done: FxHashMap<&'a str, Expanded>,
    open: FxHashSet<&'a str>,
}

impl<'a> Server<'a> {
    fn expand(winners: &'a IndexMap<String, Variable>) -> FxHashMap<&'a str, Expanded> {
        let mut server = Self {
            winners,
            done: FxHashMap::default(),
            open: FxHashSet::default(),
        };
        for name in winners.keys() {
            server.visit(name, 0);
        }
        server.done
    }

    fn visit(&mut self, name: &str, depth: usize) {
        const MAX_DEPTH: usize = 200;
        let Some((name, variable)) = self.winners.get_key_value(name) else {
            return;
        };
        if depth > MAX_DEPTH || self.done.contains_key(name.as_str()) || !self.open.insert(name) {
            return;
        }
        let text = variable.value.expose();
        let mut expanded = as_written(variable);
        if variable.expansion == Expansion::Expand && expand::has_reference(text) {
            for reference in expand::references(text) {
                self.visit(reference, depth + 1);
            }
            let replaced = expand::server_value(text, self);
            if replaced.text.len() <= MAX_VALUE {
                expanded.text = replaced.text;
                expanded.masked |= replaced.masked;
            }
        }
        self.open.remove(name.as_str());
        self.done.insert(name, expanded);
    }
}

fn as_written(variable: &Variable) -> Expanded {
    Expanded {
        text: variable.value.expose().to_owned(),
        masked: matches!(variable.value, Value::Masked(_)),
    }
}

impl Lookup for Server<'_> {
    fn find(&self, name: &str) -> Option<Found<'_>> {
        let variable = self.winners.get(name)?;
        if variable.expansion == Expansion::Raw || variable.delivery == Delivery::File {
            return None;
        }
        let done = self.done.get(name)?;
        Some(Found {
            text: Cow::Borrowed(&done.text),
            masked: done.masked,
        })
    }
}

/// The second pass.
struct Runner<'a> {
    winners: &'a IndexMap<String, Variable>,
    server: &'a FxHashMap<&'a str, Expanded>,
    private: &'a Path,
}

impl Runner<'_> {
    fn finish(&self, variable: &Variable) -> Final {
        let before = self.server.get(&*variable.name);
        let before = before.cloned().unwrap_or_else(|| as_written(variable));
        let after = match variable.expansion {
            Expansion::Raw => before,
            Expansion::Expand => {
                let after = expand::runner(&before.text, self);
                Expanded {
                    masked: before.masked || after.masked,
                    text: after.text,
                }
            }
        };
        let value = value(after.text, after.masked);
        let reference = match variable.delivery {
            Delivery::Env => value.clone(),
            Delivery::File => Value::Plain(self.path(&variable.name).into()),
        };
        Final {
            value,
            delivery: variable.delivery,
            reference,
        }
    }

    fn path(&self, name: &str) -> String {
        self.private.join(name).display().to_string()
    }
}

impl Lookup for Runner<'_> {
    fn find(&self, name: &str) -> Option<Found<'_>> {
        let variable = self.winners.get(name)?;
        if variable.delivery == Delivery::File {
            return Some(Found {
                text: Cow::Owned(self.path(name)),
                masked: false,
            });
        }
        self.server.get(name).map(|done| Found {
            text: Cow::Borrowed(&done.text),
            masked: done.masked,
        })
    }
}
