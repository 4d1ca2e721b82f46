//! A `.git` that costs next to nothing: HEAD, refs and index are its own, the objects are read from
//! the user's repository (git's "alternates"). A job can't write there through git.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use maillon_source::repository::Repository;

use crate::request::GitCheckout;

/// Makes the folder anew.
pub(super) fn write(to: &Path, git: &GitCheckout) -> io::Result<()> {
    super::remove::remove_all(to)?;
    for folder in [
        "objects/info",
        "objects/pack",
        "refs/heads",
        "refs/tags",
        "info",
    ] {
        fs::create_dir_all(to.join(folder))?;
    }
    fs::write(to.join("HEAD"), head(git))?;
    fs::write(to.join("config"), config(git))?;
    fs::write(to.join("packed-refs"), refs(git))?;
    let alternates = git.dirs.objects_dir.as_os_str().as_encoded_bytes();
    fs::write(
        to.join("objects/info/alternates"),
        [alternates, b"\n"].concat(),
    )?;
    copy_as_is(to, git);
    Ok(())
}

/// A submodule as a checkout of its own.
pub(super) fn checkout_of(repository: &Repository) -> Option<GitCheckout> {
    let facts = repository.facts().ok()?;
    Some(GitCheckout {
        dirs: repository.git_dirs()?.clone(),
        commit: facts.commit.sha,
        branch: None,
        remote_url: facts.project.remote_url,
        submodules: Vec::new(),
    })
}

/// A repository without commits has only a branch.
fn head(git: &GitCheckout) -> String {
    match &git.branch {
        Some(branch) => format!("ref: refs/heads/{branch}\n"),
        None if has_commits(git) => format!("{}\n", git.commit),
        None => "ref: refs/heads/main\n".to_owned(),
    }
}

fn has_commits(git: &GitCheckout) -> bool {
    git.commit.bytes().any(|digit| digit != b'0')
}

fn config(git: &GitCheckout) -> String {
    let sha256 = git.commit.len() == 64;
    let version = u8::from(sha256);
    // The copied index knows the original files' inodes: only size and time may count.
    let mut text = format!(
        "[core]\n\trepositoryformatversion = {version}\n\tfilemode = true\n\tbare = false\n\
         \tlogallrefupdates = true\n\tcheckStat = minimal\n\ttrustctime = false\n"
    );
    if sha256 {
        text.push_str("[extensions]\n\tobjectformat = sha256\n");
    }
    let url = without_credentials(&git.remote_url);
    if !url.is_empty() {
        let url = url
            .replace('\\', r"\\")
            .replace('"', "\\\"")
            .replace('\n', "");
        let _ = write!(
            text,
            "[remote \"origin\"]\n\turl = \"{url}\"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
        );
    }
    text
}

/// An address without the user and password of HTTP.
fn without_credentials(url: &str) -> String {
    let web = ["https://", "http://"]
        .into_iter()
        .find(|scheme| url.starts_with(scheme));
    let Some(scheme) = web else {
        return url.to_owned();
    };
    let rest = url.get(scheme.len()..).unwrap_or_default();
    let host_ends = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_ends);
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{scheme}{host}{path}")
}

/// Tags, and branches as a clone has them: below `refs/remotes/origin`. The checked-out branch is
/// what is here; for another one what the remote was last seen to have comes first.
fn refs(git: &GitCheckout) -> String {
    let all = all_refs(&git.dirs.common_dir);
    let current = fs::read_to_string(git.dirs.git_dir.join("HEAD")).unwrap_or_default();
    let current = current.trim().strip_prefix("ref: ").unwrap_or_default();
    let mut kept: BTreeMap<String, &str> = BTreeMap::new();
    for (name, id) in &all {
        if name.starts_with("refs/tags/") || name.starts_with("refs/remotes/") {
            kept.entry(name.clone()).or_insert(id);
        } else if let Some(branch) = name.strip_prefix("refs/heads/") {
            let remote = format!("refs/remotes/origin/{branch}");
            if name == current || !all.contains_key(&remote) {
                kept.insert(remote, id);
            }
        }
    }
    if let Some(branch) = &git.branch
        && has_commits(git)
    {
        kept.insert(format!("refs/heads/{branch}"), &git.commit);
    }
    let mut text = String::new();
    for (name, id) in kept {
        text.extend([
            id, " ", &name, "
",
        ]);
    }
    text
}

