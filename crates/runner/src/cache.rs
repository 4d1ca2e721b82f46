//! Files that jobs keep from run to run: `<cache>/caches/<repository>/<key>/`.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use maillon_model::Outcome;
use maillon_model::spec::ResolvedCache;

use crate::archive::{Limits, Selected, Wanted, pack, select, unpack};
use crate::artifacts::found_lines;
use crate::places::{Places, short_hash};

/// A job's caches, and where its files lie.
pub(crate) struct Caching {
    pub(crate) caches: Vec<ResolvedCache>,
    /// The caches of this repository.
    pub(crate) folder: PathBuf,
    /// The workspace on this machine.
    pub(crate) root: PathBuf,
    /// The workspace as the job sees it.
    pub(crate) guest: PathBuf,
    pub(crate) tracked: Arc<HashSet<PathBuf>>,
}

const ARCHIVE: &str = "cache.tar.zst";
/// What the archive was made of, so that the same files are not packed again.
const CONTENT: &str = "content";

impl Caching {
    /// Unpacks each cache from its key, or else from the first fallback key that has something.
    /// A cache that can't be unpacked is no reason to fail. Returns lines for the job's log.
    pub(crate) fn restore(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for cache in &self.caches {
            if cache.policy.pulls() {
                self.restore_one(cache, &mut lines);
            } else {
                lines.push(format!("Not downloading cache {} due to policy", cache.key));
            }
        }
        lines
    }

    fn restore_one(&self, cache: &ResolvedCache, lines: &mut Vec<String>) {
        for key in std::iter::once(&cache.key).chain(&cache.fallback_keys) {
            lines.push(format!("Checking cache for {key}..."));
            match self.pull(key) {
                Ok(true) => {
                    lines.push("Successfully extracted cache".to_owned());
                    return;
                }
                Ok(false) => lines.push("WARNING: Cache file does not exist".to_owned()),
                Err(why) => lines.push(format!("WARNING: {why}")),
            }
            lines.push("Failed to extract cache".to_owned());
        }
    }

    fn pull(&self, key: &str) -> Result<bool, String> {
        let path = self.entry(key).join(ARCHIVE);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            other => other.map_err(|error| error.to_string())?,
        };
        touch(&path);
        let unpacked = unpack(file, &self.root, Limits::default());
        unpacked.map(|_| true).map_err(|error| error.to_string())
    }

    /// Packs the caches that are to be saved after this outcome. Returns lines for the job's log.
    pub(crate) fn save(&self, outcome: &Outcome) -> Vec<String> {
        let mut lines = Vec::new();
        for cache in &self.caches {
            if !cache.policy.pushes() {
                lines.push(format!("Not uploading cache {} due to policy", cache.key));
            } else if cache.when.applies(outcome) {
                self.save_one(cache, &mut lines);
            }
        }
        lines
    }

    fn save_one(&self, cache: &ResolvedCache, lines: &mut Vec<String>) {
        lines.push(format!("Creating cache {}...", cache.key));
        let wanted = Wanted {
            paths: &cache.paths,
            exclude: &[],
            untracked_beside: cache.untracked.then_some(&*self.tracked),
        };
        let selected = select(&self.root, &[&self.guest, &self.root], &wanted);
        lines.extend(found_lines(&selected, &self.guest));
        if selected.entries.is_empty() {
            lines.push("No files to cache".to_owned());
            return;
        }
        lines.push(match self.push(&cache.key, &selected) {
            Ok(Pushed::New) => "Created cache".to_owned(),
            Ok(Pushed::Same) => "Archive is up to date!".to_owned(),
            Err(error) => format!("WARNING: Failed to create cache: {error}"),
        });
    }

    /// Replaces a cache. Whoever reads it meanwhile reads the old one to its end.
    fn push(&self, key: &str, files: &Selected) -> io::Result<Pushed> {
        let entry = self.entry(key);
        fs::create_dir_all(&entry)?;
        let content = fingerprint(&self.root, files);
        let path = entry.join(ARCHIVE);
        if path.exists() && fs::read_to_string(entry.join(CONTENT)).is_ok_and(|old| old == content)
        {
            touch(&path);
            return Ok(Pushed::Same);
        }
        let mut new = tempfile::Builder::new()
            .prefix("new-")
            .tempfile_in(&entry)?;
        pack(&self.root, files, new.as_file_mut())?;
        // In this order: a killed process leaves a content that is unknown, not a wrong one.
        let _ = fs::remove_file(entry.join(CONTENT));
        new.persist(&path).map_err(|failed| failed.error)?;
        fs::write(entry.join(CONTENT), content)?;
        fs::write(entry.join("key"), key)?;
        Ok(Pushed::New)
    }

    fn entry(&self, key: &str) -> PathBuf {
        self.folder.join(short_hash(key.as_bytes()))
    }
}

enum Pushed {
    New,
    Same,
}

/// Stands for names, sizes, times and modes of files.
fn fingerprint(root: &Path, files: &Selected) -> String {
    use std::os::unix::fs::MetadataExt;
    let mut hash = blake3::Hasher::new();
    for path in &files.entries {
        let Ok(metadata) = fs::symlink_metadata(root.join(path)) else {
            continue;
        };
        hash.update(path.as_os_str().as_encoded_bytes());
        hash.update(b"\0");
        hash.update(&metadata.mode().to_le_bytes());
        if !metadata.is_dir() {
            hash.update(&metadata.len().to_le_bytes());
            hash.update(&metadata.mtime().to_le_bytes());
            hash.update(&metadata.mtime_nsec().to_le_bytes());
        }
    }
    hash.finalize().to_hex().to_string()
}

