//! Unpacking what earlier jobs left.

use std::path::Path;

use maillon_model::secret::MASK;
use maillon_model::spec::{Leftovers, Upstream};

use super::dotenv;
use crate::archive::{Store, UnpackError};

/// Unpacks the archives of the jobs before, in their order, and says so in lines for the log.
pub(crate) fn restore(
    store: &Store,
    upstream: &[Upstream],
    into: &Path,
) -> Result<Vec<String>, UnpackError> {
    let mut lines = Vec::new();
    for Upstream { job, left } in upstream {
        if let Some(id) = &left.archive {
            lines.push(format!("Downloading artifacts for {job}..."));
            store.unpack(id, into)?;
        }
    }
    Ok(lines)
}

/// Events hold masked values only. What an earlier run left is read from its report again where a
/// value was masked.
pub(crate) fn unmask(store: &Store, left: &mut Leftovers) {
    let Some(id) = left.reports.get("dotenv") else {
        return;
    };
    if !left.dotenv.values().any(|value| value.contains(MASK)) {
        return;
    }
    for (_, content) in store.files(id).unwrap_or_default() {
        left.dotenv
            .extend(dotenv::parse(&content).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::archive::{Wanted, select};

    #[test]
    fn a_masked_value_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("t.env"), "TOKEN=hunter22\nA=1\n").unwrap();
        let paths = ["t.env".to_owned()];
        let wanted = Wanted {
            paths: &paths,
            ..Wanted::default()
        };
        let selected = select(folder.path(), &[], &wanted);
        let store = Store::new(folder.path());
        let (id, _) = store.save(folder.path(), &selected).unwrap();
        let mut left = Leftovers::default();
        left.reports.insert("dotenv".to_owned(), id);
        left.dotenv.insert("TOKEN".to_owned(), MASK.to_owned());
        unmask(&store, &mut left);
        assert_eq!(left.dotenv["TOKEN"], "hunter22");
    }
}
