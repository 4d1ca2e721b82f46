//! Bare repositories: refs, merges, comparisons, mirrors.

use std::time::Duration;

use maillon_source::SourceError;
use maillon_source::repository::bare::{
    Bare, Change, ChangeKind, Merge, MergeTree, Remote, Updated,
};

use crate::git::Place;

/// A bare repository with what the tree of a place has.
fn hosted(place: &Place) -> Bare {
    let bare = Bare::create(&place.path("x.git"), "main").unwrap();
    push(place);
    bare
}

fn push(place: &Place) {
    let to = place.path("x.git").display().to_string();
    place.git(&["push", "--quiet", "--force", "--all", &to]);
}

fn head(place: &Place) -> String {
    place.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

#[test]
fn a_ref_moves_only_from_where_it_was_thought_to_be() {
    let place = Place::new();
    place.write("a", "1").commit("one");
    let one = head(&place);
    place.write("a", "2").commit("two");
    let two = head(&place);
    let bare = hosted(&place);
    let name = "refs/heads/x";
    assert_eq!(bare.update_ref(name, &one, None).unwrap(), Updated::Done);
    assert_eq!(bare.update_ref(name, &two, None).unwrap(), Updated::Moved);
    assert_eq!(
        bare.update_ref(name, &two, Some(&two)).unwrap(),
        Updated::Moved
    );
    assert_eq!(
        bare.update_ref(name, &two, Some(&one)).unwrap(),
        Updated::Done
    );
    assert_eq!(bare.delete_ref(name, &one).unwrap(), Updated::Moved);
    assert_eq!(bare.delete_ref(name, &two).unwrap(), Updated::Done);
    let names: Vec<_> = bare
        .refs()
        .unwrap()
        .into_iter()
        .map(|found| found.name)
        .collect();
    assert_eq!(names, ["refs/heads/main"]);
    assert!(
        bare.update_ref(name, "1234567890123456789012345678901234567890", None)
            .is_err()
    );
}

#[test]
fn a_commit_is_known_by_any_name() {
    let place = Place::new();
    place.write("a", "1").commit("one\n\nmore of it");
    place.git(&["tag", "--annotate", "--message", "first", "v1"]);
    let bare = hosted(&place);
    let commit = bare.commit("main").unwrap().unwrap();
    assert_eq!(commit.sha, head(&place));
    assert_eq!(commit.title(), "one");
    assert_eq!(commit.message, "one\n\nmore of it");
    assert_eq!(bare.commit("nowhere").unwrap(), None);
    assert_eq!(bare.commit("--help").unwrap(), None);
}

/// What merging `ours` and `theirs`, both made from the same commit, would be.
fn check_merge(ours: (&str, &str), theirs: (&str, &str)) -> (Bare, MergeTree, Place) {
    let place = Place::new();
    place.write("a", "1\n2\n3\n").commit("base");
    place.git(&["switch", "--quiet", "--create", "other"]);
    place.write(theirs.0, theirs.1).commit("theirs");
    place.git(&["switch", "--quiet", "main"]);
    place.write(ours.0, ours.1).commit("ours");
    let bare = hosted(&place);
    let tree = bare.merge_tree("main", "other").unwrap();
    (bare, tree, place)
}

#[test]
fn a_merge_without_conflicts_becomes_a_commit() {
    let (bare, tree, _place) = check_merge(("b", "ours"), ("c", "theirs"));
    let MergeTree::Tree(tree) = tree else {
        panic!("{tree:?}")
    };
    let (target, source) = (
        bare.resolve("main").unwrap().unwrap(),
        bare.resolve("other").unwrap().unwrap(),
    );
    let merge = Merge {
        tree: &tree,
        target: &target,
        source: &source,
        message: "Merge it\n\nall",
        name: "Jane",
        email: "j@x",
    };
    let sha = bare.merge_commit(&merge).unwrap();
    let commit = bare.commit(&sha).unwrap().unwrap();
    assert_eq!(commit.parents, [target.clone(), source]);
    assert_eq!(
        (commit.title(), commit.author_name.as_str()),
        ("Merge it", "Jane")
    );
    assert_eq!(bare.resolve("main").unwrap().unwrap(), target);
}

#[test]
fn conflicts_are_named() {
    let (_, tree, _place) = check_merge(("a", "ours"), ("a", "theirs"));
    assert_eq!(tree, MergeTree::Conflicts(vec!["a".to_owned()]));
}

#[test]
fn what_needs_no_merge_is_told_apart() {
    let (bare, _, _place) = check_merge(("b", "1"), ("c", "2"));
    let base = bare.resolve("main~1").unwrap().unwrap();
    assert_eq!(bare.merge_tree("main", &base).unwrap(), MergeTree::Nothing);
    assert_eq!(
        bare.merge_tree(&base, "main").unwrap(),
        MergeTree::FastForward
    );
}

#[test]
fn a_comparison_tells_each_file() {
    let place = Place::new();
    place
        .write("gone", "x\n")
        .write("old name", "1\n2\n3\n4\n5\n")
        .write("a", "1\n")
        .commit("base");
    place.git(&["switch", "--quiet", "--create", "other"]);
    place.git(&["rm", "--quiet", "gone"]);
    place.git(&["mv", "old name", "new\tname"]);
    place
        .write("a", "2\n")
        .write("bin", "\0\0")
        .commit("theirs");
    let bare = hosted(&place);
    let (base, head) = (
        bare.resolve("main").unwrap().unwrap(),
        bare.resolve("other").unwrap().unwrap(),
    );
    let found = bare.compare(&base, &head).unwrap();
    let told: Vec<_> = found.changes.iter().map(in_short).collect();
    assert_eq!(
        told,
        [
            "a Modified +1 -1 @@ -1 +1 @@\n-1\n+2\n",
            "bin Added binary",
            "gone Removed +0 -1 @@ -1 +0,0 @@\n-x\n",
            "new\tname (old name) Renamed +0 -0 ",
        ]
    );
}

#[expect(clippy::format_collect, reason = "a test may be slow")]
fn in_short(change: &Change) -> String {
    let old = change
        .old_path
        .iter()
        .map(|old| format!(" ({old})"))
        .collect::<String>();
    let counts = match (change.added, change.removed) {
        (Some(added), Some(removed)) => format!(
            "+{added} -{removed} {}",
            change.patch.as_deref().unwrap_or_default()
        ),
        _ => "binary".to_owned(),
    };
    let kind: ChangeKind = change.kind;
    format!("{}{old} {kind:?} {counts}", change.path)
}

fn remote(url: &str) -> Remote<'_> {
    Remote {
        url,
        login: None,
        limit: Duration::from_secs(20),
    }
}

