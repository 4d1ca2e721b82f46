//! What is in archives (tar in zstd) and in uploads (zip, or a single file).

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use maillon_protocol::api::{Artifact, ArtifactEntry, ArtifactKind};

/// At most so many files of an archive are listed. All are in it.
const LISTED: usize = 100_000;

/// The files of an archive. Reads it to its end.
pub(super) fn index(archive: impl Read) -> io::Result<Vec<Artifact>> {
    let mut files = Vec::new();
    let mut archive = tar::Archive::new(zstd::Decoder::new(archive)?);
    for entry in archive.entries()? {
        let entry = entry?;
        let kind = entry.header().entry_type();
        if (kind.is_file() || kind.is_symlink()) && files.len() < LISTED {
            files.push(Artifact {
                path: entry.path()?.to_string_lossy().into_owned(),
                size: entry.size(),
            });
        }
    }
    io::copy(&mut archive.into_inner(), &mut io::sink())?;
    Ok(files)
}

/// The files of a zip.
pub(super) fn index_zip(zip: impl Read + Seek) -> io::Result<Vec<Artifact>> {
    let mut zip = zip::ZipArchive::new(zip)?;
    let mut files = Vec::new();
    for number in 0..zip.len().min(LISTED) {
        let file = zip.by_index_raw(number)?;
        if file.is_file() {
            files.push(Artifact {
                path: file.name()?.into_owned(),
                size: file.size(),
            });
        }
    }
    Ok(files)
}

/// What stands in a folder of these files, with the size of everything below; None: there is no such folder.
pub(super) fn folder(files: &[Artifact], path: &str) -> Option<Vec<ArtifactEntry>> {
    let path = path.trim_matches('/');
    let mut found: BTreeMap<(ArtifactKind, &str), u64> = BTreeMap::new();
    for file in files {
        let below = match path {
            "" => Some(file.path.as_str()),
            path => file
                .path
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('/')),
        };
        let entry = below.map(|below| match below.split_once('/') {
            Some((name, _)) => (ArtifactKind::Folder, name),
            None => (ArtifactKind::File, below),
        });
        if let Some(entry) = entry {
            *found.entry(entry).or_default() += file.size;
        }
    }
    let entries = found.into_iter().map(|((kind, name), size)| ArtifactEntry {
        name: name.to_owned(),
        kind,
        size,
    });
    let entries: Vec<_> = entries.collect();
    (path.is_empty() || !entries.is_empty()).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&[&str]>) {
        let files = ["a", "d/e/f", "d/g", "d/é", "dd/h"];
        let files: Vec<_> = files
            .iter()
            .map(|path| Artifact {
                path: (*path).to_owned(),
                size: 2,
            })
            .collect();
        let found = folder(&files, path).map(|entries| {
            let line =
                |entry: ArtifactEntry| format!("{:?} {} {}", entry.kind, entry.name, entry.size);
            entries.into_iter().map(line).collect::<Vec<_>>()
        });
        assert_eq!(
            found.as_deref(),
            expected
                .map(|lines| lines
                    .iter()
                    .map(|&line| line.to_owned())
                    .collect::<Vec<_>>())
                .as_deref()
        );
    }

    #[test]
    fn folders_are_made_of_paths() {
        check("", Some(&["Folder d 6", "Folder dd 2", "File a 2"]));
        check("d/", Some(&["Folder e 2", "File g 2", "File é 2"]));
        check("d/e", Some(&["File f 2"]));
        check("d/x", None);
        check("a", None);
    }
}