fn all_refs(common: &Path) -> BTreeMap<String, String> {
    let mut refs = BTreeMap::new();
    let packed = fs::read_to_string(common.join("packed-refs")).unwrap_or_default();
    for line in packed.lines() {
        if let Some((id, name)) = line.split_once(' ')
            && is_id(id)
        {
            refs.insert(name.to_owned(), id.to_owned());
        }
    }
    for folder in ["refs/heads", "refs/tags", "refs/remotes"] {
        loose_refs(common, folder, &mut refs);
    }
    refs
}

fn loose_refs(common: &Path, folder: &str, refs: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(common.join(folder))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            loose_refs(common, &name, refs);
        } else if let Ok(text) = fs::read_to_string(entry.path())
            && is_id(text.trim())
        {
            refs.insert(name, text.trim().to_owned());
        }
    }
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What may be missing: the index (and the part that a split index shares), the ends of a shallow
/// clone, what is ignored here only.
fn copy_as_is(to: &Path, git: &GitCheckout) {
    let own = &git.dirs.git_dir;
    let _ = fs::copy(own.join("index"), to.join("index"));
    let _ = fs::copy(git.dirs.common_dir.join("shallow"), to.join("shallow"));
    for name in ["info/exclude", "info/attributes", "info/grafts"] {
        let _ = fs::copy(git.dirs.common_dir.join(name), to.join(name));
    }
    for entry in fs::read_dir(own).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("sharedindex.") {
            let _ = fs::copy(entry.path(), to.join(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use maillon_source::repository::GitDirs;

    use super::*;

    const ONE: &str = "1111111111111111111111111111111111111111";
    const TWO: &str = "2222222222222222222222222222222222222222";

    #[test]
    fn credentials_of_an_address_are_left_out() {
        let check = |url, expected| assert_eq!(without_credentials(url), expected);
        check("https://u:p@host/a/b@c.git", "https://host/a/b@c.git");
        check("http://token@host:80", "http://host:80");
        check("https://host/a", "https://host/a");
        check("git@host:a/b.git", "git@host:a/b.git");
        check("", "");
    }

    #[test]
    fn refs_are_those_of_a_clone() {
        let root = tempfile::tempdir().unwrap();
        let git = root.path();
        for folder in [
            "refs/heads/feature",
            "refs/tags",
            "refs/remotes/origin",
            "objects",
        ] {
            fs::create_dir_all(git.join(folder)).unwrap();
        }
        fs::write(git.join("HEAD"), "ref: refs/heads/feature/x\n").unwrap();
        fs::write(git.join("refs/heads/feature/x"), format!("{ONE}\n")).unwrap();
        fs::write(git.join("refs/heads/main"), ONE).unwrap();
        fs::write(git.join("refs/heads/local"), ONE).unwrap();
        fs::write(
            git.join("refs/remotes/origin/HEAD"),
            "ref: refs/remotes/origin/main\n",
        )
        .unwrap();
        let packed = format!(
            "# pack-refs with: peeled fully-peeled sorted \n{TWO} refs/remotes/origin/feature/x\n\
             {TWO} refs/remotes/origin/main\n{TWO} refs/tags/v1\n^{ONE}\n{TWO} refs/heads/local\n"
        );
        fs::write(git.join("packed-refs"), packed).unwrap();
        let checkout = GitCheckout {
            dirs: GitDirs {
                git_dir: git.to_path_buf(),
                common_dir: git.to_path_buf(),
                objects_dir: git.join("objects"),
            },
            commit: ONE.to_owned(),
            branch: None,
            remote_url: String::new(),
            submodules: Vec::new(),
        };
        let expected = format!(
            "{ONE} refs/remotes/origin/feature/x\n{ONE} refs/remotes/origin/local\n\
             {TWO} refs/remotes/origin/main\n{TWO} refs/tags/v1\n"
        );
        assert_eq!(refs(&checkout), expected);
        let to = root.path().join("new");
        write(&to, &checkout).unwrap();
        assert_eq!(
            fs::read_to_string(to.join("HEAD")).unwrap(),
            format!("{ONE}\n")
        );
        let on_branch = GitCheckout {
            branch: Some("main".to_owned()),
            ..checkout
        };
        write(&to, &on_branch).unwrap();
        let read = |name: &str| fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(read("HEAD"), "ref: refs/heads/main\n");
        let own = format!("{ONE} refs/heads/main\n");
        assert_eq!(read("packed-refs"), own + &expected);
        let alternates = fs::read_to_string(to.join("objects/info/alternates")).unwrap();
        assert_eq!(alternates, format!("{}\n", git.join("objects").display()));
    }
}
