//! Facts, files and changes of real repositories.

use std::fs;

use maillon_source::repository::{Comparison, Repository};
use maillon_source::{Changes, Source, SourceError};

use crate::git::{Place, git};

fn changed(changes: Changes) -> String {
    match changes {
        Changes::Files(files) => files.join(" "),
        Changes::NothingToCompare => "nothing to compare".to_owned(),
    }
}

#[test]
fn facts_of_a_commit() {
    let place = Place::new();
    place
        .write("a", "1")
        .commit("first")
        .write("a", "2")
        .commit("second\n\nwith a body");
    place.git(&["config", "user.name", "Jane Doe"]);
    place.git(&["config", "user.email", "jane@example.com"]);
    place.git(&[
        "remote",
        "add",
        "origin",
        "https://me:secret@gitlab.example/group/sub/name.git",
    ]);
    let facts = place.open().facts().unwrap();
    assert_eq!(facts.commit.sha, place.git(&["rev-parse", "HEAD"]));
    assert_eq!(facts.commit.before_sha, place.git(&["rev-parse", "HEAD~1"]));
    assert_eq!(facts.commit.message, "second\n\nwith a body");
    assert_eq!(facts.commit.author, "Jane Doe <jane@example.com>");
    assert_eq!(facts.commit.timestamp, "2024-01-02T03:04:05+01:00");
    assert_eq!((facts.branch.as_deref(), facts.tag), (Some("main"), None));
    assert_eq!(
        (facts.user.login.as_str(), facts.user.name.as_str()),
        ("jane", "Jane Doe")
    );
    let project = facts.project;
    assert_eq!(
        (project.host.as_str(), project.path.as_str()),
        ("gitlab.example", "group/sub/name")
    );
    assert_eq!(
        project.remote_url,
        "https://gitlab.example/group/sub/name.git"
    );
    assert_eq!(project.default_branch, "main");
}

#[test]
fn facts_of_a_tag_and_a_detached_head() {
    let place = Place::new();
    place.commit("first");
    place.git(&[
        "tag",
        "--annotate",
        "v1",
        "--message",
        "the first one\n\nhas a body",
    ]);
    place.git(&["checkout", "--quiet", "--detach"]);
    let repository = place.open();
    let facts = repository.facts().unwrap();
    assert_eq!((facts.branch, facts.tag.as_deref()), (None, Some("v1")));
    let message = repository.tag_message("v1").unwrap();
    assert_eq!(message.as_deref(), Some("the first one\n\nhas a body"));
    place.git(&["tag", "light"]);
    assert_eq!(repository.tag_message("light").unwrap(), None);
}

#[test]
fn facts_without_a_commit() {
    let facts = Place::new().open().facts().unwrap();
    assert_eq!(facts.commit.sha, "0".repeat(40));
    assert_eq!(
        (facts.branch.as_deref(), facts.project.path.as_str()),
        (Some("main"), "tree")
    );
}

#[test]
fn facts_without_git() {
    let place = Place::without_git();
    place.write("a/b.yml", "x").write(".maillon/y", "y");
    let repository = place.open();
    let facts = repository.facts().unwrap();
    assert_eq!(
        (facts.commit.sha, facts.project.path),
        ("0".repeat(40), "tree".to_owned())
    );
    assert_eq!(*repository.files().unwrap(), ["a/b.yml"]);
    assert_eq!(repository.changes(None).unwrap(), Changes::NothingToCompare);
    assert_eq!(repository.git_dirs(), None);
    assert_eq!(repository.last_commit("a/b.yml").unwrap(), None);
}

#[test]
fn the_default_branch_is_the_origins() {
    let place = Place::new();
    place.commit("first");
    place.git(&["update-ref", "refs/remotes/origin/trunk", "HEAD"]);
    place.git(&[
        "symbolic-ref",
        "refs/remotes/origin/HEAD",
        "refs/remotes/origin/trunk",
    ]);
    assert_eq!(
        place.open().facts().unwrap().project.default_branch,
        "trunk"
    );
}

#[test]
fn the_root_is_found_from_a_subfolder_and_a_worktree() {
    let place = Place::new();
    place.write("a/b/c", "x").commit("first");
    let root = fs::canonicalize(place.tree()).unwrap();
    let inner = Repository::open(&place.tree().join("a/b"), place.options()).unwrap();
    assert_eq!(inner.root(), root);
    place.git(&["worktree", "add", "--quiet", "-b", "other", "../other"]);
    let other = Repository::open(&place.path("other"), place.options()).unwrap();
    let dirs = other.git_dirs().unwrap();
    assert_eq!(dirs.common_dir, root.join(".git"));
    assert_eq!(dirs.objects_dir, root.join(".git/objects"));
    assert_eq!(other.facts().unwrap().branch.as_deref(), Some("other"));
    assert_eq!(*other.files().unwrap(), ["a/b/c"]);
}

