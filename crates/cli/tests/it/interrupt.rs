use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::repository::Repository;

const SLEEPER: &str = "
sleep:
  script: [echo ready, sleep 60]
  after_script: [echo cleaned up]
";

/// Waits until the job runs.
fn started(repository: &Repository) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = repository.start(&["run"]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line != "sleep | ready\n" {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "the run ended early");
    }
    (child, out)
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args(["-s", name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

fn ends(mut child: Child, mut out: BufReader<std::process::ChildStdout>) -> (Option<i32>, String) {
    let mut text = String::new();
    out.read_to_string(&mut text).unwrap();
    let mut errors = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    (child.wait().unwrap().code(), text + &errors)
}

#[test]
fn once_is_orderly() {
    for name in ["INT", "TERM"] {
        let repository = Repository::gitlab(SLEEPER);
        let (child, out) = started(&repository);
        let begun = Instant::now();
        signal(&child, name);
        let (code, text) = ends(child, out);
        assert_eq!(code, Some(130), "{text}");
        assert!(
            text.contains("| cleaned up") && text.contains("stopping"),
            "{text}"
        );
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn twice_is_now() {
    let repository =
        Repository::gitlab("sleep: {script: [trap '' TERM INT, echo ready, sleep 60]}");
    let (child, out) = started(&repository);
    let begun = Instant::now();
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(300));
    signal(&child, "INT");
    let (code, text) = ends(child, out);
    assert_eq!(code, Some(130), "{text}");
    assert!(text.contains("killing"), "{text}");
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
}

const POST: &str = "
pipeline {
  agent any
  stages { stage('a') { steps { sh 'echo ready; sleep 60' } } }
  post { always { sh 'echo post; exec sleep 60.125' } }
}
";

/// Reads until a line has these words.
fn wait_for(out: &mut impl BufRead, words: &str) {
    let mut line = String::new();
    while !line.contains(words) {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "the run ended early");
    }
}

/// Whether a command runs, on the whole machine.
fn runs(command: &str) -> bool {
    let all = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    String::from_utf8_lossy(&all.stdout)
        .lines()
        .any(|line| line == command)
}

#[test]
fn a_build_runs_its_post_after_the_first_and_leaves_nothing_after_the_second() {
    let repository = Repository::new(&[("Jenkinsfile", POST)]);
    let mut child = repository.start(&["run"]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    wait_for(&mut out, "| ready");
    signal(&child, "INT");
    wait_for(&mut out, "| post");
    signal(&child, "INT");
    let (code, text) = ends(child, out);
    assert_eq!(code, Some(130), "{text}");
    assert!(text.contains("killing"), "{text}");
    assert!(!runs("sleep 60.125"), "left behind");
}
