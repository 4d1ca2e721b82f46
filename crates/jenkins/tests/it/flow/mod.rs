//! Steps that steer the build, and what scripts find around them.

mod globals;
mod interrupt;
mod parallel;
mod place;
mod results;

use maillon_jenkins::BuildResult;

use crate::support::{Setup, check};

#[test]
fn echo_and_error() {
    let ran = check("echo 'a'\nerror 'b'\n");
    assert_eq!(
        ran.log,
        "[Pipeline] Start of Pipeline
[Pipeline] echo
a
[Pipeline] error
[Pipeline] End of Pipeline
ERROR: b
Finished: FAILURE
"
    );
    assert_eq!(ran.result, BuildResult::Failure);
    assert_eq!(ran.message.as_deref(), Some("b (Jenkinsfile:2:1)"));
}

#[test]
fn stages_and_nodes_nest() {
    let ran =
        check("node {\n  stage('A') {\n    echo 'in a'\n    stage('B') { echo 'in b' }\n  }\n}\n");
    assert_eq!(
        ran.log,
        "[Pipeline] Start of Pipeline
[Pipeline] node
Running on built-in in /tmp/build/workspace
[Pipeline] {
[Pipeline] stage
[Pipeline] { (A)
[Pipeline] echo
in a
[Pipeline] stage
[Pipeline] { (B)
[Pipeline] echo
in b
[Pipeline] }
[Pipeline] // stage
[Pipeline] }
[Pipeline] // stage
[Pipeline] }
[Pipeline] // node
[Pipeline] End of Pipeline
Finished: SUCCESS
"
    );
    assert_eq!(ran.stages, ["A/B: success", "A: success"]);
}

#[test]
fn an_unknown_step_is_named() {
    let ran = check("frobnicate 'x'\n");
    assert!(
        ran.said()
            .starts_with("java.lang.NoSuchMethodError: No such DSL method 'frobnicate' found among steps [ansiColor, "),
        "{}",
        ran.log
    );
}

#[test]
fn an_unknown_name_is_named() {
    let ran = check("echo foo\n");
    assert_eq!(
        ran.said(),
        "groovy.lang.MissingPropertyException: No such property: foo for class: WorkflowScript
\tat WorkflowScript.run(Jenkinsfile:1)
Finished: FAILURE
"
    );
}

#[test]
fn arguments_are_checked() {
    let ran = check(
        "try { echo 1 } catch (e) { println e }\nsleep time: 1, foo: 2, unit: 'MILLISECONDS'\n",
    );
    assert_eq!(
        ran.said(),
        "java.lang.ClassCastException: org.jenkinsci.plugins.workflow.steps.EchoStep.message expects class java.lang.String but received class java.lang.Integer
WARNING: Unknown parameter(s) found for class type 'sleep': foo
Sleeping for 1 ms
Finished: SUCCESS
"
    );
}

#[test]
fn a_step_outside_of_a_node_says_so() {
    let ran = check("dir('x') { }\n");
    assert!(
        ran.said().starts_with(
            "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException: Required context class hudson.FilePath is missing\n\
             Perhaps you forgot to surround the step with a step that provides this, such as: node\n"
        ),
        "{}",
        ran.log
    );
}

#[test]
fn a_command_outside_of_a_node_misses_its_folder_first() {
    let misses = |script: &str, class: &str| {
        let words = format!("Required context class {class} is missing");
        let ran = check(script);
        assert!(ran.said().contains(&words), "{}", ran.log);
    };
    misses("sh 'x'\n", "hudson.FilePath");
    misses("isUnix()\n", "hudson.Launcher");
}

#[test]
fn a_block_step_needs_its_block() {
    let ran = check("try { retry(3) } catch (e) { println e }\n");
    assert_eq!(
        ran.said(),
        "java.lang.IllegalStateException: retry step must be called with a body\nFinished: SUCCESS\n"
    );
}

#[test]
fn retry_says_why() {
    let ran = check(
        "int n = 0\nretry(3) {\n  n++\n  if (n < 3) { error \"try $n\" }\n  echo 'done'\n}\n",
    );
    assert_eq!(
        ran.said(),
        "ERROR: try 1\nRetrying\nERROR: try 2\nRetrying\ndone\nFinished: SUCCESS\n"
    );
}

#[test]
fn retry_gives_up() {
    let ran = check("retry(2) { error 'no' }\n");
    assert_eq!(
        ran.said(),
        "ERROR: no\nRetrying\nERROR: no\nFinished: FAILURE\n"
    );
}

