//! `junit`.

use maillon_jenkins::BuildResult;

use super::{check, fails, on_node};

const GOOD: &str = "writeFile file: 'r/a.xml', text: '<testsuite><testcase name=\"a\"/><testcase name=\"b\"><skipped/></testcase></testsuite>'\n";
const BAD: &str = "writeFile file: 'r/b.xml', text: '<testsuite><testcase name=\"c\"><failure message=\"no\"/></testcase></testsuite>'\n";

#[test]
fn counts_are_given_back() {
    check(
        &format!(
            "{GOOD}def r = junit 'r/*.xml'\necho \"${{r.totalCount}} ${{r.passCount}} ${{r.skipCount}} ${{r.failCount}}\""
        ),
        "Recording test results\n2 1 1 0\n",
    );
}

#[test]
fn failed_tests_make_the_build_unstable() {
    let ran = on_node(&format!(
        "{GOOD}{BAD}stage('t') {{ junit testResults: 'r/*.xml' }}\necho currentBuild.result"
    ));
    assert_eq!(
        ran.said(),
        "Recording test results\nUNSTABLE\nFinished: UNSTABLE\n"
    );
    assert_eq!(ran.result, BuildResult::Unstable);
    assert_eq!(ran.stages, ["t: unstable"]);
}

#[test]
fn failed_tests_may_be_only_counted() {
    check(
        &format!(
            "{BAD}echo junit(testResults: 'r/*.xml', skipMarkingBuildUnstable: true).failCount.toString()"
        ),
        "Recording test results\n1\n",
    );
}

#[test]
fn reports_that_are_not_there() {
    let line = "No test report files were found. Configuration error?\n";
    fails(
        "junit 'r/*.xml'",
        &format!("Recording test results\n{line}ERROR: {line}"),
    );
    check(
        "junit testResults: 'r/*.xml', allowEmptyResults: true",
        &format!("Recording test results\n{line}"),
    );
    let line = "None of the test reports contained any result\n";
    fails(
        "writeFile file: 'r.xml', text: '<testsuite/>'\njunit 'r.xml'",
        &format!("Recording test results\n{line}ERROR: {line}"),
    );
}