#[test]
fn a_mirror_follows_its_remote() {
    let place = Place::new();
    place.write("a", "1").commit("one");
    place.git(&["branch", "side"]);
    let url = place.tree().display().to_string();
    let bare = Bare::create(&place.path("mirror.git"), "main").unwrap();
    assert_eq!(
        bare.look(&remote(&url)).unwrap().default_branch.as_deref(),
        Some("main")
    );
    bare.mirror(&remote(&url)).unwrap();
    assert_eq!(bare.refs().unwrap().len(), 2);
    place.git(&["branch", "--delete", "--force", "side"]);
    place.git(&["tag", "v1"]);
    place.write("a", "2").commit("two");
    bare.mirror(&remote(&url)).unwrap();
    let names: Vec<_> = bare
        .refs()
        .unwrap()
        .into_iter()
        .map(|found| found.name)
        .collect();
    assert_eq!(names, ["refs/heads/main", "refs/tags/v1"]);
    assert_eq!(bare.resolve("main").unwrap().unwrap(), head(&place));
}

#[test]
fn a_remote_that_is_not_there_is_named_without_its_password() {
    let place = Place::without_git();
    let bare = Bare::create(&place.path("mirror.git"), "main").unwrap();
    let error = bare
        .mirror(&remote("http://user:sesame@127.0.0.1:1/x.git"))
        .unwrap_err();
    assert!(matches!(error, SourceError::Unreachable { .. }), "{error}");
    assert!(!error.to_string().contains("sesame"), "{error}");
    assert!(bare.mirror(&remote("ext::sh -c true")).is_err());
}
