//! Reads `rules`.

use maillon_model::Diagnostic;
use maillon_source::Files;
use maillon_source::yaml::Node;

use super::{Owner, Rule};

/// Reads a list of rules; what is wrong goes to `diagnostics`. `breadcrumb` is the way to the list:
/// `build.rules`.
pub(crate) fn parse(
    _owner: Owner,
    _node: &Node,
    _files: &Files,
    _breadcrumb: &str,
    _diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Rule> {
    Vec::new()
}
