//! A job's stream on the disk: whole lines in segments, each named by the offset of its first byte.
//!
//! The job's process appends ([`Writer`]), the daemon reads ([`Spool`]) and removes the segments of which the
//! server has every byte.

mod writer;

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
pub(crate) use writer::{SEGMENT, Writer};

/// So much is hashed at a time.
const BUFFER: usize = 1 << 20;

/// A stream that is read.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    start: u64,
    len: u64,
    path: PathBuf,
}

impl Segment {
    fn end(&self) -> u64 {
        self.start + self.len
    }
}

impl Spool {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// How long the stream is by now.
    pub(crate) fn len(&self) -> io::Result<u64> {
        Ok(self.segments()?.last().map_or(0, Segment::end))
    }

    /// Bytes from an offset on, at most so many, of one segment.
    pub(crate) fn read(&self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
        let segments = self.segments()?;
        let has = |one: &&Segment| one.start <= offset && offset < one.end();
        let Some(segment) = segments.iter().find(has) else {
            return match segments.first() {
                Some(first) if offset < first.start => Err(lost(offset)),
                _ => Ok(Vec::new()),
            };
        };
        let rest = usize::try_from(segment.end() - offset).unwrap_or(most);
        let mut bytes = vec![0; rest.min(most)];
        File::open(&segment.path)?.read_exact_at(&mut bytes, offset - segment.start)?;
        Ok(bytes)
    }

    /// Whole lines from an offset on, at most so many bytes; nothing where there is none yet.
    pub(crate) fn lines(&self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(offset, most)?;
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        bytes.truncate(end.map_or(0, |end| end + 1));
        Ok(bytes)
    }

    /// Takes the bytes from where a digest stands up to an offset.
    pub(crate) fn hash(&self, digest: &mut Digest, end: u64) -> io::Result<()> {
        while digest.len() < end {
            let rest = usize::try_from(end - digest.len()).unwrap_or(BUFFER);
            let bytes = self.read(digest.len(), rest.min(BUFFER))?;
            if bytes.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            digest.update(&bytes);
        }
        Ok(())
    }

    /// Removes the segments that end at or before an offset, but never the last one.
    pub(crate) fn trim(&self, before: u64) -> io::Result<()> {
        let segments = self.segments()?;
        let old = segments.len().saturating_sub(1);
        for segment in segments.iter().take(old) {
            if segment.end() <= before {
                fs::remove_file(&segment.path)?;
            }
        }
        Ok(())
    }

    /// Whether there is a segment that [`Self::trim`] would remove.
    pub(crate) fn can_trim(&self, before: u64) -> io::Result<bool> {
        let segments = self.segments()?;
        Ok(segments.len() > 1 && segments.first().is_some_and(|first| first.end() <= before))
    }

    /// After a writer was killed: what it left of its last line goes. Nobody writes meanwhile.
    pub(crate) fn cut_torn_line(&self) -> io::Result<()> {
        let Some(last) = self.segments()?.pop() else {
            return Ok(());
        };
        let content = fs::read(&last.path)?;
        let whole = content.iter().rposition(|byte| *byte == b'\n');
        let whole = whole.map_or(0, |end| end as u64 + 1);
        if whole == last.len {
            return Ok(());
        }
        let file = File::options().write(true).open(&last.path)?;
        file.set_len(whole)?;
        file.sync_all()
    }

    fn segments(&self) -> io::Result<Vec<Segment>> {
        segments(&self.folder)
    }
}

fn lost(offset: u64) -> io::Error {
    io::Error::other(format!(
        "the server asks again for byte {offset} of the log, which it had acknowledged; it is no longer here"
    ))
}

fn segments(folder: &Path) -> io::Result<Vec<Segment>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(start) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        {
            let len = entry.metadata()?.len();
            found.push(Segment {
                start,
                len,
                path: entry.path(),
            });
        }
    }
    found.sort_by_key(|segment| segment.start);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn check(segment: u64, lines: &[&str], with: impl FnOnce(&Spool, &str)) {
        let folder = tempfile::tempdir().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let mut writer = Writer::open(folder.path(), segment, stop).unwrap();
        for line in lines {
            writer.append(format!("{line}\n").as_bytes()).unwrap();
        }
        let whole = format!("{}\n", lines.join("\n"));
        with(&Spool::new(folder.path().to_path_buf()), &whole);
    }

    fn read_all(spool: &Spool, mut offset: u64, most: usize) -> String {
        let mut all = Vec::new();
        loop {
            let piece = spool.lines(offset, most).unwrap();
            if piece.is_empty() {
                return String::from_utf8(all).unwrap();
            }
            assert!(piece.ends_with(b"\n") && piece.len() <= most);
            offset += piece.len() as u64;
            all.extend(piece);
        }
    }

    #[test]
    fn what_was_written_is_read_in_whole_lines_over_segments() {
        check(
            10,
            &["one", "two", "three", "four", "five"],
            |spool, whole| {
                assert_eq!(spool.len().unwrap(), whole.len() as u64);
                for most in [6, 7, 11, 100] {
                    assert_eq!(read_all(spool, 0, most), whole, "{most}");
                }
                assert_eq!(read_all(spool, 4, 100), whole[4..]);
                assert_eq!(spool.lines(whole.len() as u64, 100).unwrap(), b"");
            },
        );
    }

    #[test]
    fn only_what_is_acknowledged_is_removed() {
        check(8, &["one", "two", "three", "four"], |spool, whole| {
            assert!(!spool.can_trim(7).unwrap());
            spool.trim(7).unwrap();
            assert_eq!(read_all(spool, 0, 100), whole);
            assert!(spool.can_trim(9).unwrap());
            spool.trim(9).unwrap();
            assert_eq!(read_all(spool, 8, 100), whole[8..]);
            assert!(spool.read(0, 10).is_err());
            spool.trim(u64::MAX).unwrap();
            assert_eq!(spool.len().unwrap(), whole.len() as u64);
        });
    }

    #[test]
    fn a_torn_line_goes_and_a_whole_one_stays() {
        check(100, &["one", "two"], |spool, whole| {
            spool.cut_torn_line().unwrap();
            assert_eq!(read_all(spool, 0, 100), whole);
            let path = spool.folder.join(format!("{:020}", 0));
            fs::write(path, "one\ntw").unwrap();
            assert_eq!(spool.lines(0, 100).unwrap(), b"one\n");
            spool.cut_torn_line().unwrap();
            assert_eq!(spool.len().unwrap(), 4);
        });
    }
}
