//! `sh` and its like.

use maillon_jenkins::BuildResult;

use super::{check, fails, node, on_node};

#[test]
fn commands_are_shown_as_they_run() {
    check("sh 'echo a; echo b >&2'", "+ echo a\na\n+ echo b\nb\n");
    check("sh(script: 'true', label: 'x')", "+ true\n");
}

#[test]
fn the_log_names_the_step() {
    let ran = on_node("sh 'true'\nsh(script: 'true', label: 'Build it')");
    assert!(
        ran.log
            .contains("[Pipeline] sh\n+ true\n[Pipeline] sh (Build it)\n+ true\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_failing_command_fails_the_build() {
    let ran = on_node("sh 'exit 3'\necho 'never'");
    assert_eq!(
        ran.said(),
        "+ exit 3\nERROR: script returned exit code 3\nFinished: FAILURE\n"
    );
    assert_eq!((ran.result, ran.exit_code), (BuildResult::Failure, Some(3)));
}

#[test]
fn the_first_failing_command_ends_the_script() {
    fails(
        "sh '''false\necho never'''",
        "+ false\nERROR: script returned exit code 1\n",
    );
}

#[test]
fn output_is_returned_with_its_line_end() {
    check(
        "def out = sh(script: 'echo a; echo b', returnStdout: true)\necho \"<${out}>\"\necho out.trim()",
        "+ echo a\n+ echo b\n<a\nb\n>\na\nb\n",
    );
}

#[test]
fn output_that_was_to_be_returned_is_shown_on_failure() {
    fails(
        "sh(script: 'echo why; exit 2', returnStdout: true)",
        "+ echo why\n+ exit 2\nwhy\nERROR: script returned exit code 2\n",
    );
}

#[test]
fn the_exit_code_is_returned() {
    check(
        "echo \"${sh(script: 'exit 7', returnStatus: true) + 1}\"",
        "+ exit 7\n8\n",
    );
    check(
        "echo \"${sh(script: 'true', returnStatus: true)}\"",
        "+ true\n0\n",
    );
}

#[test]
fn an_interpreter_may_be_named() {
    check("sh '''#!/bin/sh\necho \"$-\" | grep -c x || true'''", "0\n");
    check(
        "sh '''#!/usr/bin/env bash\necho ${BASH_VERSION:+bash}'''",
        "bash\n",
    );
}

#[test]
fn the_place_counts() {
    check(
        "dir('a/b') { sh 'basename \"$PWD\"' }\nwithEnv(['X=1 2']) { sh 'echo \"$X\"' }",
        "Running in /tmp/build/workspace/a/b\n+ basename /tmp/build/workspace/a/b\nb\n+ echo 1 2\n1 2\n",
    );
}

#[test]
fn outside_of_nodes_there_is_no_shell() {
    let ran = crate::support::check("sh 'true'");
    assert!(
        ran.said().contains(
            "Perhaps you forgot to surround the step with a step that provides this, such as: node"
        ),
        "{}",
        ran.log
    );
}

#[test]
fn encodings() {
    check(
        r"echo sh(script: 'set +x; printf \'\\344\\n\'', returnStdout: true, encoding: 'ISO-8859-1').trim()",
        "+ set +x\nä\n",
    );
    let ran = on_node("sh(script: 'true', encoding: 'KLINGON')");
    assert!(
        ran.said().contains("UnsupportedCharsetException: KLINGON"),
        "{}",
        ran.log
    );
}

#[test]
fn windows_is_elsewhere() {
    for step in ["bat", "powershell"] {
        let ran = on_node(&format!("{step} 'dir'"));
        assert!(
            ran.said().contains("can only be run on Windows nodes"),
            "{}",
            ran.log
        );
    }
}

#[test]
fn a_script_can_be_interrupted() {
    let ran = node("sh 'echo begun; sleep 30'")
        .cancelled_at("begun\n")
        .run();
    assert!(
        ran.said().contains("Sending interrupt signal to process\n"),
        "{}",
        ran.log
    );
    assert_eq!(ran.result, BuildResult::Aborted);
}

#[test]
fn scripts_leave_nothing_behind() {
    // The folder of the script that looks is there.
    let look = "#!/bin/sh\\nls -A . ../workspace.private | grep -c durable-";
    check(&format!("sh 'true'\nsh '{look}'"), "+ true\n1\n");
}

#[test]
fn a_line_without_an_end_gets_one() {
    let ran = on_node("sh 'printf a'\necho 'b'");
    assert!(
        ran.log.contains("+ printf a\na\n[Pipeline] echo\nb\n"),
        "{}",
        ran.log
    );
}
