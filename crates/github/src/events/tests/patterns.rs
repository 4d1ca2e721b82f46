use proptest::prelude::*;

use crate::events::pattern::{Pattern, included};

#[track_caller]
fn check(patterns: &[&str], inside: &[&str], outside: &[&str]) {
    let compiled: Vec<Pattern> = patterns
        .iter()
        .map(|text| Pattern::parse(text).expect("a pattern"))
        .collect();
    for name in inside {
        assert!(included(&compiled, name), "{patterns:?} matches {name}");
    }
    for name in outside {
        assert!(
            !included(&compiled, name),
            "{patterns:?} does not match {name}"
        );
    }
}

#[test]
fn branches_and_tags() {
    check(
        &["feature/*"],
        &["feature/a", "feature/my-branch"],
        &["feature/a/b", "feature"],
    );
    check(
        &["feature/**"],
        &["feature/a", "feature/beta-a/my-branch"],
        &["features/a"],
    );
    check(
        &["main", "releases/mona"],
        &["main", "releases/mona"],
        &["main2", "Main"],
    );
    check(&["*"], &["main", "releases"], &["all/the/branches"]);
    check(&["**"], &["all/the/branches", "every/tag", "main"], &[]);
    check(&["*feature"], &["mona-feature", "feature"], &["feature-x"]);
    check(&["v2*"], &["v2", "v2.0", "v2.9"], &["v1", "av2"]);
    check(
        &["v[12].[0-9]+.[0-9]+"],
        &["v1.10.1", "v2.0.0"],
        &["v3.0.0", "v1.a.0", "v1.0"],
    );
    check(&["Octoca?t"], &["Octocat", "Octoct"], &["Octocaat"]);
}

#[test]
fn paths() {
    check(&["*"], &["README.md"], &["docs/README.md"]);
    check(
        &["*.jsx?"],
        &["page.js", "page.jsx"],
        &["page.jsxx", "a/page.js"],
    );
    check(&["**.js"], &["index.js", "src/js/app.js"], &["index.ts"]);
    check(&["docs/*"], &["docs/file.txt"], &["docs/a/b.txt"]);
    check(
        &["docs/**/*.md"],
        &["docs/README.md", "docs/a/markdown/file.md"],
        &["docs/a.txt"],
    );
    check(
        &["**/docs/**"],
        &["docs/hello.md", "dir/docs/my.txt"],
        &["mydocs/a"],
    );
    check(
        &["**/*src/**"],
        &["a/src/app.js", "my-src/code/app.js"],
        &["src2/a"],
    );
    check(
        &["**/migrate-*.sql"],
        &["migrate-1.sql", "db/sept/migrate-v1.sql"],
        &["migrate.sql"],
    );
    check(&["a.b"], &["a.b"], &["axb"]);
    check(&["été/*"], &["été/a"], &["ete/a"]);
}

#[test]
fn the_last_match_decides() {
    check(
        &["*.md", "!README.md"],
        &["hello.md"],
        &["README.md", "docs/hello.md"],
    );
    check(
        &["*.md", "!README.md", "README*"],
        &["README.md", "README.doc"],
        &["a.txt"],
    );
    check(&["!main"], &[], &["main", "other"]);
    check(&[r"\!file"], &["!file"], &["file"]);
    check(&[r"a\*"], &["a*"], &["ab"]);
    check(&["a+"], &["a", "aaa"], &["", "b"]);
    check(&["+a"], &["+a"], &["a"]);
}

#[test]
fn wrong_patterns() {
    let wrong = |text: &str| Pattern::parse(text).expect_err("an error");
    assert_eq!(
        wrong("a[b"),
        "the pattern `a[b` is invalid: a `[` is not closed by a `]`"
    );
    assert_eq!(
        wrong("[]"),
        "the pattern `[]` is invalid: there is nothing in `[]`"
    );
    assert_eq!(
        wrong("[z-a]"),
        "the pattern `[z-a]` is invalid: `z-a` is no range from low to high"
    );
    assert_eq!(
        wrong(r"a\"),
        r"the pattern `a\` is invalid: nothing stands behind the last `\`"
    );
    assert!(Pattern::parse("[a-]").is_err() && Pattern::parse("[-a]").is_err());
}

proptest! {
    #[test]
    fn any_text_is_a_pattern_or_an_error(text in r"[*?+\[\]!\\/a-cé.-]{0,16}", name in "[a-cé/.]{0,12}") {
        if let Ok(pattern) = Pattern::parse(&text) {
            included(&[pattern], &name);
        }
    }

    #[test]
    fn a_plain_name_matches_itself(name in "[a-zé./ _-]{1,20}") {
        let pattern = Pattern::parse(&name).expect("a pattern");
        prop_assert!(included(&[pattern], &name));
    }
}
