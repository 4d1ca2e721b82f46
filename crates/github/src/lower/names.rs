//! What GitHub calls a job, and that no name stands twice.

use rustc_hash::FxHashSet;

use super::evaluate::{Evaluated, Evaluator};
use crate::workflow::Text;

/// GitHub cuts names off that are longer.
const LONGEST: usize = 100;

/// A cell's name: that of the job with the values of the cell, unless the name says itself what differs.
pub(super) fn cell(
    id: &str,
    written: Option<&Text>,
    shown: &[String],
    with: &Evaluator<'_>,
) -> Evaluated<String> {
    match written {
        Some(text) if text.raw.contains("${{") => {
            let name = with.text("name", text)?;
            Ok(if name.is_empty() {
                varied(id, shown)
            } else {
                name
            })
        }
        Some(text) if !text.raw.is_empty() => Ok(varied(&text.raw, shown)),
        _ => Ok(varied(id, shown)),
    }
}

fn varied(name: &str, shown: &[String]) -> String {
    let whole = if shown.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", shown.join(", "))
    };
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let cut: String = whole.chars().take(LONGEST - 3).collect();
    cut + "..."
}

/// Gives each name once: the second one of a name becomes `name (2)`.
#[derive(Debug, Default)]
pub(crate) struct Unique(FxHashSet<String>);

impl Unique {
    /// The name itself, or the next one like it that is free.
    pub(crate) fn claim(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 1;
        while !self.0.insert(free.clone()) {
            number += 1;
            free = format!("{name} ({number})");
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_off() {
        let values = [String::from("x").repeat(60), String::from("y").repeat(60)];
        let name = varied("test", &values);
        assert_eq!(name.len(), 100);
        assert!(name.starts_with("test (xxx") && name.ends_with("y..."));
        assert_eq!(varied("test", &[]), "test");
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names = Unique::default();
        let claimed = ["a", "a", "b", "a (2)", "a"].map(|name| names.claim(name));
        assert_eq!(claimed, ["a", "a (2)", "b", "a (2) (2)", "a (3)"]);
    }
}
