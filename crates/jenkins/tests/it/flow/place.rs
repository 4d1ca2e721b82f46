//! Where things run: folders, workspaces, files that are loaded.

use crate::support::{Setup, check};

#[test]
fn dir_changes_the_folder() {
    let ran = check(
        "node { dir('a/b') { echo pwd()\ndir('../c') { sh 'touch x'; echo pwd() } }\nsh 'ls -d a/*'\n}\n",
    );
    assert!(
        ran.said().contains("/tmp/build/workspace/a/b\n"),
        "{}",
        ran.log
    );
    assert!(
        ran.said().contains("/tmp/build/workspace/a/c\n"),
        "{}",
        ran.log
    );
    assert!(ran.said().contains("a/b\na/c\n"), "{}", ran.log);
}

#[test]
fn ws_has_a_folder_of_its_own() {
    let ran = check("node { ws('other') { echo pwd() } }\n");
    assert!(
        ran.said()
            .contains("Running in /tmp/build/other\n/tmp/build/other\n")
            || ran.said().contains("/tmp/build/other\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_loaded_file_has_methods() {
    let ran = Setup::of("node { checkout scm\ndef lib = load 'ci/lib.groovy'\necho lib.twice(21).toString()\necho \"$SHARED\" }\n")
        .file("ci/lib.groovy", "SHARED = 'seen'\ndef twice(n) { n * 2 }\nreturn this\n")
        .run();
    assert!(
        ran.said().ends_with("42\nseen\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
    assert!(
        ran.log.contains(
            "[Pipeline] load\n[Pipeline] { (ci/lib.groovy)\n[Pipeline] }\n[Pipeline] // load\n"
        ),
        "{}",
        ran.log
    );
}

#[test]
fn a_file_that_cannot_be_loaded_is_named() {
    let ran = check("node { load 'nope.groovy' }\n");
    assert!(
        ran.said()
            .contains("java.nio.file.NoSuchFileException: /tmp/build/workspace/nope.groovy\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_trusted_file_is_read() {
    let ran = Setup::of("node { checkout scm\necho readTrusted('a.txt') }\n")
        .file("a.txt", "hello")
        .run();
    assert!(
        ran.said().ends_with("hello\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

#[test]
fn lines_of_branches_stay_whole() {
    let branch = |name: &str| {
        format!(
            "{name}: {{ node {{ sh 'for i in 1 2 3 4 5 6 7 8; do echo {name}-$i-line; done' }} }}"
        )
    };
    let ran = check(&format!(
        "parallel {}, {}, {}\n",
        branch("a"),
        branch("b"),
        branch("c")
    ));
    for name in ["a", "b", "c"] {
        for i in 1..=8 {
            assert!(
                ran.log.contains(&format!("\n{name}-{i}-line\n"))
                    && ran.log.contains(&format!("\n+ echo {name}-{i}-line\n")),
                "{}",
                ran.log
            );
        }
    }
}

#[test]
fn a_line_without_its_end_is_ended_before_the_structure() {
    let ran = check(
        "timestamps { node { sh 'set +x; printf abc; sleep 0.1; echo def' \nsh 'printf x' } }\n",
    );
    assert!(
        ran.log.contains("abcdef\n") && ran.log.contains("Z] x\n[Pipeline] }\n"),
        "{}",
        ran.log
    );
}
