//! Whether there is room for more work.

use axum::http::StatusCode;

use crate::http::Fault;
use crate::settings::Settings;

/// Less than this, in bytes, and nothing new is begun: what goes on needs it for its logs.
const LEAST: u64 = 32 << 20;

/// Refuses new work where the server's disk is nearly full.
pub(super) fn check(settings: &Settings) -> Result<(), Fault> {
    match rustix::fs::statvfs(&settings.data) {
        Ok(disk) if disk.f_bavail.saturating_mul(disk.f_frsize) < LEAST => Err(full(settings)),
        _ => Ok(()),
    }
}

fn full(settings: &Settings) -> Fault {
    Fault::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "storage_full",
        format!(
            "the server's disk is full: no new work before there is room in {}",
            settings.data.display()
        ),
    )
}
