//! Jenkinsfiles from the file to the report.

use serde_json::Value;

use crate::repository::Repository;

/// `name=status` of every stage, in order, with those inside behind a slash.
pub(crate) fn stages(report: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for job in report["jobs"].as_array().unwrap() {
        collect(&job["stages"], "", &mut all);
    }
    all
}

fn collect(stages: &Value, before: &str, all: &mut Vec<String>) {
    for stage in stages.as_array().unwrap() {
        let name = format!("{before}{}", stage["name"].as_str().unwrap());
        if !name.starts_with("Declarative: ") {
            all.push(format!("{name}={}", stage["status"].as_str().unwrap()));
        }
        collect(&stage["stages"], &format!("{name}/"), all);
    }
}

fn repository(jenkinsfile: &str) -> Repository {
    Repository::new(&[("Jenkinsfile", jenkinsfile), ("file.txt", "tracked\n")])
}

/// The whole run's log.
fn log(report: &Value) -> String {
    std::fs::read_to_string(report["log"].as_str().unwrap()).unwrap()
}

struct Expected<'a> {
    code: i32,
    status: &'a str,
    stages: &'a [&'a str],
}

#[track_caller]
fn check(jenkinsfile: &str, args: &[&str], expected: &Expected<'_>) -> String {
    let repository = repository(jenkinsfile);
    let all: Vec<&str> = ["run"].iter().chain(args).copied().collect();
    let (outcome, report) = repository.report(&all);
    let log = log(&report);
    outcome.exits(expected.code);
    assert_eq!(report["status"], expected.status, "{log}");
    assert_eq!(stages(&report), expected.stages, "{log}");
    log
}

fn declarative(stages: &str) -> String {
    format!("pipeline {{\n agent any\n stages {{\n{stages}\n }}\n}}\n")
}

#[test]
fn each_result_has_its_status_and_exit_code() {
    for (step, code, status, stage) in [
        ("echo 'x'", 0, "success", "s=success"),
        ("unstable 'x'", 1, "unstable", "s=unstable"),
        ("error 'x'", 1, "failed", "s=failed"),
        (
            "timeout(time: 100, unit: 'MILLISECONDS') { sleep 9 }",
            1,
            "aborted",
            "s=aborted",
        ),
    ] {
        let expected = Expected {
            code,
            status,
            stages: &[stage],
        };
        let jenkinsfile = declarative(&format!("stage('s') {{\n steps {{\n {step}\n }}\n }}"));
        let log = check(&jenkinsfile, &[], &expected);
        assert!(log.contains("[Pipeline] { (s)\n"), "{log}");
    }
}

#[test]
fn a_build_that_was_not_built_is_skipped() {
    let expected = Expected {
        code: 0,
        status: "skipped",
        stages: &[],
    };
    check("currentBuild.result = 'NOT_BUILT'\n", &[], &expected);
}

#[test]
fn post_conditions_look_at_the_build_before_of_the_same_branch() {
    let jenkinsfile = "pipeline {
  agent any
  stages { stage('s') { steps { sh 'test -f fixed' } } }
  post {
    changed { echo 'is changed' }
    fixed { echo 'is fixed' }
    regression { echo 'is a regression' }
  }
}
";
    let repository = repository(jenkinsfile);
    let run = || {
        let (_, report) = repository.report(&["run"]);
        let log = log(&report);
        let said = |words| log.contains(words);
        (
            said("is changed"),
            said("is fixed"),
            said("is a regression"),
        )
    };
    assert_eq!(run(), (true, false, false), "the first build is a change");
    assert_eq!(run(), (false, false, false));
    repository.write("fixed", "");
    assert_eq!(run(), (true, true, false));
    std::fs::remove_file(repository.root().join("fixed")).unwrap();
    assert_eq!(run(), (true, false, true));
}