#[test]
fn wait_until_waits() {
    let ran =
        check("int n = 0\nwaitUntil(initialRecurrencePeriod: 10) { n++; n > 2 }\necho \"$n\"\n");
    assert_eq!(
        ran.said(),
        "Will try again after 10 ms\nWill try again after 12 ms\n3\nFinished: SUCCESS\n"
    );
}

#[test]
fn milestones_grow() {
    let ran = check("milestone 1\nmilestone(ordinal: 2, label: 'two')\nmilestone()\nmilestone 1\n");
    assert_eq!(
        ran.said(),
        "Trying to pass milestone 1
Trying to pass milestone two
Trying to pass milestone 3
ERROR: Invalid ordinal 1, as the previous one was 3
Finished: FAILURE
"
    );
}

#[test]
fn locks_are_taken_and_let_go() {
    let ran =
        check("lock('db') { echo 'in' }\nlock(resource: 'db', variable: 'L') { echo env.L }\n");
    assert_eq!(
        ran.said(),
        "Trying to acquire lock on [Resource: db]
Lock acquired on [Resource: db]
in
Lock released on resource [Resource: db]
Trying to acquire lock on [Resource: db]
Lock acquired on [Resource: db]
db
Lock released on resource [Resource: db]
Finished: SUCCESS
"
    );
}

#[test]
fn another_job_is_not_there() {
    let ran = check("build job: 'other'\n");
    assert!(
        ran.said()
            .ends_with("ERROR: No item named other found\nFinished: FAILURE\n")
    );
}

#[test]
fn properties_declare_parameters() {
    let ran = Setup::of(
        "properties([parameters([
           string(name: 'A', defaultValue: 'a'), booleanParam(name: 'B', defaultValue: true),
           choice(name: 'C', choices: ['x', 'y']), [$class: 'StringParameterDefinition', name: 'D', defaultValue: 'd']
         ])])
         echo \"${params.A} ${params.B} ${params.C} ${params.D} ${env.A} ${A}\"
         if (!params.B) { echo 'no' }\n",
    )
    .input("A", "given")
    .input("B", "false")
    .run();
    assert_eq!(
        ran.said(),
        "given false x d given given\nno\nFinished: SUCCESS\n"
    );
}

#[test]
fn input_is_answered_beforehand() {
    let ran = Setup::of("input 'Go on?'\necho 'on'\ninput(id: 'stop', message: 'And now?')\n")
        .input("Go-on", "proceed")
        .input("stop", "abort")
        .run();
    assert_eq!(
        ran.said(),
        "Go on?
Proceed or Abort
Approved by Jane Doe
on
And now?
Proceed or Abort
Rejected by Jane Doe
Finished: ABORTED
"
    );
    assert_eq!(ran.result, BuildResult::Aborted);
}

#[test]
fn input_gives_values() {
    let ran = Setup::of(
        "def one = input(message: 'One?', parameters: [string(name: 'A', defaultValue: 'a')])
         def two = input(id: 'two', message: 'Two?', parameters: [string(name: 'A'), booleanParam(name: 'B')], submitterParameter: 'who')
         echo \"$one ${two.A} ${two.B} ${two.who}\"\n",
    )
    .input("A", "x")
    .input("two", "proceed")
    .run();
    assert!(
        ran.said()
            .ends_with("\nx x false Jane Doe\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

#[test]
fn input_that_nobody_answers_fails() {
    let ran = check("input 'Go on?'\n");
    assert_eq!(
        ran.said(),
        "Go on?\nProceed or Abort\nERROR: nobody can answer: Go on?\nFinished: FAILURE\n"
    );
}

#[test]
fn timestamps_stand_before_lines() {
    let ran = check("timestamps { echo 'a' }\necho 'b'\n");
    assert!(
        ran.log.contains("Z] a\n") && ran.log.contains("\nb\n"),
        "{}",
        ran.log
    );
}

#[test]
fn wrappers_are_steps() {
    let ran = check(
        "wrap([$class: 'AnsiColorBuildWrapper', colorMapName: 'vga']) { echo env.TERM }\nwrap([$class: 'X']) {}\n",
    );
    assert!(ran.said().starts_with("vga\n"), "{}", ran.log);
    assert!(ran.said().contains("is named X"), "{}", ran.log);
}

#[test]
fn evaluate_is_refused_with_a_reason() {
    let ran = check("evaluate 'println 1'\n");
    assert!(
        ran.said().contains("evaluate java.lang.String"),
        "{}",
        ran.log
    );
}
