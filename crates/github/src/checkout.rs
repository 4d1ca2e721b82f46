//! Which steps need the repository's files in the workspace.

use maillon_model::spec::Checkout;

use crate::workflow::{Mapping, Step, StepWork, own_path};

/// What is brought into the workspace before the steps run: the repository where a step checks it
/// out or uses an action of it, else nothing. What another checkout brings comes with that step.
pub(crate) fn of(steps: &[Step]) -> Checkout {
    let own: Vec<&Mapping> = steps.iter().filter_map(own_checkout).collect();
    if own.iter().any(|with| with_submodules(with)) {
        return Checkout::TreeWithSubmodules;
    }
    if !own.is_empty() || steps.iter().any(|step| is_local(step) || is_own(step)) {
        Checkout::Tree
    } else {
        Checkout::Empty
    }
}

/// The first step that uses an action of the repository before any step has checked it out.
pub(crate) fn forgotten(steps: &[Step]) -> Option<(usize, &Step)> {
    let checked_out = steps.iter().position(|step| checkout(step).is_some());
    let before = steps.iter().take(checked_out.unwrap_or(steps.len()));
    before.enumerate().find(|(_, step)| is_local(step))
}

fn is_local(step: &Step) -> bool {
    matches!(&step.work, StepWork::Uses { uses, .. } if uses.starts_with("./") || uses == ".")
}

/// `$/path`: it needs the files, but no checkout before.
fn is_own(step: &Step) -> bool {
    matches!(&step.work, StepWork::Uses { uses, .. } if own_path(uses).is_some())
}

fn checkout(step: &Step) -> Option<&Mapping> {
    match &step.work {
        StepWork::Uses { uses, with } => {
            let name = uses.split('@').next().unwrap_or_default();
            name.eq_ignore_ascii_case("actions/checkout")
                .then_some(with)
        }
        StepWork::Run { .. } => None,
    }
}

/// A checkout of the own repository into the workspace itself, as far as that can be told early.
fn own_checkout(step: &Step) -> Option<&Mapping> {
    let with = checkout(step)?;
    let elsewhere = |name: &str| {
        let text = input(with, name);
        text.is_some_and(|text| !text.is_empty() && !text.contains("${{") && text != ".")
    };
    (!elsewhere("path") && !elsewhere("repository")).then_some(with)
}

fn with_submodules(with: &Mapping) -> bool {
    input(with, "submodules").is_some_and(|text| matches!(text, "true" | "recursive"))
}

fn input<'a>(with: &'a Mapping, name: &str) -> Option<&'a str> {
    let Mapping::Entries(entries) = with else {
        return None;
    };
    let mut entries = entries.iter();
    let found = entries.find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, text)| text.raw.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn steps(written: &serde_json::Value) -> Vec<Step> {
        serde_json::from_value(written.clone()).unwrap()
    }

    #[track_caller]
    fn check(written: &serde_json::Value, expected: Checkout) {
        assert_eq!(of(&steps(written)), expected);
    }

    #[test]
    fn the_repository_comes_where_a_step_needs_it() {
        check(&json!([{"run": "ls"}]), Checkout::Empty);
        check(&json!([{"uses": "actions/checkout@v4"}]), Checkout::Tree);
        check(&json!([{"uses": "./action"}]), Checkout::Tree);
        check(&json!([{"uses": "$/action"}]), Checkout::Tree);
        check(
            &json!([{"uses": "actions/checkout@v4", "with": {"path": "src"}}]),
            Checkout::Empty,
        );
        check(
            &json!([{"uses": "actions/checkout@v4", "with": {"repository": "a/b"}}]),
            Checkout::Empty,
        );
        check(
            &json!([{"uses": "actions/checkout@v4", "with": {"submodules": "recursive"}}]),
            Checkout::TreeWithSubmodules,
        );
    }

    #[test]
    fn a_local_action_before_the_checkout_is_found() {
        let found = |written| forgotten(&steps(&written)).map(|(index, _)| index);
        assert_eq!(
            found(json!([{"run": "ls"}, {"uses": "./a"}, {"uses": "actions/checkout@v4"}])),
            Some(1)
        );
        assert_eq!(
            found(json!([{"uses": "actions/checkout@v4"}, {"uses": "./a"}])),
            None
        );
    }
}
