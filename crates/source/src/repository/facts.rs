//! What the repository says about itself, from two gits that run at the same time and some files.

use std::fs;
use std::path::Path;

use maillon_model::trigger::{Commit, Project, User};

use super::address::{Address, without_secrets};
use super::git::{Answer, Git, parts};
use super::local::{GitDirs, Local};
use crate::contract::SourceError;

/// What stands for a commit that does not exist.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// The host of a project that has no remote: where its includes would most likely be.
const DEFAULT_HOST: &str = "gitlab.com";

/// Commit, parents, author, committer's date, decorations, message.
const FORMAT: &str = "--format=%H%x00%P%x00%an <%ae>%x00%cI%x00%D%x00%B";

/// The settings that the facts need, of all levels of git's configuration.
const SETTINGS: &str = r"^(remote\..*\.url|user\.name|user\.email|init\.defaultbranch)$";

/// What the repository says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What is checked out.
    pub commit: Commit,
    /// Whose it is: from the origin's address, else from the folder's name.
    pub project: Project,
    /// The branch; None where HEAD is detached.
    pub branch: Option<String>,
    /// A tag that points at HEAD.
    pub tag: Option<String>,
    /// The user of git's configuration.
    pub user: User,
}

impl Facts {
    pub(super) fn read(local: &Local) -> Result<Self, SourceError> {
        let (Some(git), Some(dirs)) = (local.git(), &local.dirs) else {
            return Ok(Self::without_git(&local.root));
        };
        let log = git.start(&[
            "-c",
            "log.showSignature=false",
            "log",
            "-1",
            "--decorate=full",
            "--decorate-refs=refs/tags/",
            FORMAT,
        ])?;
        let config = git.start(&["config", "--null", "--get-regexp", SETTINGS])?;
        let settings = Settings::parse(&config.wait()?.out);
        let (commit, tag) = commit(log.wait()?)?;
        let branch = branch(&git, dirs)?;
        let project = project(&local.root, dirs, &settings, branch.as_deref());
        let user = user(&settings);
        Ok(Self {
            commit,
            project,
            branch,
            tag,
            user,
        })
    }

    fn without_git(root: &Path) -> Self {
        let settings = Settings::default();
        Self {
            commit: no_commit(),
            project: named_after(root, &settings, "main".to_owned()),
            branch: Some("main".to_owned()),
            ..Self::default()
        }
    }
}

fn no_commit() -> Commit {
    Commit {
        sha: NO_COMMIT.to_owned(),
        before_sha: NO_COMMIT.to_owned(),
        ..Commit::default()
    }
}

/// The commit of HEAD and a tag that points at it.
fn commit(log: Answer) -> Result<(Commit, Option<String>), SourceError> {
    if !log.status.success() {
        let unborn = log.err.contains("does not have any commits yet");
        return if unborn {
            Ok((no_commit(), None))
        } else {
            Err(log.into_error())
        };
    }
    let text = String::from_utf8_lossy(&log.out);
    let mut fields = text.splitn(6, '\0').map(str::to_owned);
    let mut field = || fields.next().unwrap_or_default();
    let (sha, parents, author, timestamp) = (field(), field(), field(), field());
    let tag = field()
        .split(", ")
        .find_map(|name| Some(name.strip_prefix("tag: refs/tags/")?.to_owned()));
    let first_parent = parents
        .split(' ')
        .next()
        .filter(|parent| !parent.is_empty());
    let commit = Commit {
        before_sha: first_parent.unwrap_or(NO_COMMIT).to_owned(),
        message: field().trim_end_matches('\n').to_owned(),
        tag_message: None,
        sha,
        author,
        timestamp,
    };
    Ok((commit, tag))
}

/// The message of an annotated tag.
pub(super) fn tag_message(local: &Local, tag: &str) -> Result<Option<String>, SourceError> {
    let Some(git) = local.git() else {
        return Ok(None);
    };
    let name = format!("refs/tags/{tag}");
    let out = git.run(&["for-each-ref", "--format=%(objecttype) %(contents)", &name])?;
    let text = String::from_utf8_lossy(&out);
    Ok(text
        .strip_prefix("tag ")
        .map(|message| message.trim_end().to_owned()))
}

