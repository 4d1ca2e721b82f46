//! Artifacts beside the service: what other machines uploaded is put to those of this one, and read again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use maillon_model::{JobId, RunId, Timestamp};

use super::{Origin, Record};
use crate::shelf::Shelf;

/// A finished artifact with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The run that made it.
    pub run: RunId,
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Which job uploaded it.
    pub job: JobId,
    /// What the bytes are.
    pub media_type: String,
    /// How many bytes.
    pub size: u64,
    /// `sha256:` and the digits.
    pub digest: String,
    /// When the upload ended.
    pub created: Timestamp,
}

/// An artifact of a run, and where its bytes lie; None where there is none of the number.
pub fn kept(folder: &Path, run: &RunId, id: u64) -> Option<(Kept, PathBuf)> {
    let shelf: Shelf<Record> = Shelf::new(folder.join(run.as_str()));
    let record = shelf.get(id)?.meta;
    let kept = Kept {
        run: run.clone(),
        id,
        name: record.name,
        job: record.job,
        media_type: record.media_type,
        size: record.size,
        digest: record.digest,
        created: record.created,
    };
    Some((kept, shelf.blob(id)))
}

/// Puts an artifact to those of a run. Its bytes are moved from `content`, which must be on the same file
/// system; bytes that are others than it says are refused.
pub fn keep(folder: &Path, into: &RunId, kept: &Kept, content: &Path) -> io::Result<()> {
    let found = super::digest(content)?;
    if found != kept.digest {
        let text = format!("what arrived of {} is {found}", kept.name);
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    let shelf: Shelf<Record> = Shelf::new(folder.join(into.as_str()));
    fs::create_dir_all(folder.join(into.as_str()))?;
    let record = Record {
        name: kept.name.clone(),
        job: kept.job,
        media_type: kept.media_type.clone(),
        size: kept.size,
        digest: kept.digest.clone(),
        created: kept.created,
        expires: None,
        origin: if kept.run == *into {
            Origin::Own
        } else {
            Origin::Earlier
        },
    };
    shelf.put(kept.id, content, &record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_from_elsewhere_is_found_by_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        fs::write(&content, "bytes").unwrap();
        let kept_one = Kept {
            run: RunId::new("r"),
            id: 77,
            name: "dist".to_owned(),
            job: JobId(3),
            media_type: "application/zip".to_owned(),
            size: 5,
            digest: super::super::digest(&content).unwrap(),
            created: Timestamp(1),
        };
        let run = RunId::new("r");
        keep(folder.path(), &run, &kept_one, &content).unwrap();
        let (found, path) = kept(folder.path(), &run, 77).unwrap();
        assert_eq!(
            (&found, fs::read(path).unwrap().as_slice()),
            (&kept_one, b"bytes".as_slice())
        );
        assert_eq!(kept(folder.path(), &run, 78), None);
        fs::write(&content, "other").unwrap();
        assert!(keep(folder.path(), &run, &kept_one, &content).is_err());
    }
}
