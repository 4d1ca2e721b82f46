//! What a name means while a pipeline is made.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use maillon_model::variable::{Delivery, Expansion, Layer, Value, Variable};
use maillon_model::{Secret, Variables};
use rustc_hash::FxHashMap;

use super::circle;
use super::expand::{self, Found, Lookup};
use crate::predefined;

/// How many bytes one expansion may handle in all: a chain of variables that each name the one
/// before twice doubles with every link. What lies beyond stays as written.
const BUDGET: usize = 1 << 20;

/// The variables that an expression or a text sees, indexed by name.
///
/// A scope is a list of shared layers: thousands of jobs extend the pipeline's scope with their own
/// few variables ([`Scope::with`]) and clone nothing but pointers. Of two variables with the same
/// name the one with the later [`maillon_model::variable::Layer`] wins, and within a layer the one
/// that was added later. A variable that is not there is null, which is not the same as empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    layers: Vec<Arc<FxHashMap<Arc<str>, Variable>>>,
}

impl Scope {
    /// A scope over lists of variables.
    pub(crate) fn new(variables: &Variables) -> Self {
        Self::default().with(variables.iter().cloned())
    }

    /// This scope with more variables.
    #[must_use]
    pub(crate) fn with(&self, variables: impl IntoIterator<Item = Variable>) -> Self {
        self.over(variables.into_iter().filter(|found| !is_hidden(found)))
    }

    /// A scope over the variables of a job that has started: those that are known only then are
    /// seen as well.
    pub(crate) fn started(variables: impl IntoIterator<Item = Variable>) -> Self {
        Self::default().over(variables.into_iter())
    }

    fn over(&self, variables: impl Iterator<Item = Variable>) -> Self {
        let mut index = FxHashMap::<Arc<str>, Variable>::default();
        for variable in variables {
            let older = index.get(&variable.name);
            if older.is_none_or(|older| older.layer <= variable.layer) {
                index.insert(Arc::clone(&variable.name), variable);
            }
        }
        let mut layers = self.layers.clone();
        if !index.is_empty() {
            layers.push(Arc::new(index));
        }
        Self { layers }
    }

    /// The variable that wins for a name.
    pub(crate) fn variable(&self, name: &str) -> Option<&Variable> {
        let found = self.layers.iter().filter_map(|layer| layer.get(name));
        found.max_by_key(|variable| variable.layer)
    }

    /// The circle of variables that refer to each other that a variable leads into.
    pub(crate) fn circle(&self, name: &str) -> Option<Vec<&str>> {
        circle::find(self, name)
    }

    /// The value of a variable as written, which is what expressions see; None is null.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variable(name).map(|found| found.value.expose())
    }

    /// A text as GitLab itself expands it: `$NAME`, `${NAME}` and `%NAME%` are replaced, through
    /// several levels; what is unknown stays as written.
    pub(crate) fn expand(&self, text: &str) -> String {
        self.expand_value(text).expose().to_owned()
    }

    /// As [`Scope::expand`], but what is unknown becomes empty: so does GitLab with the texts of an
    /// environment when the job starts.
    pub(crate) fn expand_or_empty(&self, text: &str) -> String {
        let nested = Nested {
            scope: self,
            parents: None,
            budget: &Cell::new(BUDGET),
        };
        expand::server(text, &OrEmpty(&nested)).text
    }

    /// As [`Scope::expand`]; masked as soon as a masked variable went into it.
    pub(crate) fn expand_value(&self, text: &str) -> Value {
        let nested = Nested {
            scope: self,
            parents: None,
            budget: &Cell::new(BUDGET),
        };
        wrap(expand::server(text, &nested))
    }

    /// A text as a person may see it: expanded, with `[MASKED]` for masked variables.
    pub(crate) fn expand_shown(&self, text: &str) -> String {
        self.expand_value(text).shown().to_owned()
    }
}

/// Some predefined variables are known only when a job starts; nothing that is decided before
/// sees them.
fn is_hidden(variable: &Variable) -> bool {
    variable.layer == Layer::Predefined && predefined::is_persisted(&variable.name)
}

fn wrap(expanded: expand::Expanded) -> Value {
    if expanded.masked {
        Value::Masked(Secret::new(expanded.text))
    } else {
        Value::Plain(expanded.text.into())
    }
}

/// Looks variables up and expands their own values first. `parents` are the variables that are
/// being expanded: a circle stays as written.
struct Nested<'a> {
    scope: &'a Scope,
    parents: Option<&'a Parent<'a>>,
    budget: &'a Cell<usize>,
}

struct Parent<'a> {
    name: &'a str,
    above: Option<&'a Parent<'a>>,
    depth: usize,
}

