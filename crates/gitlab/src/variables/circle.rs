//! Variables that refer to each other in a circle: GitLab makes no pipeline of them.

use maillon_model::variable::Expansion;
use rustc_hash::FxHashSet;

use super::{Scope, expand};

/// Chains longer than this are not followed.
const MAX_DEPTH: usize = 200;

/// The circle that a variable leads into, in its order: `A`, `B` where `A` names
/// `B` and `B` names `A`. One that names only itself (`PATH: $PATH:/bin`) is none.
pub(super) fn find<'s>(scope: &'s Scope, name: &str) -> Option<Vec<&'s str>> {
    let mut search = Search {
        scope,
        way: Vec::new(),
        done: FxHashSet::default(),
    };
    search.visit(scope.variable(name).map(|variable| &*variable.name)?)
}

struct Search<'s> {
    scope: &'s Scope,
    way: Vec<&'s str>,
    done: FxHashSet<&'s str>,
}

impl<'s> Search<'s> {
    fn visit(&mut self, name: &'s str) -> Option<Vec<&'s str>> {
        if let Some(at) = self.way.iter().position(|open| *open == name) {
            let circle = self.way.get(at..).unwrap_or_default();
            return (circle.len() > 1).then(|| circle.to_vec());
        }
        if self.way.len() > MAX_DEPTH || self.done.contains(name) {
            return None;
        }
        let variable = self.scope.variable(name)?;
        let text = variable.value.expose();
        if variable.expansion == Expansion::Raw || !expand::has_reference(text) {
            return None;
        }
        self.way.push(name);
        let mut references = expand::references(text).into_iter();
        let found = references.find_map(|reference| self.visit(reference));
        self.way.pop();
        self.done.insert(name);
        found
    }
}

#[cfg(test)]
mod tests {
    use maillon_model::variable::{Layer, Variable};

    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: Option<&[&str]>) {
        let list = variables.iter();
        let list = list.map(|(name, value)| Variable::new(Layer::Job, *name, *value));
        let scope = Scope::default().with(list);
        let first = variables.first().map_or("", |(name, _)| name);
        assert_eq!(find(&scope, first).as_deref(), expected, "{variables:?}");
    }

    #[test]
    fn circles_are_found() {
        check(&[("A", "$B"), ("B", "$A")], Some(&["A", "B"]));
        check(
            &[("X", "$A"), ("A", "$B"), ("B", "$C"), ("C", "x $A")],
            Some(&["A", "B", "C"]),
        );
        check(&[("A", "$A")], None);
        check(&[("A", "$B $B"), ("B", "$C"), ("C", "c")], None);
        check(&[("A", "$$B"), ("B", "$A")], None);
    }
}
