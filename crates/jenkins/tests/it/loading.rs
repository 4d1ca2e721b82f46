//! What `load` makes of a Jenkinsfile: the job, its outline, and what comes from outside.

use std::fmt::Write as _;

use maillon_jenkins::{LoadRequest, Loaded, Outline, Restart, load};
use maillon_model::job::Work;
use maillon_model::variable::{Layer, Variable};
use maillon_model::{Diagnostic, Secret};
use maillon_source::MemorySource;

use crate::support::Setup;

const PARAMETERS: &str = "pipeline {
    agent any
    parameters { string(name: 'TARGET', defaultValue: 'dev'); choice(name: 'SIZE', choices: ['s', 'm']) }
    stages { stage('A') { steps { echo 'x' } }; stage('B') { steps { echo 'y' } } }
}";

fn read(setup: &Setup, text: &str, restart: Option<&str>) -> Loaded {
    let source = MemorySource::default().file("Jenkinsfile", text);
    load(&LoadRequest {
        source: &source,
        file: "Jenkinsfile",
        trigger: &setup.trigger,
        labels: &[],
        tools: &[],
        previous: None,
        restart: restart.map(|stage| Restart {
            stage: stage.into(),
            of: 1,
        }),
        implicit_libraries: &[],
    })
}

fn found(loaded: &Loaded) -> Vec<String> {
    loaded
        .diagnostics
        .iter()
        .map(Diagnostic::to_string)
        .collect()
}

fn with_input(text: &str, name: &str, value: &str) -> Vec<String> {
    found(&read(&Setup::of(text).input(name, value), text, None))
}

fn outline(text: &str) -> String {
    let loaded = read(&Setup::of(text), text, None);
    assert_eq!(found(&loaded), Vec::<String>::new());
    let mut lines = String::new();
    show(&loaded.outline, 0, &mut lines);
    lines
}

fn show(stages: &[Outline], depth: usize, lines: &mut String) {
    for stage in stages {
        let parts = [stage.name.as_str(), &stage.of, &stage.agent, &stage.when];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(lines, "{}{}", "  ".repeat(depth), parts.join(" | "));
        show(&stage.stages, depth + 1, lines);
    }
}

#[test]
fn a_file_is_one_job() {
    let loaded = read(&Setup::of(PARAMETERS), PARAMETERS, None);
    let pipeline = loaded.pipeline.unwrap();
    let names: Vec<&str> = pipeline.jobs.iter().map(|job| job.name.as_str()).collect();
    assert_eq!(names, ["Jenkinsfile"]);
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let source = MemorySource::default();
    let setup = Setup::of("");
    let loaded = load(&LoadRequest {
        source: &source,
        file: "Jenkinsfile",
        trigger: &setup.trigger,
        labels: &[],
        tools: &[],
        previous: None,
        restart: None,
        implicit_libraries: &[],
    });
    assert!(loaded.pipeline.is_none());
    assert_eq!(loaded.diagnostics.len(), 1);
}

#[test]
fn secrets_are_variables_of_the_job_and_not_in_its_body() {
    let setup = Setup::of(PARAMETERS).secret("TOKEN", "hunter22");
    let loaded = read(&setup, PARAMETERS, None);
    let job = loaded.pipeline.unwrap().jobs.remove(0);
    let Work::Body(body) = &job.work else {
        panic!("no body");
    };
    let body = serde_json::to_string(&body.0).unwrap();
    assert!(!body.contains("hunter22"));
    let secret = Variable::secret(Layer::Pipeline, "TOKEN", Secret::new("hunter22"));
    assert!(job.variables.iter().any(|variable| *variable == secret));
}

#[test]
fn inputs_are_parameters() {
    assert_eq!(
        with_input(PARAMETERS, "TARGET", "prod"),
        Vec::<String>::new()
    );
    assert_eq!(with_input(PARAMETERS, "SIZE", "m"), Vec::<String>::new());
}

#[test]
fn a_parameter_that_there_is_not_is_refused() {
    assert_eq!(
        with_input(PARAMETERS, "TARGT", "prod"),
        [
            "error[jenkins/unknown-input]: the pipeline has no parameter \"TARGT\", and asks for nothing while it runs"
        ]
    );
}

