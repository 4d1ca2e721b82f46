//! The one place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use maillon_model::Timestamp;

/// The present.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp(since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)))
}
