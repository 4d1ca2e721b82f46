//! What fails, and with which words.

use maillon_jenkins::BuildResult;

use super::{check, pipeline, stage, stages};
use crate::support::Setup;

#[test]
fn an_exception_of_the_script_has_its_trace() {
    let ran = stage("steps { script { throw new IllegalStateException('bad') } }").run();
    assert_eq!(ran.result, BuildResult::Failure);
    assert!(
        ran.said()
            .contains("java.lang.IllegalStateException: bad\n"),
        "{}",
        ran.log
    );
}

#[test]
fn the_first_error_is_told() {
    let ran = pipeline(&format!(
        "{}post {{ always {{ error 'second' }} }}",
        stages(&[("a", "error 'first'")])
    ))
    .run();
    assert!(
        ran.said().ends_with("ERROR: first\nFinished: FAILURE\n"),
        "{}",
        ran.log
    );
}

#[test]
fn nothing_runs_where_a_parameter_cannot_be_evaluated() {
    let parameters = "parameters { string(name: 'A', defaultValue: \"${nope}\") }\n";
    let ran = pipeline(&format!(
        "{parameters}{}post {{ always {{ echo 'post' }} }}",
        stages(&[("a", "echo 'a'")])
    ))
    .run();
    assert_eq!(ran.result, BuildResult::Failure);
    assert!(!ran.log.contains("[Pipeline] echo"), "{}", ran.log);
}

#[test]
fn one_pipeline_a_build() {
    let text = "
def one() { pipeline { agent none\nstages { stage('a') { steps { echo 'x' } } } } }
one()
one()
";
    let ran = Setup::of(text).run();
    assert_eq!(ran.result, BuildResult::Failure, "{}", ran.log);
    assert!(
        ran.log
            .contains("Only one pipeline { ... } block can be executed in a single run."),
        "{}",
        ran.log
    );
}

#[test]
fn an_error_before_the_stages_runs_post() {
    check(
        pipeline(&format!(
            "environment {{ A = \"${{error('no')}}\" }}\n{}post {{ failure {{ echo 'f' }} }}",
            stages(&[("a", "echo 'x'")])
        )),
        BuildResult::Failure,
        "f\nERROR: no\n",
    );
}

#[test]
fn results_only_worsen() {
    check(
        pipeline(&stages(&[
            ("a", "script { currentBuild.result = 'UNSTABLE' }"),
            (
                "b",
                "script { currentBuild.result = 'SUCCESS'; echo currentBuild.result }",
            ),
        ])),
        BuildResult::Unstable,
        "UNSTABLE\n",
    );
}