#[test]
fn a_choice_that_there_is_not_is_refused() {
    assert_eq!(
        with_input(PARAMETERS, "SIZE", "xl"),
        ["error[jenkins/wrong-choice]: Illegal choice for parameter SIZE: xl"]
    );
}

#[test]
fn what_is_asked_for_while_it_runs_may_be_answered() {
    let directive = "pipeline { agent any; stages { stage('A') { input { message 'Go?' }; steps { echo 'x' } } } }";
    let step = "pipeline { agent any; stages { stage('A') { steps { input 'Go?' } } } }";
    let script = "node { input 'Go?' }";
    for text in [directive, step, script] {
        assert_eq!(
            with_input(text, "Go", "proceed"),
            Vec::<String>::new(),
            "{text}"
        );
    }
}

#[test]
fn a_restart_needs_a_stage_at_the_top() {
    let again = |text: &str, stage| found(&read(&Setup::of(text), text, Some(stage)));
    assert_eq!(again(PARAMETERS, "B"), Vec::<String>::new());
    assert_eq!(
        again(PARAMETERS, "C"),
        ["error[jenkins/restart]: Specified stage \"C\" does not exist or cannot be restarted."]
    );
    assert_eq!(again("node { }", "A").len(), 1);
}

#[test]
fn errors_of_syntax_come_alone() {
    let text = "pipeline { agent any\n stages { stage('A') { steps { echo 'x' }\n}";
    let loaded = read(&Setup::of(text), text, None);
    let codes: Vec<&str> = loaded
        .diagnostics
        .iter()
        .map(|found| &*found.code)
        .collect();
    assert!(
        codes.iter().all(|code| *code == "jenkins/syntax"),
        "{codes:?}"
    );
    assert!(!codes.is_empty() && loaded.pipeline.is_none());
}

#[test]
fn a_finding_has_its_place_its_way_and_a_hint() {
    let text = "pipeline {\n  agent any\n  stages {\n    stage('A') {\n      steps {\n        ehco 'x'\n      }\n    }\n  }\n}\n";
    let loaded = read(&Setup::of(text), text, None);
    let found = &loaded.diagnostics[0];
    let place = found.place.as_ref().unwrap();
    assert_eq!((place.line, place.column, place.length), (6, 9, 4));
    assert_eq!(&*place.source, "        ehco 'x'");
    assert_eq!(
        found.breadcrumb.as_deref(),
        Some("pipeline.stages.stage(A).steps")
    );
    assert_eq!(found.hint.as_deref(), Some("did you mean `echo`?"));
}

#[test]
fn the_outline_has_stages_branches_and_cells() {
    let text = "pipeline {
        agent none
        stages {
            stage('Build') { agent { docker { image 'maven:3'; args '-v x' } }; steps { echo 'x' } }
            stage('Test') {
                when { branch 'main'; not { changeRequest() } }
                parallel {
                    stage('Unit') { agent { label 'linux' }; steps { echo 'x' } }
                    stage('Both') { stages { stage('One') { steps { echo 'x' } } } }
                }
            }
            stage('Cells') {
                matrix {
                    agent any
                    axes { axis { name 'OS'; values 'linux', 'mac' }; axis { name 'V'; values '1' } }
                    excludes { exclude { axis { name 'OS'; notValues 'linux' } } }
                    stages { stage('Run') { steps { echo 'x' } } }
                }
            }
        }
    }";
    assert_eq!(
        outline(text),
        "Build | docker maven:3
Test | parallel | branch 'main', not changeRequest
  Unit | label linux
  Both
    One
Cells | matrix
  Matrix - OS = 'linux', V = '1' | any
    Run
"
    );
}

#[test]
fn a_script_has_no_outline() {
    assert_eq!(outline("node { stage('A') { echo 'x' } }"), "");
}

#[test]
fn a_slip_in_a_script_is_a_warning() {
    let text = "node { ehco 'x' }";
    let loaded = read(&Setup::of(text), text, None);
    assert!(loaded.pipeline.is_some());
    assert_eq!(
        found(&loaded),
        [
            "Jenkinsfile:1:8: warning[jenkins/unknown-step]: No such DSL method 'ehco' found among steps"
        ]
    );
}
