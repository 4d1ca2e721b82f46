//! Everything that a job left, packed anew while it is sent.

use std::io::{self, Read, Write};

use maillon_store::artifacts::UploadRow;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::browse::is_zip;
use super::pipe::{Pushed, Ranged, Streamed};
use super::storage::Storage;

/// As one zip. Links are left out: unpackers of zips do not agree on them.
pub(super) fn zip(
    archive: Option<Streamed>,
    storage: &Storage,
    uploads: &[UploadRow],
    to: &mut Pushed,
) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(to);
    each(archive, storage, uploads, |path, size, mode, content| {
        let options = SimpleFileOptions::default()
            .large_file(size >= u64::from(u32::MAX))
            .unix_permissions(mode);
        zip.start_file(path, options)?;
        io::copy(content, &mut zip).map(drop)
    })?;
    zip.finish()?.into_inner().flush()
}

/// As one tar in zstd.
pub(super) fn tar(
    archive: Option<Streamed>,
    storage: &Storage,
    uploads: &[UploadRow],
    to: &mut Pushed,
) -> io::Result<()> {
    let mut tar = tar::Builder::new(zstd::Encoder::new(to, 1)?);
    each(archive, storage, uploads, |path, size, mode, content| {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(mode);
        tar.append_data(&mut header, path, content)
    })?;
    tar.into_inner()?.finish()?.flush()
}

/// Gives each file: path, size, permissions, content.
fn each(
    archive: Option<Streamed>,
    storage: &Storage,
    uploads: &[UploadRow],
    mut with: impl FnMut(&str, u64, u32, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(archive) = archive {
        let mut archive = tar::Archive::new(zstd::Decoder::new(archive)?);
        for entry in archive.entries()? {
            let mut entry = entry?;
            if entry.header().entry_type().is_file() {
                let path = entry.path()?.to_string_lossy().into_owned();
                let (size, mode) = (entry.size(), entry.header().mode()?);
                with(&path, size, mode, &mut entry)?;
            }
        }
    }
    for upload in uploads {
        let mut file = Ranged::new(storage, &upload.place, upload.info.size);
        let name = &upload.info.name;
        if !is_zip(upload) {
            with(name, upload.info.size, 0o644, &mut file)?;
            continue;
        }
        let mut zip = zip::ZipArchive::new(file)?;
        for number in 0..zip.len() {
            let mut file = zip.by_index(number)?;
            let path = format!("{name}/{}", file.name()?);
            let (size, mode) = (file.size(), file.unix_mode().unwrap_or(0o644));
            if file.is_file() {
                with(&path, size, mode, &mut file)?;
            }
        }
    }
    Ok(())
}
