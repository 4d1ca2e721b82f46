//! What an expression uses, and where that is available.

use super::node::{Literal, Node, NodeKind};

/// What an expression uses, for availability and for what can be known early.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Contexts, each with its offset and length: `needs`.
    pub(crate) contexts: Vec<(String, usize, usize)>,
    /// Functions, in lower case, each with its offset and length.
    pub(crate) functions: Vec<(String, usize, usize)>,
    /// Properties of contexts by their names, each with its offset and length: `needs.a.outputs.b`, and
    /// its beginnings `needs.a.outputs` and `needs.a`.
    pub(crate) paths: Vec<(Vec<String>, usize, usize)>,
}

impl Uses {
    /// Whether a context is used.
    pub(crate) fn context(&self, name: &str) -> bool {
        self.contexts
            .iter()
            .any(|(used, ..)| used.eq_ignore_ascii_case(name))
    }

    /// Whether a status function is used.
    pub(crate) fn status(&self) -> bool {
        const STATUS: [&str; 4] = ["success", "failure", "cancelled", "always"];
        self.functions
            .iter()
            .any(|(used, ..)| STATUS.contains(&used.as_str()))
    }
}

pub(super) fn collect(root: &Node, uses: &mut Uses) {
    root.each(&mut |node| {
        let (offset, length) = (node.span.offset, node.span.length);
        match &node.kind {
            NodeKind::Context(name) => uses.contexts.push((name.to_string(), offset, length)),
            NodeKind::Call(function, _) => {
                let name = function.name();
                uses.functions
                    .push((name.to_ascii_lowercase(), offset, name.len()));
            }
            NodeKind::Index(..) => {
                let path = path(node).map(|path| (path, offset, length));
                uses.paths.extend(path);
            }
            _ => {}
        }
    });
}

/// The names of a context and its properties; None where one of them is computed.
fn path(node: &Node) -> Option<Vec<String>> {
    match &node.kind {
        NodeKind::Context(name) => Some(vec![name.to_ascii_lowercase()]),
        NodeKind::Index(left, key) => {
            let NodeKind::Literal(Literal::Text(name)) = &key.kind else {
                return None;
            };
            let mut path = path(left)?;
            path.push(name.to_string());
            Some(path)
        }
        _ => None,
    }
}