#[test]
fn files_as_a_job_sees_them() {
    let place = Place::new();
    place
        .write(".gitignore", "*.log\n")
        .write("b", "1")
        .write("gone", "1")
        .write("é x", "1")
        .commit("first");
    place.write("new/file", "1").write("x.log", "1");
    fs::remove_file(place.tree().join("gone")).unwrap();
    assert_eq!(
        *place.open().files().unwrap(),
        [".gitignore", "b", "new/file", "é x"]
    );
}

#[test]
#[cfg(target_os = "linux")]
fn files_whose_names_are_not_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
    place.write("a", "1");
    fs::write(place.tree().join(name), "1").unwrap();
    let repository = place.open();
    assert_eq!(*repository.files().unwrap(), ["a"]);
    assert_eq!(repository.unnameable().unwrap(), [name]);
}

#[test]
fn files_of_submodules() {
    let place = Place::new();
    place.write("a", "1").commit("first");
    let module = place.path("module");
    fs::create_dir(&module).unwrap();
    git(&module, &["init", "--quiet"]);
    fs::write(module.join("m"), "1").unwrap();
    git(&module, &["add", "m"]);
    git(&module, &["commit", "--quiet", "-m", "m"]);
    place.git(&["submodule", "--quiet", "add", "../module", "sub"]);
    let repository = place.open();
    assert_eq!(repository.submodules().unwrap(), ["sub"]);
    assert_eq!(*repository.files().unwrap(), [".gitmodules", "a", "sub/m"]);
}

#[test]
fn reading_stays_within_the_repository() {
    let place = Place::new();
    place.write("ci/a.yml", "x");
    fs::write(place.path("secret"), "s").unwrap();
    std::os::unix::fs::symlink(place.path("secret"), place.tree().join("link")).unwrap();
    std::os::unix::fs::symlink("ci/a.yml", place.tree().join("inside")).unwrap();
    let repository = place.open();
    for path in ["ci/a.yml", "/ci/a.yml", "./ci/a.yml", "inside"] {
        assert_eq!(&*repository.read(path).unwrap(), b"x", "{path}");
    }
    for path in ["../secret", "ci/../../secret", "link"] {
        let outside = SourceError::Outside {
            path: path.to_owned(),
        };
        assert_eq!(repository.read(path).unwrap_err(), outside);
    }
    for path in ["nothing", "ci"] {
        let missing = SourceError::Missing {
            what: format!("file {path}"),
        };
        assert_eq!(repository.read(path).unwrap_err(), missing);
    }
}

#[test]
fn changes_of_a_push_are_those_of_the_last_commit_and_the_working_tree() {
    let place = Place::new();
    place
        .write("a", "1")
        .write("b", "1")
        .write("c", "1")
        .commit("first");
    assert_eq!(
        changed(place.open().changes(None).unwrap()),
        "nothing to compare"
    );
    place
        .write("a", "2")
        .commit("second")
        .write("b", "2")
        .write("new", "1");
    assert_eq!(changed(place.open().changes(None).unwrap()), "a b new");
}

#[test]
fn changes_of_a_merge_request_begin_where_the_branch_left() {
    let place = Place::new();
    place.write("a", "1").commit("first");
    place.git(&["checkout", "--quiet", "-b", "feature"]);
    place
        .write("b", "1")
        .commit("one")
        .write("c", "1")
        .commit("two");
    place.git(&["checkout", "--quiet", "main"]);
    place.write("d", "1").commit("meanwhile");
    place.git(&["checkout", "--quiet", "feature"]);
    let open = |comparison| place.open().with_comparison(comparison);
    let target = |name: &str| Comparison::MergeRequest {
        target: name.to_owned(),
    };
    assert_eq!(changed(open(target("main")).changes(None).unwrap()), "b c");
    assert_eq!(
        changed(open(Comparison::Nothing).changes(None).unwrap()),
        "nothing to compare"
    );
    assert_eq!(
        changed(open(Comparison::Nothing).changes(Some("main")).unwrap()),
        "b c"
    );
    let missing = open(target("nowhere")).changes(None).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "branch, tag or commit nowhere does not exist"
    );
}

#[test]
fn the_commit_that_last_changed_a_path() {
    let place = Place::new();
    place.write("a*", "1").commit("first");
    let first = place.git(&["rev-parse", "HEAD"]);
    place.write("ab", "1").commit("second");
    let repository = place.open();
    assert_eq!(repository.last_commit("a*").unwrap(), Some(first));
    assert_eq!(repository.last_commit("nothing").unwrap(), None);
}
