//! `concurrency` of workflows and jobs.

use super::Concurrency;
use crate::expression::Key;
use crate::reader::Cursor;

/// Reads `concurrency`: a group's name, or a mapping.
pub(super) fn concurrency(at: &Cursor<'_>, key: Key) -> Option<Concurrency> {
    if at.node.as_map().is_none() {
        let group = at.filled(key)?;
        return Some(Concurrency {
            group,
            cancel_in_progress: None,
        });
    }
    let fields = at.fields("concurrency")?;
    let cancel = fields.get("cancel-in-progress");
    let cancel_in_progress = cancel.and_then(|cancel| cancel.flag(key));
    if let Some(queue) = fields.get("queue") {
        queue.choice(&[("single", ()), ("max", ())]);
    }
    Some(Concurrency {
        group: fields.require("group")?.filled(key)?,
        cancel_in_progress,
    })
}