#[test]
fn a_build_starts_again_from_a_stage_with_the_stashes_of_before() {
    let jenkinsfile = declarative(
        "stage('build') { steps { sh 'date +%N > stamp'
            stash name: 'stamp', includes: 'stamp' } }
         stage('test') { steps { unstash 'stamp'
            sh 'test -s stamp && test -f fixed' } }",
    )
    .replace(
        " agent any\n",
        " agent any\n options { preserveStashes() }\n",
    );
    let repository = repository(&jenkinsfile);
    repository.maillon(&["run"]).exits(1);
    repository.write("fixed", "");
    let (outcome, report) = repository.report(&["rerun", "--from", "test"]);
    outcome.exits(0);
    assert_eq!(stages(&report), ["build=skipped", "test=success"]);
    assert!(log(&report).contains("skipped due to this build restarting at stage \"test\""));
    let outcome = repository.maillon(&["rerun", "--from", "tset"]);
    assert!(outcome.stderr.contains("tset"), "{}", outcome.stderr);
    outcome.exits(2);
}

#[test]
fn credentials_are_masked_in_all_that_is_left() {
    let jenkinsfile = declarative(
        "stage('s') {
            environment { LOGIN = credentials('login')
             TOKEN = credentials('token') }
            steps { sh 'echo $LOGIN_USR and $LOGIN_PSW, $TOKEN; test \"$LOGIN_PSW\" = pass-word-22'
              withCredentials([file(credentialsId: 'file', variable: 'F')]) { sh 'cat $F' }
            } }",
    );
    let repository = repository(&jenkinsfile);
    repository.write(
        "../credentials.toml",
        "[login]\nusername='bob'\npassword='pass-word-22'\n[file]\nfile='hidden.txt'\n",
    );
    repository.write("../hidden.txt", "hidden-text-22");
    let mut command = repository.command(&[
        "run",
        "--credentials",
        "../credentials.toml",
        "--secret",
        "token",
    ]);
    let output = command.env("token", "token-text-22").output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("bob and ****, ****"), "{text}");
    let everything = repository
        .left()
        .into_iter()
        .map(|(_, text)| text)
        .chain([text]);
    for text in everything {
        assert!(
            !text.contains("pass-word-22") && !text.contains("token-text-22"),
            "{text}"
        );
        assert!(!text.contains("hidden-text-22"), "{text}");
    }
}

#[test]
fn one_slot_is_enough_for_nodes_in_nodes_and_branches() {
    let jenkinsfile = "node {
  parallel a: { node { sh 'echo a' } }, b: { node('x') { node { sh 'echo b' } } }
  node { sh 'echo c' }
}
";
    let expected = Expected {
        code: 0,
        status: "success",
        stages: &[],
    };
    let log = check(jenkinsfile, &["--jobs", "1"], &expected);
    assert!(log.contains("+ echo b\n"), "{log}");
}

#[test]
fn branches_and_cells_run_beside_each_other() {
    let jenkinsfile = declarative(
        "stage('p') { matrix {
            axes { axis { name 'A'
             values 'one', 'two' } }
            agent any
            stages { stage('meet') { steps {
              sh 'd=$(dirname \"$(dirname \"$WORKSPACE\")\"); touch $d/$A; for i in $(seq 100); do test -f $d/one -a -f $d/two && exit 0; sleep 0.1; done; exit 1'
            } } }
         } }",
    );
    let repository = repository(&jenkinsfile);
    let (outcome, report) = repository.report(&["run", "--jobs", "3"]);
    outcome.exits(0);
    let mut found = stages(&report);
    found.sort();
    let expected = [
        "p/Matrix - A = 'one'/meet=success",
        "p/Matrix - A = 'one'=success",
        "p/Matrix - A = 'two'/meet=success",
        "p/Matrix - A = 'two'=success",
        "p=success",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_archived_is_left_for_people() {
    let jenkinsfile = "node {
  checkout scm
  sh 'mkdir -p out/d && echo 1 > out/a.bin && echo 2 > out/d/b.txt && cat file.txt'
  archiveArtifacts artifacts: 'out/**', excludes: '**/*.txt'
  mail to: 'team@example.invalid', subject: 'done', body: 'all of it'
}
";
    let repository = repository(jenkinsfile);
    let (outcome, report) = repository.report(&["run"]);
    outcome.exits(0);
    assert_eq!(
        repository.read(".maillon/artifacts/Jenkinsfile/out/a.bin"),
        "1\n"
    );
    assert!(
        !repository
            .root()
            .join(".maillon/artifacts/Jenkinsfile/out/d")
            .exists()
    );
    let log = log(&report);
    assert!(
        log.contains("mail to team@example.invalid: \"done\" was recorded, not sent"),
        "{log}"
    );
    assert!(
        report["jobs"][0]["artifacts"][0]
            .as_str()
            .unwrap()
            .ends_with("out/a.bin"),
        "{report}"
    );
}

