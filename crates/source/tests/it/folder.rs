//! Other repositories as folders.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use maillon_source::repository::{Network, Repository};
use maillon_source::{Exported, Source, SourceError};

use crate::fetch::{library, redirect, with};
use crate::git::{Place, git};

fn x(exported: &Exported) -> String {
    fs::read_to_string(exported.folder.join("x.yml")).unwrap()
}

fn folder(repository: &Repository, git_ref: &str) -> Exported {
    repository
        .folder(None, "lib", Some(git_ref))
        .unwrap_or_else(|error| panic!("{git_ref}: {error}"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_stands_in() {
    let place = Place::new();
    let dir = library(&place, "library");
    fs::write(dir.join("x.yml"), "not committed").unwrap();
    let repository = with(&place, |options| {
        options.network = Network::Offline;
        options.overrides.push(("a/b@v1".to_owned(), dir.clone()));
        options
            .overrides
            .push(("a/gone".to_owned(), place.path("gone")));
    });
    let found = repository
        .folder(Some("github.com"), "a/b", Some("v1"))
        .unwrap();
    assert_eq!(
        (x(&found).as_str(), found.commit.as_str()),
        ("not committed", "")
    );
    assert_eq!(found.folder, fs::canonicalize(dir).unwrap());
    let error = repository.folder(None, "a/b", Some("v2")).unwrap_err();
    let expected = SourceError::Unreachable {
        what: "repository a/b at ref v2".to_owned(),
        why: "it is not in the cache, and maillon works offline".to_owned(),
        hint: "give it by hand: --action a/b=FOLDER".to_owned(),
    };
    assert_eq!(error, expected);
    let error = repository.folder(None, "a/gone", Some("v1")).unwrap_err();
    assert!(
        error.to_string().ends_with("gone does not exist"),
        "{error}"
    );
}

#[test]
fn a_bare_repository_stands_in_at_its_refs() {
    let place = Place::new();
    let dir = library(&place, "library");
    git(&dir, &["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let repository = with(&place, |options| {
        let bare = place.path("bare.git");
        options.overrides.push(("lib".to_owned(), bare));
    });
    assert_eq!(x(&folder(&repository, "v1")), "one");
    assert_eq!(x(&folder(&repository, "main")), "two");
}

#[test]
fn branches_tags_and_commits_are_fetched_once_and_then_work_offline() {
    let place = Place::new();
    let dir = library(&place, "lib.git");
    let commit = git(&dir, &["rev-parse", "v1"]);
    git(&dir, &["tag", "--annotate", "v2", "-m", "two"]);
    git(&dir, &["config", "uploadpack.allowFilter", "true"]);
    git(&dir, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    redirect(&place, "https://gitlab.com/lib.git");
    let online = place.open();
    for (git_ref, expected) in [
        ("v1", "one"),
        ("main", "two"),
        ("v2", "two"),
        (&commit, "one"),
    ] {
        assert_eq!(x(&folder(&online, git_ref)), expected, "{git_ref}");
    }
    assert_eq!(folder(&online, "v1").commit, commit);
    assert_eq!(
        folder(&online, "v1").folder,
        folder(&online, &commit).folder
    );
    assert_eq!(folder(&online, "main").commit, folder(&online, "v2").commit);
    let error = online.folder(None, "lib", Some("v9")).unwrap_err();
    assert_eq!(error.to_string(), "ref v9 of repository lib does not exist");

    fs::remove_dir_all(&dir).unwrap();
    let offline = with(&place, |options| options.network = Network::Offline);
    for git_ref in ["v1", "main", "v2", &commit] {
        assert_eq!(folder(&offline, git_ref), folder(&online, git_ref));
    }
    let parent = folder(&online, "v1").folder.parent().unwrap().to_path_buf();
    assert!(
        parent.ends_with("cache/actions/gitlab.com/lib"),
        "{parent:?}"
    );
    let left: Vec<_> = names(&parent)
        .into_iter()
        .filter(|name| !name.ends_with(".lock"))
        .collect();
    assert_eq!(left.len(), 2, "one per commit: {left:?}");
}

#[test]
fn a_half_written_folder_is_written_anew() {
    let place = Place::new();
    library(&place, "lib.git");
    redirect(&place, "https://gitlab.com/lib.git");
    let first = folder(&place.open(), "v1");
    let half = first.folder.with_extension("new");
    fs::rename(&first.folder, &half).unwrap();
    fs::write(half.join("rest"), "").unwrap();
    let again = folder(&place.open(), "v1");
    assert_eq!(again, first);
    assert_eq!(names(&again.folder), ["x.yml"]);
}

#[test]
fn modes_and_links_are_kept() {
    let place = Place::new();
    let dir = library(&place, "lib.git");
    fs::create_dir(dir.join("bin")).unwrap();
    fs::write(dir.join("bin/run"), "#!/bin/sh").unwrap();
    fs::set_permissions(dir.join("bin/run"), fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink("bin/run", dir.join("link")).unwrap();
    git(&dir, &["add", "--all"]);
    git(&dir, &["commit", "--quiet", "-m", "three"]);
    redirect(&place, "https://gitlab.com/lib.git");
    let found = folder(&place.open(), "main").folder;
    let mode = fs::metadata(found.join("bin/run"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o111, 0o111);
    assert_eq!(
        fs::read_link(found.join("link")).unwrap(),
        Path::new("bin/run")
    );
}

#[test]
fn this_very_repository_needs_no_network() {
    let place = Place::new();
    place.git(&["remote", "add", "origin", "git@github.com:group/own.git"]);
    place.write("x.yml", "one").commit("first");
    place.git(&["tag", "v1"]);
    place.write("x.yml", "staged");
    place.git(&["add", "x.yml"]);
    let before = place.git(&["status", "--porcelain"]);
    let repository = with(&place, |options| options.network = Network::Offline);
    let found = repository
        .folder(Some("github.com"), "Group/own", Some("v1"))
        .unwrap();
    assert_eq!(x(&found), "one");
    assert_eq!(place.git(&["status", "--porcelain"]), before);
    assert!(
        repository
            .folder(Some("github.com"), "group/own", Some("v2"))
            .is_err()
    );
}
