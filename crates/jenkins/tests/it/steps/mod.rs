//! Steps that do something: scripts, files, reports, secrets, messages.

mod data;
mod docker;
mod files;
mod junit;
mod keep;
mod messages;
mod real;
mod scm;
mod secrets;
mod shell;

use crate::support::{Ran, Setup};

/// Runs steps on a node.
fn on_node(steps: &str) -> Ran {
    node(steps).run()
}

/// Steps on a node, to be run.
fn node(steps: &str) -> Setup {
    Setup::of(&format!("node {{\n{steps}\n}}\n"))
}

/// What steps on a node print.
fn check(steps: &str, said: &str) {
    let ran = on_node(steps);
    assert_eq!(
        ran.said(),
        format!("{said}Finished: SUCCESS\n"),
        "{}",
        ran.log
    );
}

/// How steps on a node fail.
fn fails(steps: &str, said: &str) {
    let ran = on_node(steps);
    assert_eq!(
        ran.said(),
        format!("{said}Finished: FAILURE\n"),
        "{}",
        ran.log
    );
}