#[test]
fn libraries_come_from_folders_and_from_git() {
    let jenkinsfile = "@Library('lib') _
import com.acme.Tool
node { hello 'you'
 echo new Tool(3).twice() as String
 echo libraryResource('a/b.txt') }
";
    let library = Repository::new(&[
        (
            "vars/hello.groovy",
            "def call(String who) { sh \"echo hello ${who}\" }\n",
        ),
        (
            "src/com/acme/Tool.groovy",
            "package com.acme\nclass Tool { int n\n Tool(int n) { this.n = n }\n int twice() { n * 2 } }\n",
        ),
        ("resources/a/b.txt", "a resource"),
    ]);
    let repository = repository(jenkinsfile);
    let folder = library.root();
    for place in [
        format!("lib={}", folder.display()),
        format!("lib@main={}", folder.display()),
    ] {
        let (outcome, report) = repository.report(&["run", "--library", &place]);
        let log = log(&report);
        outcome.exits(0);
        for words in ["hello you\n", "\n6\n", "a resource\n"] {
            assert!(log.contains(words), "{words} is not in {log}");
        }
    }
    let (outcome, _) = repository.report(&["run"]);
    assert!(
        outcome.stdout.contains("--library lib="),
        "{}",
        outcome.stdout
    );
    outcome.exits(1);
}

#[test]
fn a_question_without_anybody_to_answer_fails_and_flags_answer() {
    let jenkinsfile = "def who = input message: 'Go?', id: 'go', parameters: [string(name: 'WHO', defaultValue: 'me')]
echo \"it is ${who}\"
";
    let expected = |code, status| Expected {
        code,
        status,
        stages: &[],
    };
    let log = check(jenkinsfile, &[], &expected(1, "failed"));
    assert!(log.contains("--input go=proceed"), "{log}");
    let log = check(
        jenkinsfile,
        &["--input", "go=proceed", "--input", "WHO=you"],
        &expected(0, "success"),
    );
    assert!(log.contains("it is you"), "{log}");
    check(
        jenkinsfile,
        &["--input", "go=abort"],
        &expected(1, "aborted"),
    );
}

#[test]
fn the_working_tree_is_never_emptied() {
    let repository = repository("node { checkout scm\n deleteDir() }\n");
    repository.maillon(&["run"]).exits(0);
    repository.maillon(&["run", "--in-place"]).exits(1);
    assert_eq!(repository.read("file.txt"), "tracked\n");
}

#[test]
fn a_script_without_an_end_is_ended() {
    let repository = repository("def s = 'x'\nwhile (true) { s += s }\n");
    let (outcome, report) = repository.report(&["run"]);
    outcome.exits(1);
    let reason = report["jobs"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("values of more than"), "{reason}");
}

#[test]
fn builds_that_may_not_run_at_the_same_time_take_turns() {
    let jenkinsfile = declarative(
        "stage('s') { steps { sh 'mkdir \"$HOME/taken\" && sleep 1 && rmdir \"$HOME/taken\"' } }",
    )
    .replace(
        " agent any\n",
        " agent any\n options { disableConcurrentBuilds() }\n",
    );
    let repository = repository(&jenkinsfile);
    let running: Vec<_> = (0..2).map(|_| repository.start(&["run"])).collect();
    for run in running {
        let output = run.wait_with_output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}