/// The addresses of all remotes, as they are configured.
pub(super) fn remotes(local: &Local) -> Result<Vec<String>, SourceError> {
    let Some(git) = local.git() else {
        return Ok(Vec::new());
    };
    let question = ["config", "--null", "--get-regexp", r"^remote\..*\.url$"];
    let answer = git.ask(&question)?;
    let pairs = parts(&answer.out).filter_map(|part| part.split_once('\n'));
    Ok(pairs.map(|(_, url)| url.to_owned()).collect())
}

/// The checked-out branch, from HEAD; git is asked only where it keeps its refs elsewhere.
fn branch(git: &Git, dirs: &GitDirs) -> Result<Option<String>, SourceError> {
    let head = fs::read_to_string(dirs.git_dir.join("HEAD")).unwrap_or_default();
    let name = match head.trim().strip_prefix("ref: refs/heads/") {
        Some(".invalid") => git
            .ask(&["symbolic-ref", "--quiet", "--short", "HEAD"])?
            .line(),
        Some(name) => name.to_owned(),
        None => String::new(),
    };
    Ok(Some(name).filter(|name| !name.is_empty()))
}

// Project.

fn project(root: &Path, dirs: &GitDirs, settings: &Settings, branch: Option<&str>) -> Project {
    let default_branch = default_branch(dirs, settings, branch);
    let address = settings.remote.as_deref().and_then(Address::parse);
    match address {
        Some(address) => Project {
            remote_url: address.url(),
            host: address.host,
            path: address.path,
            default_branch,
        },
        None => named_after(root, settings, default_branch),
    }
}

fn named_after(root: &Path, settings: &Settings, default_branch: String) -> Project {
    let name = root.file_name().unwrap_or(root.as_os_str());
    Project {
        host: DEFAULT_HOST.to_owned(),
        path: name.to_string_lossy().into_owned(),
        remote_url: settings
            .remote
            .as_deref()
            .map(without_secrets)
            .unwrap_or_default(),
        default_branch,
    }
}

fn default_branch(dirs: &GitDirs, settings: &Settings, branch: Option<&str>) -> String {
    let origin = dirs.common_dir.join("refs/remotes/origin/HEAD");
    let origin = fs::read_to_string(origin).unwrap_or_default();
    if let Some(name) = origin.trim().strip_prefix("ref: refs/remotes/origin/") {
        return name.to_owned();
    }
    let packed = fs::read_to_string(dirs.common_dir.join("packed-refs")).unwrap_or_default();
    let exists = |name: &&str| {
        let loose = dirs.common_dir.join("refs/heads").join(name);
        let suffix = format!(" refs/heads/{name}");
        loose.is_file() || packed.lines().any(|line| line.ends_with(&suffix))
    };
    let usual = [
        settings.default_branch.as_deref(),
        Some("main"),
        Some("master"),
    ];
    let found = usual.into_iter().flatten().find(exists);
    found.or(branch).unwrap_or("main").to_owned()
}

fn user(settings: &Settings) -> User {
    let name = settings.user_name.clone().unwrap_or_default();
    let email = settings.user_email.clone().unwrap_or_default();
    let login = email.split('@').next().unwrap_or_default().to_owned();
    User { login, name, email }
}

/// git's configuration, as far as it matters.
#[derive(Debug, Default)]
struct Settings {
    /// Of `origin`, else of the first remote.
    remote: Option<String>,
    user_name: Option<String>,
    user_email: Option<String>,
    default_branch: Option<String>,
}

impl Settings {
    /// The output of `git config --null --get-regexp`: key, line break, value. The last one wins.
    fn parse(out: &[u8]) -> Self {
        let mut settings = Self::default();
        let mut origin = None;
        for (key, value) in parts(out).filter_map(|part| part.split_once('\n')) {
            let value = Some(value.to_owned());
            match key {
                "user.name" => settings.user_name = value,
                "user.email" => settings.user_email = value,
                "init.defaultbranch" => settings.default_branch = value,
                "remote.origin.url" => origin = value,
                _ => settings.remote = settings.remote.or(value),
            }
        }
        settings.remote = origin.or(settings.remote);
        settings
    }
}