/// Its age tells when a cache was last used.
fn touch(path: &Path) {
    if let Ok(file) = File::options().append(true).open(path) {
        let _ = file.set_modified(now());
    }
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(crate::clock::now().0)
}

/// Removes the caches of all repositories that were not used for the longest time, until the rest
/// is not larger than `most` bytes.
pub fn collect_garbage(places: &Places, most: u64) {
    let mut entries = Vec::new();
    for repository in folders(&places.cache.join("caches")) {
        for entry in folders(&repository) {
            if let Ok(metadata) = fs::metadata(entry.join(ARCHIVE)) {
                entries.push((metadata.modified().ok(), metadata.len(), entry));
            }
        }
    }
    entries.sort_unstable_by(|one, other| other.cmp(one));
    let mut sum = 0_u64;
    for (_, size, entry) in entries {
        sum = sum.saturating_add(size);
        if sum > most {
            let _ = fs::remove_dir_all(entry);
        }
    }
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use maillon_model::job::SaveWhen;
    use maillon_model::spec::CachePolicy;

    use super::*;

    struct Fixture {
        folder: tempfile::TempDir,
    }

    impl Fixture {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("work")).unwrap();
            Self { folder }
        }

        fn with<T>(&self, caches: &[ResolvedCache], run: impl FnOnce(&Caching) -> T) -> T {
            run(&Caching {
                caches: caches.to_vec(),
                folder: self.places().caches(),
                root: self.folder.path().join("work"),
                guest: "/builds/p".into(),
                tracked: Arc::default(),
            })
        }

        fn places(&self) -> Places {
            Places {
                repository: self.folder.path().join("work"),
                state: self.folder.path().join("state"),
                cache: self.folder.path().join("cache"),
            }
        }

        fn file(&self, name: &str) -> PathBuf {
            let path = self.folder.path().join("work").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            path
        }
    }

    fn cache(key: &str, fallback: &[&str], policy: CachePolicy) -> ResolvedCache {
        ResolvedCache {
            key: key.to_owned(),
            fallback_keys: fallback.iter().map(|&key| key.to_owned()).collect(),
            paths: vec!["vendor".to_owned()],
            untracked: false,
            when: SaveWhen::OnSuccess,
            policy,
        }
    }

    #[test]
    fn a_cache_comes_back_by_its_key_or_a_fallback() {
        let fixture = Fixture::new();
        fs::write(fixture.file("vendor/lib"), "1").unwrap();
        let first = [cache("main", &[], CachePolicy::PullPush)];
        let saved = fixture.with(&first, |caching| caching.save(&Outcome::Success));
        assert_eq!(
            saved,
            [
                "Creating cache main...",
                "vendor: found 2 matching artifact files and directories",
                "Created cache"
            ]
        );
        let again = fixture.with(&first, |caching| caching.save(&Outcome::Success));
        assert_eq!(again.last().unwrap(), "Archive is up to date!");

        fs::remove_dir_all(fixture.file("vendor/lib").parent().unwrap()).unwrap();
        let other = [cache("branch", &["none", "main"], CachePolicy::Pull)];
        let lines = fixture.with(&other, Caching::restore);
        assert_eq!(lines.last().unwrap(), "Successfully extracted cache");
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.starts_with("Checking"))
                .count(),
            3
        );
        assert_eq!(fs::read(fixture.file("vendor/lib")).unwrap(), b"1");
    }

    #[test]
    fn policy_and_when_are_kept() {
        let fixture = Fixture::new();
        fs::write(fixture.file("vendor/lib"), "1").unwrap();
        let lines = |policy, outcome| fixture.with(&[cache("k", &[], policy)], |c| c.save(outcome));
        assert_eq!(
            lines(CachePolicy::Pull, &Outcome::Success),
            ["Not uploading cache k due to policy"]
        );
        assert!(lines(CachePolicy::Push, &Outcome::Canceled).is_empty());
        let restored = fixture.with(&[cache("k", &[], CachePolicy::Push)], |caching| {
            caching.restore()
        });
        assert_eq!(restored, ["Not downloading cache k due to policy"]);
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let fixture = Fixture::new();
        fs::write(fixture.file("vendor/lib"), "1").unwrap();
        for (age, key) in [(300, "old"), (100, "used"), (200, "middle")] {
            let caches = [cache(key, &[], CachePolicy::PullPush)];
            fixture.with(&caches, |caching| {
                caching.save(&Outcome::Success);
                let file = File::options()
                    .append(true)
                    .open(caching.entry(key).join(ARCHIVE))
                    .unwrap();
                file.set_modified(now() - std::time::Duration::from_secs(age))
                    .unwrap();
            });
        }
        let size = fixture.with(&[], |c| {
            fs::metadata(c.entry("old").join(ARCHIVE)).unwrap().len()
        });
        collect_garbage(&fixture.places(), size * 2 + 20);
        let left = |key: &str| fixture.with(&[], |caching| caching.entry(key).exists());
        assert_eq!(
            (left("old"), left("used"), left("middle")),
            (false, true, true)
        );
    }

    #[test]
    fn jobs_that_save_at_once_leave_one_whole_cache() {
        let fixture = Fixture::new();
        fs::write(fixture.file("vendor/lib"), "x".repeat(100_000)).unwrap();
        let caches = [cache("k", &[], CachePolicy::PullPush)];
        fixture.with(&caches, |caching| {
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| caching.save(&Outcome::Success));
                    scope.spawn(|| caching.restore());
                }
            });
            assert_eq!(caching.pull("k"), Ok(true));
        });
    }
}
