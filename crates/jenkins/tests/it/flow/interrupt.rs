//! Interruptions: time limits, and persons.

use maillon_jenkins::BuildResult;

use crate::support::{Setup, check};

#[test]
fn a_time_limit_ends_a_step() {
    let ran = check("timeout(time: 100, unit: 'MILLISECONDS') { sleep 60 }\n");
    assert_eq!(
        ran.log,
        "[Pipeline] Start of Pipeline
[Pipeline] timeout
Timeout set to expire in 0.1 sec
[Pipeline] {
[Pipeline] sleep
Sleeping for 1 min 0 sec
Cancelling nested steps due to timeout
[Pipeline] }
[Pipeline] // timeout
[Pipeline] End of Pipeline
Timeout has been exceeded
Finished: ABORTED
"
    );
    assert_eq!(ran.result, BuildResult::Aborted);
}

#[test]
fn a_time_limit_ends_a_loop() {
    let ran = check("timeout(time: 100, unit: 'MILLISECONDS') { while (true) { } }\n");
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
}

#[test]
fn a_time_limit_reaches_branches() {
    let ran = check(
        "timeout(time: 100, unit: 'MILLISECONDS') { parallel a: { sleep 60 }, b: { sleep 60 } }\n",
    );
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    assert!(
        ran.said().contains("Failed in branch a\n") && ran.said().contains("Failed in branch b\n")
    );
}

#[test]
fn after_an_interruption_the_script_goes_on() {
    let ran = check(
        "try { timeout(time: 100, unit: 'MILLISECONDS') { try { sleep 60 } finally { sleep time: 10, unit: 'MILLISECONDS'; echo 'cleaned' } } }
         catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) { echo 'caught' }
         sleep time: 10, unit: 'MILLISECONDS'
         echo 'on'\n",
    );
    assert!(
        ran.said()
            .ends_with("cleaned\ncaught\nSleeping for 10 ms\non\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_limit_that_is_not_reached_does_nothing() {
    let ran = check("timeout(1) { echo 'a' }\n");
    assert_eq!(
        ran.said(),
        "Timeout set to expire in 1 min 0 sec\na\nFinished: SUCCESS\n"
    );
}

#[test]
fn activity_starts_the_time_again() {
    let ran = check(
        "timeout(time: 300, unit: 'MILLISECONDS', activity: true) { for (i in 1..6) { sleep time: 100, unit: 'MILLISECONDS' } }\n",
    );
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert!(
        ran.said()
            .starts_with("Timeout set to expire after 0.3 sec without activity\n")
    );
}

#[test]
fn retry_is_no_help_against_interruptions() {
    let ran = check("timeout(time: 100, unit: 'MILLISECONDS') { retry(3) { sleep 60 } }\n");
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    assert!(!ran.log.contains("Retrying"));
}

#[test]
fn retry_goes_on_after_a_timeout_within() {
    let ran = check("retry(2) { timeout(time: 100, unit: 'MILLISECONDS') { sleep 60 } }\n");
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
    assert_eq!(
        ran.said(),
        "Timeout set to expire in 0.1 sec\nSleeping for 1 min 0 sec\nCancelling nested steps due to timeout\n\
         Timeout has been exceeded\nRetrying\n\
         Timeout set to expire in 0.1 sec\nSleeping for 1 min 0 sec\nCancelling nested steps due to timeout\n\
         Finished: ABORTED\n"
    );
}

#[test]
fn a_person_stops_the_build() {
    let ran = Setup::of("try { echo 'ready'\nsleep 60 } finally { echo 'cleaned' }\n")
        .cancelled_at("ready")
        .run();
    assert!(
        ran.said()
            .ends_with("cleaned\nAborted by Jane Doe\nFinished: ABORTED\n"),
        "{}",
        ran.log
    );
}

#[test]
fn a_command_is_ended() {
    let ran = check("node { timeout(time: 200, unit: 'MILLISECONDS') { sh 'sleep 60' } }\n");
    assert_eq!(ran.result, BuildResult::Aborted, "{}", ran.log);
}

#[test]
fn a_time_limit_ends_the_wait_for_a_lock() {
    let ran = check(
        "parallel a: { lock('x') { sleep time: 400, unit: 'MILLISECONDS' } },
                  b: { sleep time: 50, unit: 'MILLISECONDS'
                       try { timeout(time: 100, unit: 'MILLISECONDS') { lock('x') { echo 'not' } } } catch (e) { echo \"b: ${e.result} ${e.causes[0].shortDescription}\" } }
         lock('x') { echo 'free again' }\n",
    );
    assert!(
        ran.said()
            .contains("b: ABORTED Timeout has been exceeded\n"),
        "{}",
        ran.log
    );
    assert!(
        ran.said().contains("free again\n") && !ran.said().contains("not\n"),
        "{}",
        ran.log
    );
}

#[test]
fn the_whole_build_can_end_at_once() {
    let ran = Setup::of("echo 'ready'\nwhile (true) { }\n")
        .cancelled_at("ready")
        .run();
    assert_eq!(ran.result, BuildResult::Aborted);
}
