//! Finds blocks in a text, and works out what one stands for.

use std::ops::Range;

use maillon_source::yaml::Value;

use super::context::Context;
use super::functions;
use crate::variables::Scope;

/// How many functions GitLab allows in one block.
const MAX_FUNCTIONS: usize = 3;

/// How many bytes the name in a block may have.
const MAX_ACCESS: usize = 1024;

/// A block in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// Where in the text it stands.
    pub(super) range: Range<usize>,
    /// What is between the brackets, without the space around.
    pub(super) content: &'a str,
}

/// The blocks of a text, from left to right.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    const OPEN: &str = "$[[";
    const CLOSE: &str = "]]";

    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(OPEN)) {
        let start = from + start;
        let inner = start + OPEN.len();
        let Some(length) = text.get(inner..).and_then(|rest| rest.find(CLOSE)) else {
            break;
        };
        let end = inner + length + CLOSE.len();
        let content = text.get(inner..inner + length).unwrap_or_default().trim();
        let is_block = content.chars().nth(1).is_some() && !content.contains('\n');
        if is_block {
            blocks.push(Block {
                range: start..end,
                content,
            });
        }
        from = if is_block { end } else { inner };
    }
    blocks
}

/// Whether a block is left as it is: `matrix` is known only when jobs are made.
pub(super) fn is_late(content: &str) -> bool {
    content.split(['.', '|', ' ']).next() == Some("matrix")
}

/// The value of a block; else what is wrong, and a hint.
pub(super) fn evaluate(
    text: &str,
    context: &Context,
    scope: &Scope,
) -> Result<Value, (String, Option<String>)> {
    let mut parts = text.split('|').map(str::trim);
    let access = parts.next().unwrap_or_default();
    if access.len() > MAX_ACCESS {
        return Err((
            "maximum interpolation expression size exceeded".to_owned(),
            None,
        ));
    }
    let value = context.get(access)?;
    let functions: Vec<&str> = parts.collect();
    if functions.len() > MAX_FUNCTIONS {
        let hint = format!("at most {MAX_FUNCTIONS} functions may follow a name");
        return Err((
            "too many functions in interpolation block".to_owned(),
            Some(hint),
        ));
    }
    functions.into_iter().try_fold(value, |value, function| {
        functions::apply(function, value, scope)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = blocks(text)
            .into_iter()
            .map(|block| block.content)
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn blocks_are_found() {
        check(
            "$[[ inputs.a ]]-$[[inputs.b|x]]",
            &["inputs.a", "inputs.b|x"],
        );
        check("$[[ a ]] $[[]] $[[ inputs.a", &[]);
        check("é$[[ inputs.a ]]", &["inputs.a"]);
        check("$[[ in\nputs ]] $[[ inputs.b ]]", &["inputs.b"]);
    }

    #[test]
    fn matrix_is_late() {
        assert!(is_late("matrix.OS") && is_late("matrix.OS | x"));
        assert!(!is_late("inputs.matrix"));
    }
}
