//! `concurrency` of workflows and jobs.

use maillon_model::job::Queue;

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
            queue: Queue::One,
        });
    }
    let fields = at.fields("concurrency")?;
    let cancel = fields.get("cancel-in-progress");
    let cancel_in_progress = cancel.and_then(|cancel| cancel.flag(key));
    let queue = fields.get("queue");
    let queue =
        queue.and_then(|queue| queue.choice(&[("single", Queue::One), ("max", Queue::All)]));
    Some(Concurrency {
        queue: queue.unwrap_or_default(),
        group: fields.require("group")?.filled(key)?,
        cancel_in_progress,
    })
}
