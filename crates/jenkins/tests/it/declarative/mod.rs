//! Declarative pipelines: each line of the traps that are about them.

mod agents;
mod environment;
mod errors;
mod inputs;
mod libraries;
mod matrix;
mod options;
mod parallel;
mod post;
mod stages;
mod tools;
mod when;

use maillon_jenkins::BuildResult;

use crate::support::Setup;

/// Runs a pipeline; what is said besides the structure, and the result, must be these.
fn check(setup: Setup, result: BuildResult, said: &str) -> Vec<String> {
    let ran = setup.run();
    assert_eq!(
        ran.said(),
        format!("{said}Finished: {result}\n"),
        "{}",
        ran.log
    );
    assert_eq!(ran.result, result, "{}", ran.log);
    ran.stages
}

/// Without an agent: `sections` stand beside `agent none`.
fn pipeline(sections: &str) -> Setup {
    Setup::of(&format!("pipeline {{\nagent none\n{sections}\n}}\n"))
}

/// A single stage with these sections.
fn stage(sections: &str) -> Setup {
    pipeline(&format!("stages {{ stage('a') {{\n{sections}\n}} }}"))
}

/// Stages one after another: each `name: body` of `steps`.
fn stages(stages: &[(&str, &str)]) -> String {
    let stage = |(name, body): &(&str, &str)| format!("stage('{name}') {{ steps {{ {body} }} }}");
    let stages: Vec<String> = stages.iter().map(stage).collect();
    format!("stages {{\n{}\n}}\n", stages.join("\n"))
}