impl Parent<'_> {
    fn holds(&self, name: &str) -> bool {
        self.name == name || self.above.is_some_and(|above| above.holds(name))
    }
}

/// Knows every name.
struct OrEmpty<'a>(&'a Nested<'a>);

impl Lookup for OrEmpty<'_> {
    fn find(&self, name: &str) -> Option<Found<'_>> {
        let empty = Found {
            text: Cow::Borrowed(""),
            masked: false,
        };
        Some(self.0.find(name).unwrap_or(empty))
    }
}

/// How deep variables may refer to each other.
const MAX_DEPTH: usize = 100;

impl Nested<'_> {
    fn pay(&self, cost: usize) -> Option<()> {
        self.budget.set(self.budget.get().checked_sub(cost)?);
        Some(())
    }

    fn is_open(&self, name: &str) -> bool {
        self.parents.is_some_and(|parent| parent.holds(name))
    }
}

impl Lookup for Nested<'_> {
    fn find(&self, name: &str) -> Option<Found<'_>> {
        let depth = self.parents.map_or(0, |parent| parent.depth + 1);
        if depth > MAX_DEPTH || self.is_open(name) {
            return None;
        }
        let variable = self.scope.variable(name)?;
        let masked = matches!(variable.value, Value::Masked(_));
        let text = variable.value.expose();
        self.pay(text.len() + 1)?;
        let literal = variable.expansion == Expansion::Raw || variable.delivery == Delivery::File;
        if literal || !expand::has_reference(text) {
            let text = Cow::Borrowed(text);
            return Some(Found { text, masked });
        }
        let parent = Parent {
            name: &variable.name,
            above: self.parents,
            depth,
        };
        let inner = Nested {
            parents: Some(&parent),
            ..*self
        };
        let expanded = expand::server_value(text, &inner);
        self.pay(expanded.text.len())?;
        Some(Found {
            masked: masked || expanded.masked,
            text: Cow::Owned(expanded.text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(variables: &[(&str, &str)]) -> Scope {
        let variables = variables
            .iter()
            .map(|(name, value)| Variable::new(Layer::Job, *name, *value));
        Scope::default().with(variables)
    }

    fn check(variables: &[(&str, &str)], text: &str, expected: &str) {
        assert_eq!(scope(variables).expand(text), expected, "{text}");
    }

    #[test]
    fn references_are_replaced_in_three_forms() {
        let v = &[("A", "1"), ("EMPTY", "")];
        check(v, "$A-${A}-%A%", "1-1-1");
        check(v, "$A_B ${A}_B", "$A_B 1_B");
        check(v, "[$EMPTY]", "[]");
        check(
            v,
            "$UNKNOWN ${UNKNOWN} %UNKNOWN%",
            "$UNKNOWN ${UNKNOWN} %UNKNOWN%",
        );
        check(v, "$ $1 ${ ${} ${A 100% %", "$ $1 ${ ${} ${A 100% %");
    }

    #[test]
    fn a_value_may_refer_to_other_variables() {
        let v = &[("A", "$B/a"), ("B", "${C}/b"), ("C", "c")];
        check(v, "$A", "c/b/a");
    }

    #[test]
    fn a_circle_stays_as_written() {
        check(&[("A", "$B"), ("B", "$A")], "$A", "$A");
        check(&[("PATH", "$PATH:/x")], "$PATH", "$PATH:/x");
    }

    #[test]
    fn doubling_is_bounded() {
        let names: Vec<(String, String)> = (0..60)
            .map(|n| (format!("V{n}"), format!("$V{0}$V{0}", n + 1)))
            .collect();
        let mut variables: Vec<(&str, &str)> = names
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        variables.push(("V60", "x"));
        assert!(scope(&variables).expand("$V0").len() <= BUDGET);
    }

    #[test]
    fn a_masked_variable_masks_what_it_goes_into() {
        let secret = Variable::secret(Layer::Project, "TOKEN", Secret::new("hunter22"));
        let scope = Scope::default().with([secret]);
        assert_eq!(scope.expand_shown("a $TOKEN"), "[MASKED]");
        assert_eq!(scope.expand("a $TOKEN"), "a hunter22");
    }

    #[test]
    fn layers_decide_also_across_extensions() {
        let base = Scope::default().with([Variable::new(Layer::Pipeline, "A", "given")]);
        let job = base.with([
            Variable::new(Layer::Job, "A", "job"),
            Variable::new(Layer::Job, "B", "job"),
        ]);
        assert_eq!((job.get("A"), job.get("B")), (Some("given"), Some("job")));
        assert_eq!(base.get("B"), None);
    }
}
