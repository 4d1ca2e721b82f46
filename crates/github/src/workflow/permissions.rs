//! `permissions`: checked and kept, as there is no token to be cut.

use crate::reader::Cursor;

use super::Tree;

const ALL: [(&str, ()); 2] = [("read-all", ()), ("write-all", ())];
const LEVELS: [(&str, ()); 3] = [("read", ()), ("write", ()), ("none", ())];

/// Reads `permissions`.
pub(super) fn permissions(at: &Cursor<'_>) -> Option<Tree> {
    if at.node.as_map().is_none() {
        at.choice(&ALL)?;
        return Some(at.bare_tree());
    }
    let fields = at.fields("permissions")?;
    for (name, _, _) in fields.map.iter() {
        if let Some(level) = fields.get(name) {
            level.choice(&LEVELS);
        }
    }
    Some(at.bare_tree())
}
