//! Caches with their keys worked out.

use std::fmt::Write as _;

use maillon_model::Diagnostic;
use maillon_model::job::{Cache, CacheKey};
use maillon_model::spec::{CachePolicy, ResolvedCache};
use sha2::{Digest, Sha256};

use super::variables::Values;
use super::{ResolveContext, unknown};
use crate::rules::glob::Glob;

/// Works out the caches of a job.
pub(super) fn resolve(
    caches: &[Cache],
    values: &Values,
    context: &ResolveContext<'_>,
) -> Result<Vec<ResolvedCache>, Box<Diagnostic>> {
    let resolver = Resolver { values, context };
    let caches = caches.iter().enumerate();
    caches
        .map(|(index, cache)| resolver.cache(index, cache))
        .collect()
}

struct Resolver<'a> {
    values: &'a Values,
    context: &'a ResolveContext<'a>,
}

impl Resolver<'_> {
    fn cache(&self, index: usize, cache: &Cache) -> Result<ResolvedCache, Box<Diagnostic>> {
        Ok(ResolvedCache {
            key: self.protect(&self.key(index, &cache.key)),
            fallback_keys: self.fallback_keys(cache),
            paths: self.values.expand_all(&cache.paths),
            untracked: cache.untracked,
            when: cache.when,
            policy: self.policy(&cache.policy)?,
        })
    }

    fn key(&self, index: usize, key: &CacheKey) -> String {
        match key {
            CacheKey::Text(text) => self.values.expand(text),
            CacheKey::Files {
                files,
                prefix,
                by_commit,
            } => {
                let prefix = match prefix.as_deref() {
                    Some(prefix) => self.values.expand(prefix),
                    None => default_prefix(index, files),
                };
                let digest = self.digest(files, *by_commit);
                let digest = digest.unwrap_or_else(|| "default".to_owned());
                let dash = if prefix.is_empty() { "" } else { "-" };
                format!("{prefix}{dash}{digest}")
            }
        }
    }

    /// Protected refs have caches of their own, so that other branches can't slip something in.
    ///
    /// Source: <https://docs.gitlab.com/ci/caching/#cache-key-names>.
    fn protect(&self, key: &str) -> String {
        let is_protected = self.values.get("CI_COMMIT_REF_PROTECTED") == "true";
        let suffix = if is_protected {
            "protected"
        } else {
            "non_protected"
        };
        format!("{key}-{suffix}")
    }

    fn fallback_keys(&self, cache: &Cache) -> Vec<String> {
        let own = cache.fallback_keys.iter();
        let mut keys: Vec<String> = own
            .map(|key| self.protect(&self.values.expand(key)))
            .collect();
        let global = self.values.get("CACHE_FALLBACK_KEY");
        if !global.is_empty() && !global.ends_with("-protected") {
            keys.push(global.to_owned());
        }
        keys
    }

    fn policy(&self, text: &str) -> Result<CachePolicy, Box<Diagnostic>> {
        match self.values.expand(text).as_str() {
            "" | "pull-push" => Ok(CachePolicy::PullPush),
            "pull" => Ok(CachePolicy::Pull),
            "push" => Ok(CachePolicy::Push),
            other => Err(unknown("cache:policy", other, "pull, push or pull-push")),
        }
    }

    /// A hash of what the files hold, or of the commits that last changed them; None where there
    /// are none of them.
    fn digest(&self, files: &[String], by_commit: bool) -> Option<String> {
        let mut parts: Vec<String> = self
            .expand_paths(files)
            .iter()
            .filter_map(|path| {
                if by_commit {
                    self.commit(path)
                } else {
                    self.content(path)
                }
            })
            .collect();
        parts.sort();
        parts.dedup();
        let digest = Sha256::digest(parts.join("-").as_bytes());
        (!parts.is_empty()).then(|| hex(&digest).chars().take(40).collect())
    }

    fn content(&self, path: &str) -> Option<String> {
        let content = self.context.source.read(path).ok()?;
        Some(hex(&Sha256::digest(&content)))
    }

    fn commit(&self, path: &str) -> Option<String> {
        self.context.source.last_commit(path).ok().flatten()
    }

    fn expand_paths(&self, files: &[String]) -> Vec<String> {
        let workspace = format!("{}/", self.context.workspace.display());
        let mut paths = Vec::new();
        for file in files {
            let path = self.values.expand(file);
            let path = path.strip_prefix(&workspace).unwrap_or(&path);
            let path = path.strip_prefix("./").unwrap_or(path);
            if path.contains('*') {
                paths.extend(self.matching(path));
            } else {
                paths.push(path.to_owned());
            }
        }
        paths
    }

    fn matching(&self, pattern: &str) -> Vec<String> {
        let glob = Glob::new(pattern);
        let files = self.context.source.files().unwrap_or_default();
        files
            .iter()
            .filter(|path| glob.matches(path))
            .cloned()
            .collect()
    }
}

/// `0_Gemfile`: the cache's place in the list, and the files' names up to their first dot.
fn default_prefix(index: usize, files: &[String]) -> String {
    let name = |file: &String| file.split('.').next().unwrap_or_default().to_owned();
    let names: Vec<String> = files.iter().map(name).collect();
    format!("{index}_{}", names.join("_"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
