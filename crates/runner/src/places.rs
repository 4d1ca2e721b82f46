//! Where things lie on this machine.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use maillon_model::{JobName, RunId};

/// The three folders that a run works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The working tree's top folder.
    pub repository: PathBuf,
    /// `.maillon`: runs, archives and artifacts of this repository.
    pub state: PathBuf,
    /// Caches, workspaces and snapshots of all repositories.
    pub cache: PathBuf,
}

impl Places {
    /// Archives by content.
    pub fn store(&self) -> PathBuf {
        self.state.join("store")
    }

    /// What a run wrote down.
    pub fn run(&self, run: &RunId) -> PathBuf {
        self.runs().join(run.as_str())
    }

    /// All runs.
    pub fn runs(&self) -> PathBuf {
        self.state.join("runs")
    }

    /// The last artifacts of a job, as files for a person.
    pub fn artifacts(&self, job: &JobName) -> PathBuf {
        self.state.join("artifacts").join(slug(job))
    }

    /// Caches of this repository's jobs.
    pub fn caches(&self) -> PathBuf {
        self.cache.join("caches").join(self.hash())
    }

    /// Artifacts that actions uploaded, by run.
    pub fn uploads(&self) -> PathBuf {
        self.state.join("uploads")
    }

    /// Caches that actions saved for this repository.
    pub fn action_caches(&self) -> PathBuf {
        self.cache.join("action-caches").join(self.hash())
    }

    /// Repositories of actions, for jobs of all repositories.
    pub fn actions(&self) -> PathBuf {
        self.cache.join("actions")
    }

    /// Tools that actions installed, for jobs of all repositories.
    pub fn tool_cache(&self) -> PathBuf {
        self.cache.join("tool-cache")
    }

    /// Workspaces of all repositories.
    pub fn all_builds(&self) -> PathBuf {
        self.cache.join("builds")
    }

    /// Workspaces of this repository's jobs.
    pub fn builds(&self) -> PathBuf {
        self.all_builds().join(self.hash())
    }

    /// Makes the state folder, which hides itself from git.
    pub fn prepare(&self) -> io::Result<()> {
        std::fs::create_dir_all(self.store())?;
        let ignore = self.state.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(ignore, "*\n")?;
        }
        std::fs::create_dir_all(self.builds())?;
        // Workspaces hold secrets of jobs: they are for this user alone.
        std::fs::set_permissions(self.all_builds(), Permissions::from_mode(0o700))
    }

    fn hash(&self) -> String {
        short_hash(self.repository.as_os_str().as_encoded_bytes())
    }
}

/// Sixteen hexadecimal digits that stand for a text in a file name.
pub(crate) fn short_hash(text: &[u8]) -> String {
    let mut digits = blake3::hash(text).to_hex().to_string();
    digits.truncate(16);
    digits
}

/// A job's name as a file name: letters, digits, `.`, `_` and `-` stay. A name that loses
/// something, or is long, gets a piece of its hash, so that two jobs never share a file.
pub fn slug(job: &JobName) -> String {
    const LONGEST: usize = 100;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name = job.as_str();
    let safe = !name.starts_with('.') && name.len() <= LONGEST && name.chars().all(plain);
    if safe && !name.is_empty() {
        return name.to_owned();
    }
    let kept = name.chars().map(|c| if plain(c) { c } else { '-' });
    let kept: String = kept.take(LONGEST).collect();
    let hash: String = short_hash(name.as_bytes()).chars().take(8).collect();
    format!("{}-{hash}", kept.trim_start_matches(['.', '-']))
}

/// The project's name: the last part of its path, or the folder's name.
pub(crate) fn project_name(project_path: &str, repository: &Path) -> String {
    let last = project_path.rsplit('/').next().unwrap_or_default();
    let folder = || {
        repository
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
    };
    let safe = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['/', '\0']);
    [last.to_owned(), folder().unwrap_or_default()]
        .into_iter()
        .find(|name| safe(name))
        .unwrap_or_else(|| "project".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_safe_file_name_and_different_names_have_different_slugs() {
        let slug = |name: &str| slug(&JobName::new(name));
        assert_eq!(slug("build-1.0_x"), "build-1.0_x");
        assert!(slug("test: [a, b]").starts_with("test---a--b--"));
        assert_ne!(slug("a/b"), slug("a b"));
        assert!(!slug("../../x").contains('/'));
        assert!(!slug(".hidden").starts_with('.'));
        assert!(slug(&"x".repeat(255)).len() < 120);
    }

    #[test]
    fn the_project_has_a_name() {
        let name = |path| project_name(path, Path::new("/src/app"));
        assert_eq!(
            (name("group/app").as_str(), name("").as_str()),
            ("app", "app")
        );
        assert_eq!(name("group/.."), "app");
    }
}
