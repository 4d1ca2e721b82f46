//! The `.git` of a workspace.

use std::path::Path;

use maillon_model::RunStatus;
use maillon_runner::GitCheckout;
use maillon_source::repository::GitDirs;

use crate::bench::{Bench, job};

fn git(folder: &Path, arguments: &[&str]) -> String {
    #[expect(clippy::disallowed_methods, reason = "a test makes a repository")]
    let output = std::process::Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn checkout(tree: &Path) -> GitCheckout {
    let own = tree.join(git(tree, &["rev-parse", "--git-dir"]));
    let common = tree.join(git(tree, &["rev-parse", "--git-common-dir"]));
    GitCheckout {
        dirs: GitDirs {
            objects_dir: common.join("objects"),
            git_dir: own,
            common_dir: common,
        },
        commit: git(tree, &["rev-parse", "HEAD"]),
        branch: None,
        remote_url: "https://u:secret-pw@example.com/group/app.git".to_owned(),
        submodules: Vec::new(),
    }
}

fn repository() -> Bench {
    let bench = Bench::new(&[("a.txt", "one\n"), ("b.txt", "b\n")]);
    let tree = bench.tree();
    git(&tree, &["init", "-q", "-b", "main"]);
    git(&tree, &["add", "."]);
    git(&tree, &["commit", "-qm", "first"]);
    git(&tree, &["tag", "v1"]);
    std::fs::write(tree.join("a.txt"), "two\n").unwrap();
    git(&tree, &["commit", "-qam", "second"]);
    bench
}

#[tokio::test]
async fn git_works_in_a_job_and_can_not_harm_the_repository() {
    let mut bench = repository();
    bench.options.git = Some(checkout(&bench.tree()));
    std::fs::write(bench.tree().join("b.txt"), "changed\n").unwrap();
    let before = git(&bench.tree(), &["for-each-ref"]);
    let script = [
        "git config --global user.email t@example.com && git config --global user.name T",
        "git describe --tags",
        "git status --porcelain",
        "git branch --show-current",
        "git rev-parse origin/main",
        "git diff v1 --stat -- a.txt",
        "git config remote.origin.url",
        "git commit -qam third && git tag v2 && git gc -q && git log --oneline | wc -l",
    ];
    let run = bench.run(vec![job("git", 0, &script)]).await;
    run.assert_status(RunStatus::Success);
    let log = run.log("git");
    for expected in [
        "v1-1-g",
        " M b.txt",
        "a.txt | 2",
        "https://example.com/group/app.git",
        "\n3\n",
    ] {
        assert!(log.contains(expected), "{expected} in {log}");
    }
    assert!(!run.everything().contains("secret-pw"));
    assert_eq!(git(&bench.tree(), &["for-each-ref"]), before);
    git(&bench.tree(), &["fsck"]);
}

#[tokio::test]
async fn git_works_in_a_worktree() {
    let mut bench = repository();
    let tree = bench.tree();
    let main = bench.folder.path().join("main");
    std::fs::rename(&tree, &main).unwrap();
    git(
        &main,
        &[
            "worktree",
            "add",
            "-q",
            "-b",
            "feature",
            tree.to_str().unwrap(),
            "v1",
        ],
    );
    bench.options.git = Some(checkout(&tree));
    let run = bench
        .run(vec![job(
            "git",
            0,
            &["git status --porcelain", "git describe --tags"],
        )])
        .await;
    run.assert_status(RunStatus::Success);
    assert!(run.log("git").contains("v1\n"), "{}", run.log("git"));
    assert!(!run.log("git").contains(" M "), "{}", run.log("git"));
}
