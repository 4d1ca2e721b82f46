//! Steps that keep files, and throw them away.

use super::{check, fails, on_node};

#[test]
fn stashes_go_from_node_to_node() {
    let ran = crate::support::check(
        "node { writeFile file: 'a/x', text: '1'; writeFile file: 'b', text: ''; stash name: 's', includes: 'a/**' }
node { deleteDir(); dir('to') { unstash 's' }; sh 'find . -type f' }",
    );
    assert_eq!(
        ran.said(),
        "Stashed 1 file(s)\nRunning in /tmp/build/workspace/to\n+ find . -type f\n./to/a/x\nFinished: SUCCESS\n"
    );
}

#[test]
fn stashes_that_are_not_there() {
    fails("unstash 'no'", "ERROR: No such saved stash ‘no’\n");
    fails(
        "stash includes: 'no', name: 's'",
        "ERROR: No files included in stash ‘s’\n",
    );
    check(
        "stash includes: 'no', name: 's', allowEmpty: true\nstash allowEmpty: true, name: 's', includes: 'no'",
        "Stashed 0 file(s)\nWarning: overwriting stash ‘s’\nStashed 0 file(s)\n",
    );
}

#[test]
fn artifacts_are_kept() {
    let ran = on_node(
        "writeFile file: 'out/a.jar', text: ''\nwriteFile file: 'out/b.txt', text: ''\narchiveArtifacts artifacts: 'out/*.jar, out/*.txt', excludes: 'out/b*', fingerprint: true\narchiveArtifacts 'out/b.txt'",
    );
    assert_eq!(
        ran.said(),
        "Archiving artifacts\nRecording fingerprints\nArchiving artifacts\nFinished: SUCCESS\n"
    );
    assert_eq!(ran.archived, ["out/a.jar", "out/b.txt"]);
}

#[test]
fn artifacts_that_are_not_there() {
    let lines = "Archiving artifacts\n‘x/*’ doesn’t match anything\n";
    let message = "No artifacts found that match the file pattern \"x/*\". Configuration error?\n";
    fails(
        "archiveArtifacts 'x/*'",
        &format!("{lines}ERROR: {message}"),
    );
    check(
        "archiveArtifacts artifacts: 'x/*', allowEmptyArchive: true",
        &format!("{lines}{message}"),
    );
}

#[test]
fn a_failed_build_may_have_no_artifacts() {
    let ran = on_node(
        "currentBuild.result = 'FAILURE'\narchiveArtifacts 'x'\narchiveArtifacts artifacts: 'x', onlyIfSuccessful: true",
    );
    assert_eq!(
        ran.said(),
        "Archiving artifacts\nSkipping archiving because build is not successful\nFinished: FAILURE\n"
    );
}

#[test]
fn pages_are_kept() {
    let ran = on_node(
        "writeFile file: 'r/index.html', text: ''\npublishHTML([reportDir: 'r', reportFiles: 'index.html', reportName: 'R', keepAll: true, alwaysLinkToLastBuild: false, allowMissing: false])\npublishHTML target: [reportDir: 'no', reportName: 'N', reportFiles: 'x', allowMissing: true]",
    );
    assert_eq!(
        ran.said(),
        "[htmlpublisher] Archiving HTML reports...
[htmlpublisher] Archiving at BUILD level /tmp/build/workspace/r to R
[htmlpublisher] Archiving HTML reports...
[htmlpublisher] Archiving at BUILD level /tmp/build/workspace/no to N
Specified HTML directory '/tmp/build/workspace/no' does not exist.
Finished: SUCCESS
"
    );
    assert_eq!(ran.archived, ["r/index.html"]);
}

#[test]
fn the_workspace_is_cleaned() {
    let files = "writeFile file: 'a/x.tmp', text: ''\nwriteFile file: 'b', text: ''\n";
    let lines = "[WS-CLEANUP] Deleting project workspace...\n[WS-CLEANUP] done\n";
    check(
        &format!("{files}cleanWs()\nsh 'ls -A'"),
        &format!("{lines}+ ls -A\n"),
    );
    check(
        &format!(
            "{files}cleanWs(patterns: [[pattern: '**/*.tmp', type: 'INCLUDE']])\nsh 'find . -type f'"
        ),
        &format!("{lines}+ find . -type f\n./b\n"),
    );
}

#[test]
fn the_workspace_of_a_failed_build_may_stay() {
    let ran = on_node(
        "writeFile file: 'a', text: ''\ncurrentBuild.result = 'FAILURE'\ncleanWs cleanWhenFailure: false\nsh 'ls'",
    );
    assert_eq!(
        ran.said(),
        "[WS-CLEANUP] Deleting project workspace...\n[WS-CLEANUP] Skipped based on build state FAILURE\n+ ls\na\nFinished: FAILURE\n"
    );
}

#[test]
fn steps_by_their_class() {
    let ran = on_node(
        "writeFile file: 'a', text: ''\nstep([$class: 'ArtifactArchiver', artifacts: 'a'])\nstep([$class: 'WsCleanup'])\nstep([$class: 'Nobody'])",
    );
    assert_eq!(ran.archived, ["a"]);
    let message =
        "no known implementation of interface jenkins.tasks.SimpleBuildStep is named Nobody";
    assert!(ran.said().contains(message), "{}", ran.log);
}

#[test]
fn steps_of_plugins_say_what_to_do_instead() {
    let said = on_node("httpRequest 'x'").said();
    assert!(said.contains("No such DSL method 'httpRequest' found among steps ["));
    let hint = "; it is a step of the plugin HTTP Request: use `sh` with `curl`\n";
    assert!(said.contains(hint), "{said}");
}
