//! The inputs of an action: what `with` says over what `action.yml` does.

use indexmap::IndexMap;

use crate::action::Action;
use crate::expression::{Object, Value};
use crate::workflow::Text;

/// Values by name, in their order; names are found whatever their case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs(IndexMap<String, String>);

impl Inputs {
    /// What a step gives. Of two names that differ in case only the last counts.
    pub(crate) fn given(with: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut inputs = Self::default();
        for (name, value) in with {
            inputs.set(name, value);
        }
        inputs
    }

    fn set(&mut self, name: String, value: String) {
        let known = self
            .0
            .keys()
            .find(|known| known.eq_ignore_ascii_case(&name));
        let name = known.cloned().unwrap_or(name);
        self.0.insert(name, value);
    }

    fn find(&self, name: &str) -> Option<&str> {
        let mut entries = self.0.iter();
        entries
            .find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    /// A value; None also where it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.find(name).filter(|value| !value.is_empty())
    }

    /// Adds the default of every input that is not given; one without a default is empty.
    pub(crate) fn complete<E>(
        &mut self,
        action: &Action,
        mut evaluate: impl FnMut(&Text) -> Result<String, E>,
    ) -> Result<(), E> {
        for (name, input) in &action.inputs {
            if self.find(name).is_none() {
                let default = input.default.as_ref().map(&mut evaluate).transpose()?;
                self.set(name.clone(), default.unwrap_or_default());
            }
        }
        Ok(())
    }

    /// What is worth a warning: deprecated inputs, and those that the action does not know. `always` are
    /// names that every action of its kind takes.
    pub(crate) fn warnings(&self, action: &Action, always: &[&str]) -> Vec<String> {
        let declared = |name: &str| {
            let mut inputs = action.inputs.iter();
            inputs.find_map(|(known, input)| known.eq_ignore_ascii_case(name).then_some(input))
        };
        let deprecated = self.0.keys().filter_map(|name| {
            let why = declared(name)?.deprecation.as_ref()?;
            Some(format!(
                "Input '{name}' has been deprecated with message: {why}"
            ))
        });
        let unknown: Vec<&str> = (self.0.keys().map(String::as_str))
            .filter(|name| declared(name).is_none())
            .filter(|name| {
                !always
                    .iter()
                    .any(|always| always.eq_ignore_ascii_case(name))
            })
            .collect();
        let valid: Vec<&str> = always
            .iter()
            .copied()
            .chain(action.inputs.keys().map(String::as_str))
            .collect();
        let unexpected = (!unknown.is_empty()).then(|| {
            let (unknown, valid) = (unknown.join("', '"), valid.join("', '"));
            format!("Unexpected input(s) '{unknown}', valid inputs are ['{valid}']")
        });
        deprecated.chain(unexpected).collect()
    }

    /// `INPUT_*` for a program.
    pub(crate) fn environment(&self) -> impl Iterator<Item = (String, String)> {
        let entries = self.0.iter();
        entries.map(|(name, value)| (variable(name), value.clone()))
    }

    /// The `inputs` context.
    pub(crate) fn context(&self) -> Value {
        let entries = self.0.iter();
        let entries = entries.map(|(name, value)| (name.as_str(), value.as_str()));
        Value::from(entries.collect::<Object>())
    }

    /// Names and values that are not empty, for the log.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
        let entries = self.0.iter();
        entries
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| !value.is_empty())
    }
}

/// The variable of an input: upper case, blanks are `_`.
fn variable(name: &str) -> String {
    format!("INPUT_{}", name.replace(' ', "_").to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{ActionInput, Runs};

    fn action(inputs: &[(&str, Option<&str>)]) -> Action {
        let input = |(name, default): &(&str, Option<&str>)| {
            let input = ActionInput {
                default: default.map(Text::new),
                ..ActionInput::default()
            };
            ((*name).to_owned(), input)
        };
        Action {
            name: String::new(),
            inputs: inputs.iter().map(input).collect(),
            runs: Runs::Composite {
                steps: Vec::new(),
                outputs: IndexMap::new(),
            },
        }
    }

    fn given(with: &[(&str, &str)]) -> Inputs {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Inputs::given(with.iter().map(owned))
    }

    #[test]
    fn defaults_fill_what_is_not_given() {
        let mut inputs = given(&[("Empty", ""), ("GIVEN", "1")]);
        let action = action(&[
            ("empty", Some("d")),
            ("given", Some("d")),
            ("other", Some("d")),
            ("none", None),
        ]);
        let evaluate = |text: &Text| Ok::<_, ()>(format!("{}!", text.raw));
        inputs.complete(&action, evaluate).unwrap();
        let all: Vec<(String, String)> = inputs.environment().collect();
        let all: Vec<String> = all.into_iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(
            all,
            [
                "INPUT_EMPTY=",
                "INPUT_GIVEN=1",
                "INPUT_OTHER=d!",
                "INPUT_NONE="
            ]
        );
        assert_eq!(inputs.get("empty"), None);
        assert_eq!(inputs.get("Given"), Some("1"));
    }

    #[test]
    fn names_of_variables_keep_all_but_blanks() {
        assert_eq!(variable("who-to-greet"), "INPUT_WHO-TO-GREET");
        assert_eq!(variable("my input.x"), "INPUT_MY_INPUT.X");
    }

    #[test]
    fn unknown_and_deprecated_inputs_are_worth_a_warning() {
        let mut action = action(&[("a", None), ("b", None)]);
        action.inputs.get_mut("a").unwrap().deprecation = Some("use b".to_owned());
        let inputs = given(&[("A", "1"), ("x", "1"), ("y", "2"), ("args", "3")]);
        assert_eq!(
            inputs.warnings(&action, &["entryPoint", "args"]),
            [
                "Input 'A' has been deprecated with message: use b",
                "Unexpected input(s) 'x', 'y', valid inputs are ['entryPoint', 'args', 'a', 'b']"
            ]
        );
        assert!(given(&[("b", "")]).warnings(&action, &[]).is_empty());
    }
}
