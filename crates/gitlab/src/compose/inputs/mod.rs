//! Inputs of a file: what its header declares, and the values that they get.

mod declaration;
mod header;
mod resolve;
mod rules;
mod validate;

use super::include::Include;
use std::collections::BTreeMap;

pub(super) use header::{Header, header};
pub(super) use resolve::{refuse_without_header, resolve};

/// Values for inputs, and who gives them.
pub(super) enum Provided<'a> {
    /// The command line: texts that are read by the input's type.
    CommandLine(&'a BTreeMap<String, String>),
    /// An `include`, with or without `inputs`.
    Include(&'a Include),
}
