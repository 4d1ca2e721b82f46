//! `parallel`.

use maillon_jenkins::BuildResult;

use crate::support::check;

#[test]
fn branches_share_the_scripts_variables() {
    let ran = check(
        "def found = [:]
         def branches = [:]
         for (name in ['a', 'b', 'c']) { def n = name; branches[n] = { found[n] = n.toUpperCase(); return n * 2 } }
         def values = parallel(branches)
         echo found.sort().toString()
         echo \"${values.a}${values.b}${values.c}\"\n",
    );
    assert_eq!(ran.said(), "[a:A, b:B, c:C]\naabbcc\nFinished: SUCCESS\n");
    assert!(ran.log.contains(
        "[Pipeline] parallel\n[Pipeline] { (Branch: a)\n[Pipeline] { (Branch: b)\n[Pipeline] { (Branch: c)\n"
    ));
    assert!(ran.log.contains("[Pipeline] }\n[Pipeline] // parallel\n"));
}

#[test]
fn a_failed_branch_is_named() {
    let ran = check("parallel a: { echo 'in a' }, b: { error 'bad' }\n");
    assert!(ran.said().contains("Failed in branch b\n"), "{}", ran.log);
    assert!(
        ran.said().ends_with("ERROR: bad\nFinished: FAILURE\n"),
        "{}",
        ran.log
    );
}

#[test]
fn exceptions_go_before_errors_of_steps() {
    let ran = check(
        "try { parallel a: { error 'step' }, b: { throw new RuntimeException('own') } } catch (e) { println e }\n",
    );
    assert!(
        ran.said()
            .ends_with("java.lang.RuntimeException: own\nFinished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

#[test]
fn fail_fast_interrupts_the_others() {
    let ran = check(
        "parallel a: { sleep 60 }, b: { sleep time: 50, unit: 'MILLISECONDS'; error 'bad' }, failFast: true\n",
    );
    assert!(
        ran.said()
            .ends_with("Failed in branch b\nFailed in branch a\nERROR: bad\nFinished: FAILURE\n"),
        "{}",
        ran.log
    );
}

#[test]
fn branches_really_run_at_the_same_time() {
    let ran = check(
        "parallel a: { node { sh 'for i in $(seq 200); do test -e ../b && exit 0; touch ../a; sleep 0.02; done; exit 1' } },
                  b: { node { sh 'for i in $(seq 200); do test -e ../a && { touch ../b; exit 0; }; sleep 0.02; done; exit 1' } }\n",
    );
    assert_eq!(ran.result, BuildResult::Success, "{}", ran.log);
    assert_eq!(ran.nodes.len(), 2);
}

#[test]
fn something_that_is_no_branch_is_refused() {
    let ran = check("try { parallel a: 1 } catch (e) { println e }\n");
    assert_eq!(
        ran.said(),
        "java.lang.IllegalArgumentException: Expected a closure or failFast but found a=1\nFinished: SUCCESS\n"
    );
}

#[test]
fn many_branches() {
    let ran = check(
        "def n = 0\nparallel((1..200).collectEntries { [\"b$it\", { n++ }] })\necho \"$n\"\n",
    );
    assert_eq!(ran.said(), "200\nFinished: SUCCESS\n");
}
