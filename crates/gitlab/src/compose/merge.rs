//! GitLab's deep merge: mappings are merged, all else (lists, null as well) is replaced.

use std::sync::Arc;

use maillon_source::yaml::{Key, Map, Node, Value};

/// Puts a mapping over another. Keys of both stay where the lower one has them.
pub(super) fn put_over(base: &mut Map, over: &Map) {
    for (text, span, node) in over.iter() {
        let key = Key {
            text: Arc::clone(text),
            span,
        };
        let hidden = base.insert(key.clone(), node.clone());
        if let Some(both) = hidden.and_then(|hidden| merged(hidden, node)) {
            base.insert(key, both);
        }
    }
}

/// Both mappings as one; None where one of them is none.
fn merged(base: Node, over: &Node) -> Option<Node> {
    let (Value::Map(base), Some(upper)) = (base.value, over.as_map()) else {
        return None;
    };
    let mut map = Arc::unwrap_or_clone(base);
    put_over(&mut map, upper);
    Some(Node::map(map, over.span))
}
