//! The arguments of a step, checked against its parameters.

use indexmap::IndexMap;
use maillon_groovy::Value;

/// Arguments by name. GStrings are texts already.
#[derive(Default)]
pub(crate) struct Arguments(pub(crate) IndexMap<String, Value>);
