//! Whether there is space for another job.

use std::path::Path;

/// Why no job can be taken; None where there is space enough.
pub(super) fn obstacle(folder: &Path, needed: u64) -> Option<String> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    (free < needed).then(|| {
        format!(
            "disk full: {} free in {}, at least {} wanted; remove something there",
            megabytes(free),
            folder.display(),
            megabytes(needed)
        )
    })
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_space_is_an_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(obstacle(folder.path(), 0), None);
        let why = obstacle(folder.path(), u64::MAX).unwrap();
        assert!(
            why.starts_with("disk full: ") && why.contains("free in"),
            "{why}"
        );
    }
}
